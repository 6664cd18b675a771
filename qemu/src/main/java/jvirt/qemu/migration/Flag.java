package jvirt.qemu.migration;

/** How a machine is to be moved: {@code virDomainMigrateFlags} of libvirt 9.0.0, in the order of their bits. */
public enum Flag {
    LIVE, PEER2PEER, TUNNELLED, PERSIST_DEST, UNDEFINE_SOURCE, PAUSED, NON_SHARED_DISK, NON_SHARED_INC, CHANGE_PROTECTION,
    UNSAFE, OFFLINE, COMPRESSED, ABORT_ON_ERROR, AUTO_CONVERGE, RDMA_PIN_ALL, POSTCOPY, TLS, PARALLEL,
    NON_SHARED_SYNCHRONOUS_WRITES, POSTCOPY_RESUME, ZEROCOPY;

    /** All of them. */
    public static final int ALL = (1 << values().length) - 1;

    public int bit() {
        return 1 << ordinal();
    }

    boolean in(int flags) {
        return (flags & bit()) != 0;
    }
}
