package jvirt.qemu.cpu;

import java.util.BitSet;
import java.util.Optional;

/**
 * A processor as the bits of its answers, see {@link CpuMap}. The set must not be changed.
 *
 * @param vendor its maker, where it is a known one
 */
public record CpuData(BitSet bits, Optional<CpuMap.Vendor> vendor, int family, int model, int stepping) {
    /** This one without these bits. */
    CpuData without(BitSet some) {
        BitSet rest = (BitSet) bits.clone();
        rest.andNot(some);
        return new CpuData(rest, vendor, family, model, stepping);
    }

    boolean has(CpuMap.Feature feature) {
        return contains(bits, feature.bits());
    }

    static boolean contains(BitSet all, BitSet some) {
        BitSet missing = (BitSet) some.clone();
        missing.andNot(all);
        return missing.isEmpty();
    }

    static BitSet minus(BitSet all, BitSet some) {
        BitSet rest = (BitSet) all.clone();
        rest.andNot(some);
        return rest;
    }
}
