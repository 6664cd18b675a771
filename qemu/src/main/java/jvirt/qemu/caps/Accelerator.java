package jvirt.qemu.caps;

import java.util.Optional;

/** What runs the guest's instructions. */
public enum Accelerator {
    KVM("kvm", "kvm"), HVF("hvf", "hvf"), TCG("tcg", "qemu");

    private final String word;
    private final String domainType;

    Accelerator(String word, String domainType) {
        this.word = word;
        this.domainType = domainType;
    }

    /** QEMU's word, which also stands in the capabilities file. */
    public String word() {
        return word;
    }

    /** libvirt's word: {@code domain/@type}. */
    public String domainType() {
        return domainType;
    }

    /** The accelerator of a {@code domain/@type}; none for another hypervisor's. */
    public static Optional<Accelerator> ofDomainType(String type) {
        for (Accelerator accelerator : values()) {
            if (accelerator.domainType.equals(type)) return Optional.of(accelerator);
        }
        return Optional.empty();
    }
}
