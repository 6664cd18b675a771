package jvirt.qemu.snapshot;

import java.util.Optional;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotState;
import jvirt.qemu.moment.MomentTree;

/** Chooses snapshots by what they are: {@code VIR_DOMAIN_SNAPSHOT_LIST_*}, libvirt-domain-snapshot.h. */
public final class SnapshotFilter {
    /** Of a machine, its roots alone; of a snapshot, all below it. */
    public static final int ROOTS_OR_DESCENDANTS = 1;
    private static final int METADATA = 1 << 1;
    private static final int LEAVES = 1 << 2;
    private static final int NO_LEAVES = 1 << 3;
    private static final int NO_METADATA = 1 << 4;
    private static final int INACTIVE = 1 << 5;
    private static final int ACTIVE = 1 << 6;
    private static final int DISK_ONLY = 1 << 7;
    private static final int INTERNAL = 1 << 8;
    private static final int EXTERNAL = 1 << 9;
    /** All bits that listing knows; the last wants parents before their children, which we always do. */
    public static final int ALL = (1 << 11) - 1;

    private SnapshotFilter() {}

    /** A group of bits without any set, or with all set, chooses nothing. */
    static boolean test(MomentTree<Snapshot> tree, Snapshot snapshot, int flags) {
        if ((flags & (METADATA | NO_METADATA)) == NO_METADATA) return false;    // all that we know of have it
        boolean leaf = tree.childrenOf(snapshot.name()).isEmpty();
        if ((flags & (LEAVES | NO_LEAVES)) == LEAVES && !leaf) return false;
        if ((flags & (LEAVES | NO_LEAVES)) == NO_LEAVES && leaf) return false;
        if ((flags & (INACTIVE | ACTIVE | DISK_ONLY)) != 0 && (flags & state(snapshot)) == 0) return false;
        int place = flags & (INTERNAL | EXTERNAL);
        return place == 0 || place == (INTERNAL | EXTERNAL) || (place == EXTERNAL) == snapshot.external();
    }

    private static int state(Snapshot snapshot) {
        if (snapshot.state().equals(Optional.of(SnapshotState.SHUTOFF))) return INACTIVE;
        return snapshot.state().equals(Optional.of(SnapshotState.DISK_SNAPSHOT)) ? DISK_ONLY : ACTIVE;
    }
}
