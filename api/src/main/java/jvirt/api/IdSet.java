package jvirt.api;

import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * A set of small numbers, of CPUs or NUMA nodes, written as {@code 0-3,^2,7}. A value: nobody changes the bits.
 *
 * @param bits a copy of them is kept
 */
public record IdSet(BitSet bits) {
    /** Larger numbers are refused: {@code VIR_DOMAIN_CPUMASK_LEN}, libvirt 9.0.0 src/conf/domain_conf.h. */
    public static final int LIMIT = 16_384;

    public IdSet {
        bits = (BitSet) bits.clone();
    }

    @Override
    public BitSet bits() {
        return (BitSet) bits.clone();
    }

    public static IdSet of(int... ids) {
        BitSet bits = new BitSet();
        for (int id : ids) bits.set(id);
        return new IdSet(bits);
    }

    /** All numbers from {@code first} to {@code last}, both included. */
    public static IdSet range(int first, int last) {
        BitSet bits = new BitSet();
        bits.set(first, last + 1);
        return new IdSet(bits);
    }

    /**
     * Reads {@code 0-3,^2,7}.
     *
     * @throws IllegalArgumentException for anything else
     */
    public static IdSet parse(String text) {
        BitSet bits = new BitSet();
        for (String part : text.strip().split(",", -1)) {
            String range = part.strip();
            if (range.startsWith("^")) {
                bits.clear(id(range.substring(1), text));
                continue;
            }
            int dash = range.indexOf('-');
            int first = id(dash < 0 ? range : range.substring(0, dash), text);
            int last = dash < 0 ? first : id(range.substring(dash + 1), text);
            if (last < first) throw invalid(text);
            bits.set(first, last + 1);
        }
        return new IdSet(bits);
    }

    private static int id(String digits, String text) {
        try {
            int id = Integer.parseInt(digits.strip());
            if (id >= 0 && id < LIMIT) return id;
        } catch (NumberFormatException _) {
            // the same error as for a number out of range
        }
        throw invalid(text);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException("not a set of numbers: " + text);
    }

    /** Those of the numbers that are less than this one. */
    public IdSet below(int limit) {
        return new IdSet(bits.get(0, Math.max(0, limit)));
    }

    public boolean contains(int id) {
        return bits.get(id);
    }

    public boolean isEmpty() {
        return bits.isEmpty();
    }

    public boolean overlaps(IdSet other) {
        return bits.intersects(other.bits);
    }

    public int size() {
        return bits.cardinality();
    }

    /** The largest number, or -1. */
    public int last() {
        return bits.length() - 1;
    }

    public IntStream stream() {
        return bits.stream();
    }

    /** The shortest list of ranges, as libvirt prints it. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (int from = bits.nextSetBit(0); from >= 0; from = bits.nextSetBit(bits.nextClearBit(from))) {
            int to = bits.nextClearBit(from) - 1;
            if (!out.isEmpty()) out.append(',');
            out.append(from);
            if (to > from) out.append('-').append(to);
        }
        return out.toString();
    }
}
