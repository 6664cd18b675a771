package jvirt.qemu.caps;

import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What one QEMU binary can do on this host: asked once over QMP, kept in a file ({@link CapabilitiesFile}).
 *
 * @param version as a number, {@code 7002022} for 7.2.22
 * @param packaged the distribution's name for this build
 * @param architecture of the guest, as in {@code x86_64}
 * @param nesting KVM lets guests be hosts
 * @param secureGuest KVM has guests that the host cannot read
 */
public record QemuCapabilities(Identity identity, Set<QemuFlag> flags, int version, int kvmVersion,
        Optional<String> packaged, String architecture, Map<Accelerator, Offer> offers, List<Gic> gics, Optional<Sev> sev,
        Optional<Sgx> sgx, Optional<Hyperv> hyperv, boolean nesting, boolean secureGuest) {
    public QemuCapabilities {
        flags = Collections.unmodifiableSet(flags.isEmpty() ? EnumSet.noneOf(QemuFlag.class) : EnumSet.copyOf(flags));
        offers = Collections.unmodifiableMap(offers.isEmpty() ? new EnumMap<>(Accelerator.class) : new EnumMap<>(offers));
        gics = List.copyOf(gics);
    }

    /** An interrupt controller of Arm, in KVM or in QEMU. */
    public record Gic(int version, boolean kernel, boolean emulated) {}

    /** Memory encryption of AMD. */
    public record Sev(int cbitpos, int reducedPhysBits, String pdh, String certChain, Optional<String> cpu0Id) {}

    /** Enclaves of Intel. */
    public record Sgx(boolean flc, boolean sgx1, boolean sgx2, long sectionSizeKib, List<Section> sections) {
        public Sgx {
            sections = List.copyOf(sections);
        }

        public record Section(int node, long sizeKib) {}
    }

    /** What is there of Hyper-V's interface, in libvirt's words and order. */
    public record Hyperv(boolean supported, List<String> features) {
        public Hyperv {
            features = List.copyOf(features);
        }
    }

    public boolean has(QemuFlag flag) {
        return flags.contains(flag);
    }

    public boolean hasAny(QemuFlag... some) {
        for (QemuFlag flag : some) {
            if (flags.contains(flag)) return true;
        }
        return false;
    }

    /** A QEMU that lacks some of what this one can. */
    public QemuCapabilities without(Set<QemuFlag> lacking) {
        EnumSet<QemuFlag> left = EnumSet.copyOf(flags);
        left.removeAll(lacking);
        return new QemuCapabilities(identity, left, version, kvmVersion, packaged, architecture, offers, gics, sev, sgx,
                hyperv, nesting, secureGuest);
    }

    public QemuCapabilities withOffers(Map<Accelerator, Offer> changed) {
        return new QemuCapabilities(identity, flags, version, kvmVersion, packaged, architecture, changed, gics, sev, sgx,
                hyperv, nesting, secureGuest);
    }

    public String emulator() {
        return identity.emulator();
    }

    /** Whether guests can run this way. */
    public boolean supports(Accelerator accelerator) {
        return switch (accelerator) {
            case KVM -> has(QemuFlag.KVM);
            case HVF -> has(QemuFlag.HVF);
            case TCG -> has(QemuFlag.TCG);
        };
    }

    /** The fastest way. */
    public Accelerator best() {
        return has(QemuFlag.KVM) ? Accelerator.KVM : has(QemuFlag.HVF) ? Accelerator.HVF : Accelerator.TCG;
    }

    /** Whether guests of that architecture run here: its own, and that of which it is the wider form. */
    public boolean runs(String guest) {
        return guest.equals(architecture) || switch (architecture) {
            case "x86_64" -> guest.equals("i686");
            case "aarch64" -> guest.equals("armv7l");
            case "armv7l" -> guest.equals("armv6l");
            case "ppc64" -> guest.equals("ppc64le");
            default -> false;
        };
    }

    public Offer offer(Accelerator accelerator) {
        return offers.getOrDefault(accelerator, Offer.NONE);
    }

    /** The machine of that name, which must not be an alias. */
    public Optional<MachineType> machine(Accelerator accelerator, String name) {
        return offer(accelerator).machines().stream().filter(machine -> machine.name().equals(name)).findFirst();
    }

    /** QEMU's own name for a machine: what an alias stands for, or the name itself. */
    public String canonicalMachine(Accelerator accelerator, String name) {
        return offer(accelerator).machines().stream()
                .filter(machine -> machine.alias().filter(name::equals).isPresent())
                .map(MachineType::name).findFirst().orElse(name);
    }

    /** The machine for those who name none. */
    public Optional<MachineType> preferredMachine(Accelerator accelerator) {
        return offer(accelerator).machines().stream().findFirst();
    }

    /** How many processors the machine takes; 0 where it is not known. */
    public int maxCpus(Accelerator accelerator, String machine) {
        return machine(accelerator, machine).map(MachineType::maxCpus).orElse(0);
    }

    public Optional<CpuModel> cpu(Accelerator accelerator, String model) {
        return offer(accelerator).cpus().stream().filter(cpu -> cpu.name().equals(model)).findFirst();
    }

    /** The processor model that the machine has when it is not told. */
    public Optional<String> defaultCpu(Accelerator accelerator, String machine) {
        return machine(accelerator, machine).flatMap(MachineType::defaultCpu)
                .flatMap(type -> offer(accelerator).cpus().stream()
                        .filter(cpu -> cpu.typename().filter(type::equals).isPresent())
                        .map(CpuModel::name).findFirst());
    }
}
