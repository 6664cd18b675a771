package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Features;
import jvirt.api.domain.HyperV;
import jvirt.api.domain.Timer;
import jvirt.api.domain.Toggle;
import jvirt.api.domain.VcpuState;
import jvirt.api.domain.device.Panic;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.cpu.FeatureNames;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Words;

/** The processor: {@code -cpu}, {@code -smp}. */
final class CpuArguments {
    private final Chassis chassis;
    private final Domain domain;
    private final Features features;
    private final StringBuilder flags = new StringBuilder();

    private CpuArguments(Chassis chassis) {
        this.chassis = chassis;
        this.domain = chassis.domain();
        this.features = domain.features().orElse(Features.NONE);
    }

    static void addModel(Chassis chassis, Arguments arguments) {
        new CpuArguments(chassis).cpu().ifPresent(cpu -> arguments.add("-cpu", cpu));
    }

    private Optional<String> cpu() {
        Optional<String> model = domain.cpu().filter(cpu -> cpu.effectiveMode() != Cpu.Mode.CUSTOM
                || cpu.modelName().isPresent()).map(this::model).or(this::narrow);
        timers();
        features.apic().flatMap(Features.Apic::eoi).ifPresent(eoi -> set("kvm-pv-eoi", eoi));
        features.pvspinlock().flatMap(Toggle::state).ifPresent(state -> set("kvm-pv-unhalt", state));
        features.hyperv().ifPresent(this::hyperv);
        if (domain.devices().panics().stream().anyMatch(panic -> panic.model().orElse(null) == Panic.Model.HYPERV)) {
            flags.append(",hv-crash");
        }
        features.kvm().ifPresent(this::kvm);
        if (!chassis.board().ppc64()) features.pmu().flatMap(Toggle::state).ifPresent(state -> set("pmu", state));
        domain.cpu().flatMap(Cpu::cache).ifPresent(this::cache);
        domain.cpu().flatMap(Cpu::maxphysaddr).ifPresent(address -> {
            switch (address.mode()) {
                case PASSTHROUGH -> flags.append(",host-phys-bits=on");
                case EMULATE -> flags.append(",phys-bits=").append(address.bits().orElse(0));
            }
        });
        if (model.isEmpty() && flags.isEmpty()) return Optional.empty();
        return Optional.of(model.orElseGet(this::fallback) + flags);
    }

    private void set(String flag, OnOff state) {
        flags.append(',').append(flag).append('=').append(Words.of(state));
    }

    /** QEMU's wide binary runs 32-bit guests with a processor that is told to be one. */
    private Optional<String> narrow() {
        boolean wide = domain.devices().emulator().map(Object::toString)
                .filter(path -> path.contains("x86_64") || path.contains("kvm")).isPresent();
        return chassis.board().architecture().equals("i686") && wide ? Optional.of("qemu32") : Optional.empty();
    }

