package jvirt.storage;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_SUPPORT;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.STORAGE_VOL_EXIST;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.PoolType;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.CapacityNeed;
import jvirt.storage.Backend.Making;
import jvirt.storage.PoolState.Active;
import jvirt.storage.PoolState.Entry;

/**
 * What is done with volumes. A volume is in its pool's list while it is filled, so that clients can watch it grow; nobody
 * may delete or use it before it is whole.
 */
public final class Volumes {
    private final Passphrases secrets;

    Volumes(Passphrases secrets) {
        this.secrets = secrets;
    }

    /** Makes an empty volume. */
    public Volume create(StoragePool pool, String document, boolean preallocate) throws InterruptedException {
        Volume placed = pool.inTurn(() -> {
            Active active = pool.requireActive();
            Volume wanted = Volume.parse(document, active.live().type(), CapacityNeed.UNLESS_BACKED);
            if (active.find(wanted.name()).isPresent()) {
                throw ErrorDomain.STORAGE.error(STORAGE_VOL_EXIST, "'%s'", wanted.name());
            }
            return begin(pool, active, wanted);
        });
        Making making = new Making(preallocate, false, secrets);
        return finish(pool, placed, () -> {
            pool.backend().make(pool.live(), placed, making);
            return null;
        });
    }

    /** Takes the volume into the list, as one that is being built. */
    private static Volume begin(StoragePool pool, Active active, Volume wanted) {
        Volume placed = pool.backend().place(active.live(), wanted);
        pool.change(now -> now.with(new Entry(placed, true, 0)));
        return placed;
    }

    /** Fills a volume that {@link #begin} has placed; without success it is taken out of the list again. */
    private static Volume finish(StoragePool pool, Volume placed, StoragePool.Step<Void> filling) throws InterruptedException {
        boolean whole = false;
        try {
            filling.run();
            Volume made = pool.backend().refresh(pool.live(), placed);
            pool.change(now -> now.with(Entry.idle(made)).taken(made.allocated()));
            whole = true;
            if (pool.backend().sharesRoom()) pool.refreshIfIdle();
            return made;
        } finally {
            if (!whole) pool.change(now -> now.without(placed.name()));
        }
    }

