package jvirt.qemu.cpu;

import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;

/**
 * The processor that a guest got, against the one that was asked for: QEMU adds features that its accelerator always has, and
 * leaves out what it cannot do.
 *
 * @param enabled the features that the guest has
 * @param disabled those that were asked for in vain
 */
public record GivenProcessor(CpuMap map, BitSet enabled, BitSet disabled) {
    /** {@code asked} with what QEMU made of it; libvirt's error where it had to be given exactly. */
    public Cpu of(Cpu asked) {
        boolean exact = asked.check().equals(Optional.of(Cpu.Check.FULL));
        if (asked.effectiveMode() != Cpu.Mode.CUSTOM && !exact) return asked;
        boolean hosts = asked.effectiveMode() == Cpu.Mode.HOST_PASSTHROUGH || asked.effectiveMode() == Cpu.Mode.MAXIMUM;
        CpuSpec spec = CpuSpec.of(asked);
        BitSet wanted = spec.bits(map);
        BitSet refused = spec.bits(map, Cpu.Policy.DISABLE);
        List<String> added = new ArrayList<>();
        List<String> removed = new ArrayList<>();
        for (CpuMap.Feature feature : map.features()) {
            // registers that only the kernel reads are not among QEMU's words
            if (feature.msr()) continue;
            boolean required = CpuData.contains(wanted, feature.bits());
            boolean unwanted = !required && (!hosts || CpuData.contains(refused, feature.bits()));
            boolean has = CpuData.contains(enabled, feature.bits());
            if (unwanted && has) added.add(feature.name());
            if (CpuData.contains(disabled, feature.bits()) || required && !has) removed.add(feature.name());
        }
        if (exact) {
            refuse(added, removed);
            return asked;
        }
        List<Cpu.Feature> features = asked.feature();
        for (CpuMap.Feature feature : map.features()) {
            if (added.contains(feature.name())) features = CpuSpec.with(features, feature.name(), Cpu.Policy.REQUIRE);
            if (removed.contains(feature.name())) features = CpuSpec.with(features, feature.name(), Cpu.Policy.DISABLE);
        }
        List<Cpu.Feature> changed = features;
        List<Cpu.Feature> all = spec.modelOf(map).map(model -> GuestProcessor.withRemoved(model, changed)).orElse(changed);
        return new Cpu(asked.mode(), asked.match(), Optional.of(Cpu.Check.FULL), asked.migratable(), asked.model(), asked.vendor(),
                asked.topology(), asked.cache(), asked.maxphysaddr(), all, asked.numa());
    }

    private void refuse(List<String> added, List<String> removed) {
        List<String> complaints = new ArrayList<>();
        if (!added.isEmpty()) complaints.add("extra features: " + String.join(",", added));
        if (!removed.isEmpty()) complaints.add("missing features: " + String.join(",", removed));
        if (!complaints.isEmpty()) {
            throw ErrorDomain.CPU.error(OPERATION_FAILED, "guest CPU doesn't match specification: %s",
                    String.join(", ", complaints));
        }
        if (!disabled.isEmpty()) throw ErrorDomain.CPU.error(OPERATION_FAILED, "guest CPU doesn't match specification");
    }
}
