package jvirt.qemu.cpu;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.domain.Cpu;
import jvirt.qemu.caps.Architectures;

/**
 * Whether a host can be a processor.
 *
 * @param why where it cannot
 */
public record Comparison(Result result, Optional<String> why) {
    /** libvirt's words; the wire's numbers are -1 for an error, and then these, from 0. */
    public enum Result { INCOMPATIBLE, IDENTICAL, SUPERSET }

    public static Comparison of(CpuMap map, CpuSpec host, CpuSpec wanted) {
        Optional<String> foreign = wanted.architecture().filter(architecture -> !Architectures.isX86(architecture));
        if (foreign.isPresent()) return incompatible("CPU arch %s does not match host arch", foreign.get());
        if (wanted.vendor().isPresent() && !wanted.vendor().equals(host.vendor())) {
            return incompatible("host CPU vendor does not match required CPU vendor %s", wanted.vendor().get());
        }
        BitSet there = host.bits(map);
        BitSet force = wanted.bits(map, Cpu.Policy.FORCE);
        BitSet require = wanted.bits(map, Cpu.Policy.REQUIRE);
        BitSet optional = wanted.bits(map, Cpu.Policy.OPTIONAL);
        BitSet disable = wanted.bits(map, Cpu.Policy.DISABLE);
        BitSet forbid = wanted.bits(map, Cpu.Policy.FORBID);
        forbid.and(there);
        if (!forbid.isEmpty()) return incompatible("Host CPU provides forbidden features: %s", names(map, forbid));
        for (BitSet said : List.of(force, optional, disable)) require.andNot(said);
        BitSet missing = CpuData.minus(require, there);
        if (!missing.isEmpty()) return incompatible("Host CPU does not provide required features: %s", names(map, missing));
        BitSet extra = (BitSet) there.clone();
        for (BitSet said : List.of(optional, require, disable, force)) extra.andNot(said);
        if (extra.isEmpty()) return new Comparison(Result.IDENTICAL, Optional.empty());
        if (!wanted.host() && wanted.match() == Cpu.Match.STRICT) {
            return incompatible("Host CPU does not strictly match guest CPU: Extra features: %s", names(map, extra));
        }
        return new Comparison(Result.SUPERSET, Optional.empty());
    }

    private static Comparison incompatible(String format, Object what) {
        return new Comparison(Result.INCOMPATIBLE, Optional.of(format.formatted(what)));
    }

    private static String names(CpuMap map, BitSet bits) {
        return map.features().stream().filter(feature -> CpuData.contains(bits, feature.bits())).map(CpuMap.Feature::name)
                .collect(Collectors.joining(", "));
    }
}