    /** Makes a volume with the content of another, which may be in another pool. */
    public Volume createFrom(StoragePool pool, String document, StoragePool sourcePool, String sourceName, boolean preallocate,
            boolean reflink) throws InterruptedException {
        pool.requireActive();
        sourcePool.requireActive();
        record Placed(Volume volume, Volume source) {}
        Placed placed = pool.inTurn(() -> {
            Active active = pool.requireActive();
            Entry source = sourcePool.entry(sourceName);
            Volume wanted = Volume.parse(document, active.live().type(), CapacityNeed.NEVER);
            if (active.find(wanted.name()).isPresent()) {
                throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "storage volume name '%s' already in use.", wanted.name());
            }
            if (source.building()) throw allocating(sourceName);
            // the content must fit, and what is not said is as in the original
            Volume sized = wanted.withCapacity(Math.max(wanted.capacity(), source.volume().capacity()));
            Volume content = sourcePool.refreshed(sourceName);   // somebody may have written beyond what was its end
            Volume volume = begin(pool, active, sized);
            sourcePool.change(now -> now.with(now.find(sourceName).orElse(source).withUsers(1)));
            return new Placed(volume, content);
        });
        Making making = new Making(preallocate, reflink, secrets);
        try {
            return finish(pool, placed.volume, () -> {
                pool.backend().makeFrom(pool.live(), placed.volume, placed.source, making);
                return null;
            });
        } finally {
            sourcePool.change(now -> now.find(sourceName).map(entry -> now.with(entry.withUsers(-1))).orElse(now));
        }
    }

    private static RuntimeException allocating(String name) {
        return ErrorDomain.STORAGE.error(OPERATION_INVALID, "volume '%s' is still being allocated.", name);
    }

    private static void requireFree(Entry entry) {
        String name = entry.volume().name();
        if (entry.users() > 0) throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "volume '%s' is still in use.", name);
        if (entry.building()) throw allocating(name);
    }

    /** Deletes a volume and its content. */
    public void delete(StoragePool pool, String name) throws InterruptedException {
        pool.inTurn(() -> {
            Entry entry = pool.entry(name);
            requireFree(entry);
            pool.backend().delete(pool.live(), entry.volume());
            pool.change(now -> now.without(name).taken(-entry.volume().allocated()));
            return null;
        });
        if (pool.backend().sharesRoom()) pool.refreshIfIdle();
    }

    /** How a new capacity is meant. */
    public record Resizing(boolean allocate, boolean delta, boolean shrink) {}

    /** Changes the capacity that a guest sees. */
    public void resize(StoragePool pool, String name, long capacity, Resizing how) throws InterruptedException {
        pool.inTurn(() -> {
            Entry entry = pool.entry(name);
            requireFree(entry);
            Volume volume = entry.volume();
            long wanted = wanted(volume, capacity, how);
            check(volume, wanted, how);
            long more = how.allocate ? wanted - volume.allocated() : 0;
            if (more > pool.live().usage().available()) {
                throw ErrorDomain.STORAGE.error(OPERATION_FAILED, "Not enough space left in storage pool");
            }
            pool.backend().resize(pool.live(), volume, wanted, how.allocate, secrets);
            long allocated = how.allocate ? wanted : volume.allocated();
            pool.change(now -> now.with(Entry.idle(volume.withSizes(wanted, allocated, volume.physical()))).taken(more));
            return null;
        });
    }

    private static long wanted(Volume volume, long capacity, Resizing how) {
        if (!how.delta) return capacity;
        return how.shrink ? volume.capacity() - Math.min(capacity, volume.capacity()) : volume.capacity() + capacity;
    }

    private static void check(Volume volume, long wanted, Resizing how) {
        if (wanted < volume.allocated()) {
            throw ErrorDomain.STORAGE.error(INVALID_ARG, "can't shrink capacity below existing allocation");
        }
        if (wanted < volume.capacity() && !how.shrink) {
            throw ErrorDomain.STORAGE.error(INVALID_ARG,
                    "Can't shrink capacity below current capacity unless shrink flag explicitly specified");
        }
    }

    /** Overwrites the content, so that nobody reads what was there. */
    public void wipe(StoragePool pool, String name, int algorithm) throws InterruptedException {
        Wiping wiping = Wiping.of(algorithm);
        if (wiping == Wiping.TRIM) throw ErrorDomain.STORAGE.error(ARGUMENT_UNSUPPORTED, "'trim' algorithm not supported");
        Entry entry = pool.entry(name);
        requireFree(entry);
        if (!pool.backend().hasPaths()) {
            throw ErrorDomain.STORAGE.error(NO_SUPPORT, "storage pool doesn't support volume wiping");
        }
        Use use = use(pool, name, true, "");
        try {
            wiping.run(use.volume());
        } finally {
            use.end();
        }
        PoolType type = pool.live().type();
        if (type.holdsFiles()) pool.refreshedAnew(name);
    }

    /** A volume that somebody reads or writes: nobody deletes it meanwhile. */
    record Use(StoragePool pool, Volume volume) {
        void end() {
            pool.change(now -> now.find(volume.name()).map(entry -> now.with(entry.withUsers(-1))).orElse(now));
        }
    }

    /** Begins to read a volume, or to write it, which wants that nobody else uses it. */
    Use use(StoragePool pool, String name, boolean writing, String otherwise) throws InterruptedException {
        return pool.inTurn(() -> {
            Entry entry = pool.entry(name);
            if (writing) {
                requireFree(entry);
            } else if (entry.building()) {
                throw allocating(name);
            }
            if (!pool.backend().hasPaths()) throw ErrorDomain.STORAGE.error(NO_SUPPORT, otherwise);
            pool.change(now -> now.with(entry.withUsers(1)));
            return new Use(pool, entry.volume());
        });
    }
}
