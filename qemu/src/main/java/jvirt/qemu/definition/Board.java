package jvirt.qemu.definition;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.VirtType;
import jvirt.qemu.caps.QemuFlag;

/**
 * The machine type of a guest and what is built into it.
 *
 * @param architecture libvirt's name, {@code x86_64}
 * @param machine QEMU's name, {@code pc-q35-7.2}
 * @param virtType what runs the guest
 */
public record Board(String architecture, String machine, VirtType virtType) {
    public static Board of(Domain domain) {
        return new Board(domain.os().type().arch().orElse(""), domain.os().type().machine().orElse(""), domain.type());
    }

    public boolean x86() {
        return architecture.equals("x86_64") || architecture.equals("i686");
    }

    public boolean q35() {
        return x86() && (machine.equals("q35") || machine.startsWith("pc-q35"));
    }

    public boolean i440fx() {
        return x86() && (machine.equals("pc") || machine.startsWith("pc-0.") || machine.startsWith("pc-1.")
                || machine.startsWith("pc-i440") || machine.startsWith("rhel"));
    }

    public boolean isaOnly() {
        return machine.equals("isapc");
    }

    public boolean arm() {
        return architecture.startsWith("armv") || architecture.startsWith("aarch64");
    }

    public boolean armVirt() {
        return arm() && (machine.equals("virt") || machine.startsWith("virt-"));
    }

    public boolean riscvVirt() {
        return architecture.startsWith("riscv") && (machine.equals("virt") || machine.startsWith("virt-"));
    }

    public boolean s390() {
        return architecture.startsWith("s390");
    }

    public boolean ppc64() {
        return architecture.equals("ppc64") || architecture.equals("ppc64le");
    }

    public boolean pSeries() {
        return ppc64() && (machine.equals("pseries") || machine.startsWith("pseries-"));
    }

    /** The IDE controller is part of the board. */
    public boolean builtinIde() {
        return i440fx() || machine.equals("malta") || machine.equals("sun4u") || machine.equals("g3beige");
    }

    /** The ESP SCSI controller is part of the board. */
    public boolean builtinEsp() {
        return architecture.equals("sparc") || architecture.startsWith("mips64") && (machine.equals("magnum") || machine.equals("pica61"));
    }

    /** The model of the root PCI bus, where the board has one. */
    public Optional<String> rootBus(Setting setting) {
        if (q35() || (armVirt() || riscvVirt()) && setting.can(QemuFlag.OBJECT_GPEX)) return Optional.of("pcie-root");
        boolean conventional = i440fx() || machine.equals("versatilepb") || machine.equals("malta")
                || architecture.startsWith("ppc") || architecture.equals("alpha") || architecture.startsWith("sh4")
                || architecture.equals("sparc64") || s390() && setting.can(QemuFlag.DEVICE_ZPCI);
        return conventional ? Optional.of("pci-root") : Optional.empty();
    }

    /** Whether devices may be on PCI at all; some boards only pretend to have none. */
    public boolean pci(Setting setting) {
        return !arm() && !architecture.startsWith("riscv") || rootBus(setting).isPresent();
    }
}