    private String fallback() {
        return switch (chassis.board().architecture()) {
            case "i686" -> "qemu32";
            case "x86_64" -> "qemu64";
            default -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "CPU flags requested but can't determine default CPU for arch %s", chassis.board().architecture());
        };
    }

    private String model(Cpu cpu) {
        StringBuilder model = new StringBuilder();
        switch (cpu.effectiveMode()) {
            case HOST_PASSTHROUGH, MAXIMUM -> {
                model.append(cpu.effectiveMode() == Cpu.Mode.MAXIMUM ? "max" : "host");
                cpu.migratable().filter(_ -> chassis.can(QemuFlag.CPU_MIGRATABLE))
                        .ifPresent(state -> model.append(",migratable=").append(Words.of(state)));
            }
            case HOST_MODEL -> {
                if (!chassis.board().ppc64()) {
                    throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "unexpected host-model CPU for %s architecture",
                            chassis.board().architecture());
                }
                model.append("host");
            }
            case CUSTOM -> model.append(cpu.modelName().orElseThrow());
        }
        cpu.model().flatMap(Cpu.Model::vendorId).ifPresent(vendor -> model.append(",vendor=").append(vendor));
        for (Cpu.Feature feature : cpu.feature()) {
            String name = chassis.board().x86() ? FeatureNames.toQemu(feature.name()) : feature.name();
            switch (feature.policy().orElse(Cpu.Policy.REQUIRE)) {
                case FORCE, REQUIRE -> model.append(',').append(name).append("=on");
                case DISABLE, FORBID -> model.append(',').append(name).append("=off");
                case OPTIONAL -> { }
            }
        }
        return model.toString();
    }

    private void timers() {
        for (Timer timer : domain.clock().timer()) {
            switch (timer.name()) {
                case KVMCLOCK -> timer.present().ifPresent(present -> set("kvmclock", OnOff.of(present.yes())));
                case HYPERVCLOCK -> {
                    if (timer.present().filter(YesNo::yes).isPresent()) flags.append(",hv-time=on");
                }
                case TSC -> timer.frequency().ifPresent(hertz -> flags.append(",tsc-frequency=").append(hertz));
                case ARMVTIMER -> timer.tickpolicy().ifPresent(policy -> set("kvm-no-adjvtime",
                        OnOff.of(policy == Timer.TickPolicy.DISCARD)));
                case PLATFORM, PIT, RTC, HPET -> { }
            }
        }
    }

    private void hyperv(HyperV hyperv) {
        if (hyperv.mode().filter(HyperV.Mode.PASSTHROUGH::equals).isPresent()) flags.append(",hv-passthrough=on");
        enlightenment("relaxed", hyperv.relaxed());
        enlightenment("vapic", hyperv.vapic());
        hyperv.spinlocks().filter(spinlocks -> spinlocks.state().on()).flatMap(HyperV.Spinlocks::retries)
                .ifPresent(retries -> flags.append(",hv-spinlocks=0x").append(Integer.toHexString(retries)));
        enlightenment("vpindex", hyperv.vpindex());
        enlightenment("runtime", hyperv.runtime());
        enlightenment("synic", hyperv.synic());
        hyperv.stimer().filter(timer -> timer.state().on()).ifPresent(timer -> {
            flags.append(",hv-stimer=on");
            if (timer.direct().filter(Toggle::on).isPresent()) flags.append(",hv-stimer-direct=on");
        });
        enlightenment("reset", hyperv.reset());
        hyperv.vendorId().filter(vendor -> vendor.state().on()).flatMap(HyperV.VendorId::value)
                .ifPresent(vendor -> flags.append(",hv-vendor-id=").append(vendor));
        enlightenment("frequencies", hyperv.frequencies());
        enlightenment("reenlightenment", hyperv.reenlightenment());
        enlightenment("tlbflush", hyperv.tlbflush());
        enlightenment("ipi", hyperv.ipi());
        enlightenment("evmcs", hyperv.evmcs());
        enlightenment("avic", hyperv.avic());
    }

    private void enlightenment(String name, Optional<Toggle> toggle) {
        if (toggle.filter(Toggle::on).isPresent()) flags.append(",hv-").append(name).append("=on");
    }

    private void kvm(Features.KvmFeatures kvm) {
        if (kvm.hidden().filter(Toggle::on).isPresent()) flags.append(",kvm=off");
        if (kvm.hintDedicated().filter(Toggle::on).isPresent()) flags.append(",kvm-hint-dedicated=on");
        if (kvm.pollControl().filter(Toggle::on).isPresent()) flags.append(",kvm-poll-control=on");
        if (kvm.pvIpi().filter(state -> !state.on()).isPresent()) flags.append(",kvm-pv-ipi=off");
    }

    private void cache(Cpu.Cache cache) {
        boolean hosts = domain.cpu().map(Cpu::effectiveMode)
                .filter(mode -> mode == Cpu.Mode.HOST_PASSTHROUGH || mode == Cpu.Mode.MAXIMUM).isPresent();
        switch (cache.mode()) {
            case EMULATE -> flags.append(",l3-cache=on");
            case PASSTHROUGH -> flags.append(",host-cache-info=on");
            case DISABLE -> { }
        }
        if (!chassis.can(QemuFlag.CPU_CACHE)) return;
        if (cache.mode() != Cpu.CacheMode.PASSTHROUGH && hosts) flags.append(",host-cache-info=off");
        if (cache.mode() != Cpu.CacheMode.EMULATE) flags.append(",l3-cache=off");
    }

    static void addCount(Chassis chassis, Arguments arguments) {
        Domain domain = chassis.domain();
        int most = domain.vcpu().maximum();
        int cold = cold(domain);
        StringBuilder option = new StringBuilder().append(cold);
        if (cold != most) option.append(",maxcpus=").append(most);
        Optional<Cpu.Topology> topology = domain.cpu().flatMap(Cpu::topology);
        int dies = topology.flatMap(Cpu.Topology::dies).orElse(1);
        boolean countsDies = chassis.can(QemuFlag.SMP_DIES);
        if (dies != 1 && !countsDies) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Only 1 die per socket is supported");
        }
        option.append(",sockets=").append(topology.map(Cpu.Topology::sockets).orElse(most));
        if (countsDies && topology.isPresent()) option.append(",dies=").append(dies);
        option.append(",cores=").append(topology.map(Cpu.Topology::cores).orElse(1));
        option.append(",threads=").append(topology.map(Cpu.Topology::threads).orElse(1));
        arguments.add("-smp", option.toString());
    }

    /** CPUs that are there from the start; those that can be unplugged are plugged once QEMU runs. */
    private static int cold(Domain domain) {
        if (domain.vcpus().isEmpty()) return domain.vcpu().online();
        return (int) domain.vcpus().stream().filter(CpuArguments::fixed).count();
    }

    private static boolean fixed(VcpuState vcpu) {
        return vcpu.enabled().yes() && vcpu.hotpluggable().filter(YesNo::yes).isEmpty();
    }
}
