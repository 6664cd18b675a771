package jvirt.qemu.cpu;

import java.util.BitSet;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.host.Cpuid;

/**
 * A processor as the bits of its answers, see {@link CpuMap}. The set must not be changed.
 *
 * @param vendor its maker, where it is a known one
 */
public record CpuData(BitSet bits, Optional<CpuMap.Vendor> vendor, int family, int model, int stepping) {
    private static final CpuMap.Bits.Word VENDOR = new CpuMap.Bits.Word(false, 0, 0);
    private static final CpuMap.Bits.Word SIGNATURE = new CpuMap.Bits.Word(false, 1, 0);

    /** A document {@code <cpudata>}: answers as they were; what the map does not speak of is left out. */
    public static CpuData parse(CpuMap map, Element cpudata) {
        BitSet bits = new BitSet();
        Optional<CpuMap.Vendor> vendor = Optional.empty();
        int signature = 0;
        for (Element item : cpudata.children()) {
            CpuMap.Bits.Word word = CpuMap.Bits.word(item);
            if (map.bits().speaksOf(word)) bits.or(map.bits().of(item));
            if (word.equals(VENDOR)) {
                vendor = map.vendor(HostProcessor.vendor(new Cpuid.Registers(0, number(item, "ebx"), number(item, "ecx"),
                        number(item, "edx"))));
            }
            if (word.equals(SIGNATURE)) signature = number(item, "eax");
        }
        return new CpuData(bits, vendor, HostProcessor.family(signature), HostProcessor.model(signature), signature & 0xf);
    }

    private static int number(Element item, String register) {
        return CpuMap.Bits.number(item, register);
    }

    /** Family, model and stepping as the processor says them, without the bits that are not theirs. */
    public int signature() {
        int base = Math.min(family, 0xf);
        return (family - base) << 20 | (model >> 4) << 16 | base << 8 | (model & 0xf) << 4 | stepping;
    }

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
