package jvirt.qemu.cpu;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;

/** The most that several processors have in common: guests with it run, and move, on all of them. */
public final class Baseline {
    private final CpuMap map;
    private final Optional<Map<String, List<String>>> models;
    private final Optional<BitSet> features;
    private final boolean migratable;

    private Baseline(CpuMap map, Optional<Map<String, List<String>>> models, Optional<BitSet> features, boolean migratable) {
        this.map = map;
        this.models = models;
        this.features = features;
        this.migratable = migratable;
    }

    /** Of processors alone. */
    public static Baseline of(CpuMap map, boolean migratable) {
        return new Baseline(map, Optional.empty(), Optional.empty(), migratable);
    }

    /** Of processors and what one hypervisor can give: these models, these features. */
    public Baseline within(Map<String, List<String>> allowed, List<String> known) {
        BitSet bits = new BitSet();
        known.forEach(name -> map.feature(name).ifPresent(feature -> bits.or(feature.bits())));
        return new Baseline(map, Optional.of(allowed), Optional.of(bits), migratable);
    }

    public Cpu compute(List<CpuSpec> cpus) {
        if (cpus.isEmpty()) throw ErrorDomain.CPU.error(INVALID_ARG, "no CPUs given");
        for (int i = 0; i < cpus.size(); i++) {
            if (cpus.get(i).model().isEmpty()) {
                throw ErrorDomain.CPU.error(INVALID_ARG, "no CPU model specified at index %d", i);
            }
        }
        Set<String> names = new LinkedHashSet<>();
        BitSet common = null;
        for (CpuSpec cpu : cpus) {
            names.add(cpu.model().orElseThrow());
            BitSet bits = cpu.bits(map);
            if (common == null) common = bits;
            common.and(bits);
        }
        if (features.isPresent()) common.and(features.get());
        Optional<CpuMap.Vendor> vendor = vendor(cpus);
        if (common.isEmpty()) throw ErrorDomain.CPU.error(OPERATION_FAILED, "CPUs are incompatible");
        Decoder decoder = Decoder.forGuest(map).preferring(List.copyOf(names));
        Decoder.Decoded decoded = models.map(decoder::among).orElse(decoder).decode(new CpuData(common, vendor, 0, 0, 0));
        if (migratable) decoded = migratable(decoded);
        boolean same = names.equals(Set.of(decoded.model().name()));
        Cpu cpu = HostModel.guest(decoded, same ? Cpu.Fallback.FORBID : Cpu.Fallback.ALLOW, List.of());
        boolean told = cpus.stream().allMatch(each -> each.vendor().isPresent());
        return told ? cpu : withoutVendor(cpu);
    }

    /** The one maker of all of them; of a model without one, any. */
    private Optional<CpuMap.Vendor> vendor(List<CpuSpec> cpus) {
        Optional<CpuMap.Vendor> vendor = cpus.getFirst().vendor().map(this::known);
        for (CpuSpec cpu : cpus.subList(1, cpus.size())) {
            Optional<CpuMap.Vendor> models = cpu.modelOf(map).flatMap(CpuMap.Model::vendor);
            if (cpu.vendor().isPresent() && models.isPresent() && !models.get().name().equals(cpu.vendor().get())) {
                throw ErrorDomain.CPU.error(OPERATION_FAILED, "CPU vendor %s of model %s differs from vendor %s",
                        models.get().name(), cpu.model().orElseThrow(), cpu.vendor().get());
            }
            Optional<CpuMap.Vendor> next = cpu.vendor().map(this::known).or(() -> models);
            if (vendor.isPresent() && next.isPresent() && !vendor.equals(next)) {
                throw ErrorDomain.CPU.error(OPERATION_FAILED, "CPU vendors do not match");
            }
            vendor = vendor.isPresent() ? vendor : next;
        }
        return vendor;
    }

    private CpuMap.Vendor known(String name) {
        return map.vendor(name).orElseThrow(() -> ErrorDomain.CPU.error(OPERATION_FAILED, "Unknown CPU vendor %s", name));
    }

    private Decoder.Decoded migratable(Decoder.Decoded decoded) {
        return new Decoder.Decoded(decoded.model(), decoded.vendor(), decoded.required().stream().filter(this::migrates).toList(),
                decoded.disabled().stream().filter(this::migrates).toList());
    }

    private boolean migrates(String feature) {
        return map.feature(feature).filter(known -> !known.migratable()).isEmpty();
    }

    private static Cpu withoutVendor(Cpu cpu) {
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), cpu.model(), Optional.empty(), cpu.topology(),
                cpu.cache(), cpu.maxphysaddr(), cpu.feature(), cpu.numa());
    }

    /** The same processor with the features of its model said one by one, by name. */
    public static Cpu expand(CpuMap map, Cpu cpu) {
        CpuMap.Model model = CpuSpec.of(cpu).modelOf(map).orElseThrow();
        List<Cpu.Feature> all = new ArrayList<>();
        BitSet left = (BitSet) model.bits().clone();
        for (CpuMap.Feature feature : map.features()) {
            if (CpuData.contains(left, feature.bits())) {
                left.andNot(feature.bits());
                all.add(new Cpu.Feature(Optional.of(Cpu.Policy.REQUIRE), feature.name()));
            }
        }
        List<Cpu.Feature> features = all;
        for (Cpu.Feature feature : cpu.feature()) {
            Cpu.Policy policy = feature.policy().orElseThrow();
            if (policy == Cpu.Policy.REQUIRE || policy == Cpu.Policy.DISABLE) {
                features = CpuSpec.with(features, feature.name(), policy);
            }
        }
        features = GuestProcessor.withRemoved(model, features).stream()
                .sorted(Comparator.comparing(Cpu.Feature::name)).toList();
        return new Cpu(cpu.mode(), cpu.match(), cpu.check(), cpu.migratable(), cpu.model(), cpu.vendor(), cpu.topology(),
                cpu.cache(), cpu.maxphysaddr(), features, cpu.numa());
    }
}
