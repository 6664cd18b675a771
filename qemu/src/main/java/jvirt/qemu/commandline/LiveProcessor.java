package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.CPU_INCOMPATIBLE;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.HostCpu;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.cpu.Comparison;
import jvirt.qemu.cpu.CpuMap;
import jvirt.qemu.cpu.CpuSpec;
import jvirt.qemu.cpu.FeatureNames;
import jvirt.qemu.cpu.GuestProcessor;
import jvirt.qemu.cpu.HostModel;
import jvirt.qemu.device.Words;

/**
 * The processor of a machine that starts: a definition relative to the host made concrete, in models and features that this
 * QEMU has. What the host cannot give is refused, where the definition wants it checked.
 *
 * @param processor the host's own, where it is known
 */
public record LiveProcessor(CpuMap map, HostModel model, Optional<CpuSpec> processor, QemuCapabilities capabilities) {
    public Cpu of(Cpu guest, Accelerator accelerator) {
        Cpu.Mode mode = guest.effectiveMode();
        refuseMode(mode, accelerator);
        boolean named = mode == Cpu.Mode.HOST_MODEL || mode == Cpu.Mode.CUSTOM && guest.modelName().isPresent();
        if (!named) return guest;
        if (guest.check().filter(Cpu.Check.PARTIAL::equals).isPresent()) check(guest, accelerator);
        GuestProcessor processors = new GuestProcessor(map);
        Cpu concrete = processors.translate(
                processors.concrete(guest, model.migratable(capabilities, accelerator).or(() -> model.all(capabilities,
                        accelerator)).map(CpuSpec::of)),
                HostModel.models(capabilities.offer(accelerator).cpus()));
        return known(HostModel.withoutHostsOwn(fixed(concrete)), accelerator);
    }

    private void refuseMode(Cpu.Mode mode, Accelerator accelerator) {
        boolean can = switch (mode) {
            case HOST_PASSTHROUGH -> accelerator != Accelerator.TCG;
            case HOST_MODEL -> model.all(capabilities, accelerator).isPresent();
            case MAXIMUM -> capabilities.has(QemuFlag.CPU_MAX);
            case CUSTOM -> true;
        };
        if (can) return;
        String guest = capabilities.architecture();
        throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                "CPU mode '%s' for %s %s domain on %s host is not supported by hypervisor", Words.of(mode), guest,
                accelerator.domainType(), guest);
    }

    private void check(Cpu guest, Accelerator accelerator) {
        Optional<CpuSpec> offered = model.all(capabilities, accelerator).map(CpuSpec::of);
        List<CpuSpec> hosts = (accelerator == Accelerator.TCG ? offered.stream()
                : Stream.concat(offered.stream(), processor.stream())).toList();
        if (hosts.isEmpty()) return;
        List<Comparison> compared = hosts.stream().map(host -> Comparison.of(map, host, CpuSpec.of(guest))).toList();
        if (compared.stream().allMatch(one -> one.result() == Comparison.Result.INCOMPATIBLE)) {
            throw ErrorDomain.CPU.error(CPU_INCOMPATIBLE, "%s", compared.getFirst().why().orElse(""));
        }
    }

    /** Another model may no longer stand in for it. */
    private static Cpu fixed(Cpu cpu) {
        Optional<Cpu.Model> model = cpu.model().map(own ->
                new Cpu.Model(Optional.of(Cpu.Fallback.FORBID), own.vendorId(), own.name()));
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), model, cpu.vendor(), cpu.topology(), cpu.cache(),
                cpu.maxphysaddr(), cpu.feature(), cpu.numa());
    }

    /** What QEMU does not know cannot be there: there is no need to turn it off. */
    private Cpu known(Cpu cpu, Accelerator accelerator) {
        Optional<HostCpu> host = capabilities.offer(accelerator).hostCpu();
        if (host.isEmpty()) return cpu;
        Set<String> known = host.get().properties().stream().map(property -> FeatureNames.fromQemu(property.name()))
                .collect(Collectors.toSet());
        List<Cpu.Feature> features = cpu.feature().stream().filter(feature -> switch (feature.policy().orElse(
                Cpu.Policy.REQUIRE)) {
            case DISABLE, FORBID -> known.contains(feature.name());
            case FORCE, REQUIRE, OPTIONAL -> true;
        }).toList();
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), cpu.model(), cpu.vendor(), cpu.topology(),
                cpu.cache(), cpu.maxphysaddr(), features, cpu.numa());
    }
}
