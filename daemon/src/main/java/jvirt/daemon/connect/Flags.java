package jvirt.daemon.connect;

import jvirt.api.ErrorDomain;

/** Bits of a call that say how it is meant. */
public final class Flags {
    private Flags() {}

    /** Refuses bits that the procedure does not know: ignoring one could do what nobody asked for. */
    public static void check(ErrorDomain domain, int flags, int known, String function) {
        int unknown = flags & ~known;
        if (unknown != 0) {
            throw domain.refusal("unsupported flags (0x%x) in function %s", unknown, function);
        }
    }

    public static boolean has(int flags, int bit) {
        return (flags & bit) != 0;
    }

    /** Refuses two bits that contradict one another. */
    public static void exclusive(ErrorDomain domain, int flags, int one, int other, String names) {
        if (has(flags, one) && has(flags, other)) {
            throw domain.refusal("Flags %s are mutually exclusive", names);
        }
    }

    /** Of a pair of bits, one alone selects; both or neither do not. */
    public static boolean chosen(int flags, int with, int without, boolean has) {
        int pair = flags & (with | without);
        return pair == 0 || pair == (with | without) || (pair == with) == has;
    }
}
