package jvirt.qemu.caps;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.capabilities.DomainCapabilities;
import jvirt.api.capabilities.HostCapabilities;
import jvirt.api.domain.Cpu;
import jvirt.host.Cpuid;
import jvirt.host.Hardware;
import jvirt.host.KvmModule;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.Decoder;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.cpu.HostProcessor;
import jvirt.qemu.firmware.Firmwares;

/** Answers what guests can have on this host. */
public final class Offers {
    private static final int SEV_LEAF = 0x8000_001F;

    private final Capabilities capabilities;

    public Offers(Capabilities capabilities) {
        this.capabilities = capabilities;
    }

    /** The host's. */
    public String architecture() {
        return capabilities.host().architecture();
    }

    public CpuMap map() {
        return CpuMap.installed();
    }

    /** The guests of every QEMU that is installed; one that cannot be asked is left out. */
    public List<HostCapabilities.Guest> guests() {
        List<HostCapabilities.Guest> guests = new ArrayList<>();
        for (String architecture : Architectures.ALL) {
            try {
                capabilities.ofArchitecture(architecture).ifPresent(caps -> guests.add(new GuestOffer(caps, architecture).document()));
            } catch (VirtException _) {
                // whoever uses it is told why
            }
        }
        return guests;
    }

    /** The nearest named model to the host's own processor. */
    public Optional<Decoder.Decoded> processor() {
        return HostProcessor.read(map()).map(data -> Decoder.forHost(map()).decode(data));
    }

    /** What {@code host-model} stands for, for guests of this QEMU. */
    public HostModel hostModel() {
        return new HostModel(map(), capabilities.host().architecture(), processor());
    }

    /** A QEMU and how it is to run a guest. */
    public record Way(QemuCapabilities caps, Accelerator accelerator, String machine, String architecture) {}

    /** What a guest can have; what is not given is what a guest gets that does not say it. */
    public DomainCapabilities domain(Optional<String> emulator, Optional<String> architecture, Optional<String> machine,
            Optional<String> type) {
        Way way = way(emulator, architecture, machine, type);
        Optional<Cpu> model = hostModel().all(way.caps, way.accelerator);
        return new DomainOffer(way.caps, way.accelerator, way.machine, way.architecture, model, map(),
                surroundings(way.architecture, way.machine)).document();
    }

    /** The way in which a guest would run of which this is said, or libvirt's error that it cannot. */
    public Way way(Optional<String> emulator, Optional<String> architecture, Optional<String> machine, Optional<String> type) {
        type.filter(word -> !word.isEmpty()).ifPresent(Offers::checkType);
        architecture.ifPresent(Offers::checkArchitecture);
        String guest = architecture.orElse(capabilities.host().architecture());
        String binary = emulator.or(() -> capabilities.emulators().of(guest).map(Path::toString))
                .orElseThrow(() -> ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                        "unable to find any emulator to serve '%s' architecture", guest));
        QemuCapabilities caps = capabilities.of(binary);
        if (!sameFamily(guest, caps.architecture())) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, "architecture from emulator '%s' doesn't match given architecture '%s'",
                    caps.architecture(), guest);
        }
        Accelerator accelerator = type.flatMap(Accelerator::ofDomainType).orElse(caps.best());
        if (accelerator != Accelerator.TCG && caps.best() == Accelerator.TCG) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, "the accel '%s' is not supported by '%s' on this host", accelerator.word(),
                    binary);
        }
        String canonical = machine.map(name -> caps.canonicalMachine(accelerator, name))
                .orElseGet(() -> caps.preferredMachine(accelerator).map(MachineType::name).orElse(""));
        if (caps.machine(accelerator, canonical).isEmpty()) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, "the machine '%s' is not supported by emulator '%s'", canonical, binary);
        }
        return new Way(caps, accelerator, canonical, guest);
    }

    private static void checkType(String type) {
        if (Accelerator.ofDomainType(type).isEmpty()) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, "unknown virttype: %s", type);
        }
    }

    private static void checkArchitecture(String architecture) {
        if (!Architectures.ALL.contains(architecture)) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, "unknown architecture: %s", architecture);
        }
    }

    private static boolean sameFamily(String one, String other) {
        return one.equals(other) || Architectures.isX86(one) && Architectures.isX86(other)
                || Architectures.isArm(one) && Architectures.isArm(other) || one.startsWith("ppc") && other.startsWith("ppc")
                || one.startsWith("s390") && other.startsWith("s390");
    }

    private DomainOffer.Surroundings surroundings(String guest, String machine) {
        Firmwares firmwares = Firmwares.ofHost();
        List<String> loaders = firmwares.of(guest, machine).files().stream().filter(file -> Files.exists(Path.of(file))).toList();
        int lastEncrypted = 0;
        int firstPlainRegisters = 0;
        if (Cpuid.available() && Integer.compareUnsigned(Cpuid.ask(0x8000_0000, 0).eax(), SEV_LEAF) >= 0) {
            Cpuid.Registers sev = Cpuid.ask(SEV_LEAF, 0);
            lastEncrypted = sev.ecx();
            firstPlainRegisters = sev.edx();
        }
        boolean sev = lastEncrypted != 0 && firstPlainRegisters != 0;
        return new DomainOffer.Surroundings(capabilities.host().architecture(), KvmModule.maxCpus().orElse(Integer.MAX_VALUE),
                firmwares, loaders, Swtpm.installed(), Swtpm.tpmVersions(), Hardware.vfio(),
                sev ? lastEncrypted - firstPlainRegisters + 1 : 0, sev ? firstPlainRegisters - 1 : 0);
    }
}
