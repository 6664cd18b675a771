package jvirt.storage;

import static jvirt.api.ErrorCode.NO_SUPPORT;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolType;
import jvirt.api.storage.Volume;

/** What a kind of pool does on the host. What a kind cannot do is refused in libvirt's words. */
interface Backend {
    /** What a look at the host found: how full the pool is, who owns it, and its volumes. */
    record Contents(Pool pool, List<Volume> volumes) {}

    /** How a volume is made. */
    record Making(boolean preallocate, boolean reflink, Passphrases secrets) {}

    /** Whether the pool is there already, as after a restart of the daemon; an error when that cannot be told. */
    boolean isActive(Pool pool) throws InterruptedException;

    /** Makes the place for the pool. */
    default void build(Pool pool, Overwrite overwrite) throws InterruptedException {}

    /** Makes the pool's place accessible. */
    default void start(Pool pool) throws InterruptedException {}

    /** Lets go of it. */
    default void stop(Pool pool) throws InterruptedException {}

    /** Removes the place for the pool. */
    default void delete(Pool pool) throws InterruptedException {
        throw refused("pool does not support pool deletion");
    }

    /** Looks at the host; {@code known} spares looking again at what has not changed. */
    Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException;

    /** Where a new volume will be; nothing is made yet. */
    default Volume place(Pool pool, Volume volume) {
        throw refused("storage pool does not support volume creation");
    }

    /** Makes a volume; a failure leaves nothing behind. */
    default void make(Pool pool, Volume volume, Making making) throws InterruptedException {
        throw refused("storage pool does not support volume creation");
    }

    /** Makes a volume with the content of another. */
    default void makeFrom(Pool pool, Volume volume, Volume source, Making making) throws InterruptedException {
        throw refused("storage pool does not support volume creation from an existing volume");
    }

    /** The volume with what has changed of it. */
    Volume refresh(Pool pool, Volume volume) throws InterruptedException;

    default void delete(Pool pool, Volume volume) throws InterruptedException {
        throw refused("storage pool does not support vol deletion");
    }

    default void resize(Pool pool, Volume volume, long capacity, boolean allocate, Passphrases secrets)
            throws InterruptedException {
        throw refused("storage pool does not support changing of volume capacity");
    }

    /** Whether a volume that comes or goes changes what the pool says of its free room, and what other volumes say. */
    default boolean sharesRoom() {
        return false;
    }

    /** Whether the bytes of volumes can be read and written as a file's. */
    default boolean hasPaths() {
        return true;
    }

    /** The sources that pools of this type could have, {@code <sources>}. */
    default String findSources(PoolType type, Optional<String> specification) throws InterruptedException {
        throw refused("pool type '%s' does not support source discovery".formatted(type.word()));
    }

    static VirtException refused(String detail) {
        return ErrorDomain.STORAGE.error(NO_SUPPORT, "%s", detail);
    }
}
