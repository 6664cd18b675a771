package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Clock;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.KeyWrap;
import jvirt.api.domain.LaunchSecurity;
import jvirt.api.domain.Memory;
import jvirt.api.domain.MemoryBacking;
import jvirt.api.domain.Numa;
import jvirt.api.domain.Os;
import jvirt.api.domain.Timer;
import jvirt.api.domain.Toggle;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Resources;
import jvirt.qemu.device.Words;

/** The board and what runs it: {@code -machine}, {@code -accel}. */
final class MachineArguments {
    private final Chassis chassis;
    private final Domain domain;
    private final Features features;
    private final StringBuilder option = new StringBuilder();

    private MachineArguments(Chassis chassis) {
        this.chassis = chassis;
        this.domain = chassis.domain();
        this.features = domain.features().orElse(Features.NONE);
    }

    static void add(Chassis chassis, Resources resources, Arguments arguments) {
        arguments.add("-machine", new MachineArguments(chassis).machine(resources));
        arguments.add("-accel", accelerator(chassis.domain()));
    }

    /** The machine type in QEMU's own list, where it is known. */
    static Optional<MachineType> type(Chassis chassis) {
        Accelerator accelerator = accelerator(chassis.domain().type());
        var capabilities = chassis.capabilities();
        String name = capabilities.canonicalMachine(accelerator, chassis.board().machine());
        return capabilities.machine(accelerator, name);
    }

    static Accelerator accelerator(VirtType type) {
        return switch (type) {
            case KVM -> Accelerator.KVM;
            default -> Accelerator.TCG;
        };
    }

    private String machine(Resources resources) {
        option.append(chassis.board().machine()).append(",usb=off");
        keyWrap();
        features();
        if (domain.devices().iommu().filter(iommu -> iommu.model() == Iommu.Model.SMMUV3).isPresent()) set("iommu", "smmuv3");
        memory(resources);
        cpuCompatibility();
        loadParameter();
        domain.launchSecurity().ifPresent(security -> {
            boolean old = security instanceof LaunchSecurity.Sev
                    && !chassis.can(QemuFlag.MACHINE_CONFIDENTAL_GUEST_SUPPORT);
            set(old ? "memory-encryption" : "confidential-guest-support", "lsec0");
        });
        if (Firmware.flash(domain)) {
            set("pflash0", Firmware.CODE + "-format");
            if (domain.os().nvram().isPresent()) set("pflash1", Firmware.VARIABLES + "-format");
        }
        if (NumaArguments.memoryAttributes(domain)) set("hmat", "on");
        if (domain.os().bios().flatMap(Os.Bios::useserial).filter(YesNo::yes).isPresent()) set("graphics", "off");
        if (chassis.can(QemuFlag.MACHINE_HPET)) {
            domain.clock().timer(Timer.Name.HPET).flatMap(Timer::present)
                    .ifPresent(present -> set("hpet", present.yes() ? "on" : "off"));
        }
        return option.toString();
    }

    private void set(String name, String value) {
        option.append(',').append(name).append('=').append(value);
    }

    private void state(String name, Optional<Toggle> toggle) {
        toggle.flatMap(Toggle::state).ifPresent(state -> set(name, Words.of(state)));
    }

    private void keyWrap() {
        for (KeyWrap.Cipher cipher : domain.keywrap().map(KeyWrap::cipher).orElse(List.of())) {
            boolean aes = Words.of(cipher.name()).equals("aes");
            QemuFlag flag = aes ? QemuFlag.AES_KEY_WRAP : QemuFlag.DEA_KEY_WRAP;
            String name = aes ? "aes-key-wrap" : "dea-key-wrap";
            if (!chassis.can(flag)) {
                throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "%s is not available with this QEMU binary", name);
            }
            set(name, Words.of(cipher.state()));
        }
    }

    private void features() {
        state("vmport", features.vmport());
        features.smm().flatMap(Features.Smm::state).ifPresent(state -> set("smm", Words.of(state)));
        features.gic().flatMap(Features.Gic::version).ifPresent(version -> {
            if (chassis.can(QemuFlag.MACH_VIRT_GIC_VERSION)) set("gic-version", Words.of(version));
        });
        features.ioapic().ifPresent(ioapic -> set("kernel_irqchip", switch (ioapic.driver()) {
            case QEMU -> "split";
            case KVM -> "on";
        }));
        features.hpt().ifPresent(hpt -> {
            hpt.resizing().ifPresent(how -> set("resize-hpt", Words.of(how)));
            hpt.maxpagesize().ifPresent(size -> set("cap-hpt-max-page-size", size.kib() + "k"));
        });
        state("cap-htm", features.htm());
        state("cap-nested-hv", features.nestedHv());
        state("cap-ccf-assist", features.ccfAssist());
        features.cfpc().ifPresent(mitigation -> set("cap-cfpc", mitigation.value()));
        features.sbbc().ifPresent(mitigation -> set("cap-sbbc", mitigation.value()));
        features.ibs().ifPresent(mitigation -> set("cap-ibs", mitigation.value()));
    }

    private void memory(Resources resources) {
        OnOff dump = domain.memory().flatMap(Memory::dumpCore).orElse(OnOff.of(resources.settings().dumpGuestCore()));
        set("dump-guest-core", Words.of(dump));
        if (domain.memoryBacking().filter(MemoryBacking::nosharepages).isPresent()) set("mem-merge", "off");
        boolean nvdimm = false;
        int enclaves = 0;
        for (MemoryModule module : domain.devices().memories()) {
            if (module.model() == MemoryModule.Model.NVDIMM && !nvdimm) {
                set("nvdimm", "on");
                nvdimm = true;
            }
            if (module.model() == MemoryModule.Model.SGX_EPC) {
                set("sgx-epc." + enclaves + ".memdev", "mem" + Chassis.alias(module));
                set("sgx-epc." + enclaves + ".node", module.target().node().orElse(0).toString());
                enclaves++;
            }
        }
        if (NumaArguments.cells(domain).isEmpty()) {
            type(chassis).flatMap(MachineType::defaultRam).ifPresent(id -> set("memory-backend", id));
        }
    }

    private void cpuCompatibility() {
        domain.cpu().filter(cpu -> cpu.effectiveMode() == Cpu.Mode.HOST_MODEL && chassis.board().pSeries())
                .flatMap(Cpu::modelName).ifPresent(model -> set("max-cpu-compat", model));
    }

    private void loadParameter() {
        if (!chassis.can(QemuFlag.LOADPARM)) return;
        List<Device> bootable = new java.util.ArrayList<>(domain.devices().disks());
        bootable.addAll(domain.devices().interfaces());
        bootable.stream().flatMap(device -> device.info().boot().stream()).filter(boot -> boot.order() == 1)
                .flatMap(boot -> boot.loadparm().stream()).findFirst().ifPresent(word -> set("loadparm", word));
    }

    private static String accelerator(Domain domain) {
        Features features = domain.features().orElse(Features.NONE);
        return switch (domain.type()) {
            case KVM -> "kvm" + features.kvm().flatMap(Features.KvmFeatures::dirtyRing)
                    .filter(ring -> ring.state().on()).flatMap(Features.DirtyRing::size)
                    .map(size -> ",dirty-ring-size=" + size).orElse("");
            case QEMU -> "tcg" + features.tcg().flatMap(Features.Tcg::tbCache)
                    .map(size -> ",tb-size=" + size.kib() / 1024).orElse("");
            default -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "the QEMU binary does not support %s",
                    Words.of(domain.type()));
        };
    }
}
