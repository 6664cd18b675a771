package jvirt.qemu.cpu;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;

/** What a guest's definition means by its processor, on this host and with this QEMU. */
public final class GuestProcessor {
    private final CpuMap map;

    public GuestProcessor(CpuMap map) {
        this.map = map;
    }

    /**
     * The definition without anything relative to the host: {@code host-model} becomes the model, {@code minimum} all that
     * the host has, an optional feature required or disabled. What the host's own processor is, and QEMU's {@code maximum},
     * stays as it is.
     */
    public Cpu concrete(Cpu guest, Optional<CpuSpec> host) {
        Cpu.Mode mode = guest.effectiveMode();
        if (mode == Cpu.Mode.HOST_PASSTHROUGH || mode == Cpu.Mode.MAXIMUM) return guest;
        boolean minimum = guest.match().equals(Optional.of(Cpu.Match.MINIMUM));
        Cpu cpu = guest;
        if (mode == Cpu.Mode.HOST_MODEL || minimum || guest.feature().stream().anyMatch(GuestProcessor::optional)) {
            CpuSpec known = host.orElseThrow(
                    () -> ErrorDomain.CPU.error(CONFIG_UNSUPPORTED, "unknown host CPU model"));
            cpu = withFeatures(cpu, decided(cpu.feature(), known.bits(map)));
            if (mode == Cpu.Mode.HOST_MODEL || minimum) cpu = like(cpu, known);
        }
        String name = cpu.modelName().orElse("(null)");
        CpuMap.Model model = map.model(name)
                .orElseThrow(() -> ErrorDomain.CPU.error(INTERNAL_ERROR, "Unknown CPU model %s", name));
        return explicit(withFeatures(cpu, withRemoved(model, cpu.feature())));
    }

    /** What is not said, said. */
    private static Cpu explicit(Cpu cpu) {
        return new Cpu(Optional.of(cpu.effectiveMode()), Optional.of(cpu.match().orElse(Cpu.Match.EXACT)), cpu.check(),
                cpu.migratable(), cpu.model(), cpu.vendor(), cpu.topology(), cpu.cache(), cpu.maxphysaddr(), cpu.feature(),
                cpu.numa());
    }

    private static boolean optional(Cpu.Feature feature) {
        return feature.policy().equals(Optional.of(Cpu.Policy.OPTIONAL));
    }

    private List<Cpu.Feature> decided(List<Cpu.Feature> features, BitSet host) {
        List<Cpu.Feature> decided = new ArrayList<>();
        for (Cpu.Feature feature : features) {
            boolean there = optional(feature) && CpuData.contains(host, feature(feature.name()).bits());
            decided.add(!optional(feature) ? feature
                    : new Cpu.Feature(Optional.of(there ? Cpu.Policy.REQUIRE : Cpu.Policy.DISABLE), feature.name()));
        }
        return decided;
    }

    private CpuMap.Feature feature(String name) {
        return map.feature(name).orElseThrow(() -> ErrorDomain.CPU.error(INTERNAL_ERROR, "unknown CPU feature %s", name));
    }

    /** The host's model and features, and on top of them the guest's; a custom guest keeps its own word on the vendor. */
    private static Cpu like(Cpu guest, CpuSpec host) {
        List<Cpu.Feature> features = host.features();
        for (Cpu.Feature feature : guest.feature()) {
            features = CpuSpec.with(features, feature.name(), feature.policy().orElseThrow());
        }
        Optional<String> vendor = guest.effectiveMode() == Cpu.Mode.CUSTOM ? guest.vendor() : host.vendor();
        Cpu.Model model = new Cpu.Model(guest.model().flatMap(Cpu.Model::fallback), guest.model().flatMap(Cpu.Model::vendorId),
                host.model());
        return new Cpu(Optional.of(Cpu.Mode.CUSTOM), Optional.of(Cpu.Match.EXACT), guest.check(), guest.migratable(),
                Optional.of(model), vendor, guest.topology(), guest.cache(), guest.maxphysaddr(), features, guest.numa());
    }

    /**
     * The definition in models that this QEMU has.
     *
     * @param models each with the features that block it on this host
     */
    public Cpu translate(Cpu cpu, Map<String, List<String>> models) {
        if (cpu.effectiveMode() != Cpu.Mode.CUSTOM) return cpu;
        String name = cpu.modelName().orElse("");
        if (models.isEmpty() || models.containsKey(name)) return cpu;
        if (cpu.model().flatMap(Cpu.Model::fallback).orElse(Cpu.Fallback.ALLOW) == Cpu.Fallback.FORBID) {
            throw ErrorDomain.CPU.error(CONFIG_UNSUPPORTED, "CPU model %s is not supported by hypervisor", name);
        }
        CpuSpec spec = CpuSpec.of(cpu);
        CpuMap.Model own = spec.modelOf(map).orElseThrow();
        Optional<CpuMap.Signature> signature = own.signatures().stream().findFirst();
        CpuData data = new CpuData(spec.bits(map), own.vendor(), signature.map(CpuMap.Signature::family).orElse(0),
                signature.map(CpuMap.Signature::model).orElse(0),
                signature.map(known -> Math.max(0, known.stepping().nextSetBit(0))).orElse(0));
        Decoder.Decoded decoded = Decoder.forGuest(map).among(models).decode(data);
        Cpu near = HostModel.guest(decoded, Cpu.Fallback.ALLOW, List.of());
        List<Cpu.Feature> features = near.feature();
        for (Cpu.Feature feature : cpu.feature()) {
            features = CpuSpec.with(features, feature.name(), feature.policy().orElseThrow());
        }
        Cpu.Model model = new Cpu.Model(cpu.model().flatMap(Cpu.Model::fallback), cpu.model().flatMap(Cpu.Model::vendorId),
                near.modelName());
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), Optional.of(model), cpu.vendor(), cpu.topology(),
                cpu.cache(), cpu.maxphysaddr(), features, cpu.numa());
    }

    /** What older maps had in the model is always said, so that the guest does not change when the map does. */
    static List<Cpu.Feature> withRemoved(CpuMap.Model model, List<Cpu.Feature> features) {
        List<Cpu.Feature> all = new ArrayList<>(features);
        for (String removed : model.removed()) {
            if (all.stream().noneMatch(feature -> feature.name().equals(removed))) {
                all.add(new Cpu.Feature(Optional.of(Cpu.Policy.DISABLE), removed));
            }
        }
        return all;
    }

    private static Cpu withFeatures(Cpu cpu, List<Cpu.Feature> features) {
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), cpu.model(), cpu.vendor(), cpu.topology(),
                cpu.cache(), cpu.maxphysaddr(), features, cpu.numa());
    }
}
