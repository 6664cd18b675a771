package jvirt.qemu.stats;

import java.util.EnumSet;
import java.util.Set;

/** What can be asked for of a machine at once: {@code virDomainStatsTypes}, in libvirt's order. */
public enum StatsGroup {
    STATE, CPU, BALLOON, VCPU, INTERFACE, BLOCK, PERF, IOTHREAD, MEMORY, DIRTY_RATE, VM;

    public int bit() {
        return 1 << ordinal();
    }

    /** The groups of these bits; no bits are all groups. */
    public static Set<StatsGroup> of(int bits) {
        if (bits == 0) return EnumSet.allOf(StatsGroup.class);
        Set<StatsGroup> groups = EnumSet.noneOf(StatsGroup.class);
        for (StatsGroup group : values()) {
            if ((bits & group.bit()) != 0) groups.add(group);
        }
        return groups;
    }

    /** The bits that are no group. */
    public static int unknown(int bits) {
        return bits & ~((1 << values().length) - 1);
    }
}
