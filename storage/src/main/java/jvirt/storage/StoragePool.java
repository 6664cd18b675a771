package jvirt.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_STORAGE_VOL;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;
import jvirt.storage.Backend.Contents;
import jvirt.storage.PoolListener.Change;
import jvirt.storage.PoolState.Active;
import jvirt.storage.PoolState.Entry;
import jvirt.storage.PoolState.Inactive;

/**
 * One storage pool. Who changes it holds its turn, but not while a volume is being filled; readers take {@link #state} and
 * wait for nobody.
 */
public final class StoragePool {
    /** How long a call waits for its turn: as long as for a machine's. */
    private static final long TURN_WAIT_SECONDS = 30;

    private final StoragePools pools;
    private final Backend backend;
    private final ReentrantLock turn = new ReentrantLock();
    private volatile PoolState state = new Inactive();
    /** What is kept on disk; a transient pool has nothing there. */
    private volatile Optional<Pool> definition;
    private volatile boolean starting;
    /** What a pool without definition was started with, while it starts. */
    private final Pool first;

    StoragePool(StoragePools pools, Backend backend, Pool first, Optional<Pool> definition) {
        this.pools = pools;
        this.backend = backend;
        this.first = first;
        this.definition = definition;
    }

    PoolState state() {
        return state;
    }

    Backend backend() {
        return backend;
    }

    /** The pool as it is now. */
    public Pool live() {
        return state instanceof Active(Pool live, var _) ? live : definition.orElse(first);
    }

    /** The pool as it will be when it is started again. */
    public Pool inactive() {
        return definition.orElseGet(this::live);
    }

    public String name() {
        return first.name();
    }

    public UUID uuid() {
        return first.uuid();
    }

    public boolean isActive() {
        return state instanceof Active;
    }

    public boolean isPersistent() {
        return definition.isPresent();
    }

    boolean isStarting() {
        return starting;
    }

    void define(Optional<Pool> now) {
        definition = now;
    }

    /** The one place where the state changes; it waits for nobody. */
    private synchronized void become(PoolState now) {
        state = now;
    }

    /** Changes the volumes of an active pool; nothing happens to one that was stopped meanwhile. */
    synchronized void change(UnaryOperator<Active> step) {
        if (state instanceof Active active) state = step.apply(active);
    }

    private VirtException invalid(String detail) {
        return ErrorDomain.STORAGE.error(OPERATION_INVALID, detail, name());
    }

    Active requireActive() {
        if (state instanceof Active active) return active;
        throw invalid("storage pool '%s' is not active");
    }

    private void requireInactive(String otherwise) {
        if (isActive()) throw invalid(otherwise);
        if (starting) throw invalid("storage pool '%s' is starting up");
    }

    private void requireIdle() {
        if (starting) throw invalid("storage pool '%s' is starting up");
        if (state instanceof Active active && active.busy()) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "pool '%s' has asynchronous jobs running.", name());
        }
    }

    /** Something done while nobody else changes the pool. */
    @FunctionalInterface
    interface Step<T> {
        T run() throws InterruptedException;
    }

    <T> T inTurn(Step<T> step) throws InterruptedException {
        if (!turn.tryLock(TURN_WAIT_SECONDS, TimeUnit.SECONDS)) {
            throw ErrorDomain.STORAGE.error(OPERATION_TIMEOUT, "cannot acquire state change lock of storage pool '%s'", name());
        }
        try {
            return step.run();
        } finally {
            turn.unlock();
        }
    }

    /** Starts the pool as it is defined, after making its place when {@code building} says how. */
    public void start(Optional<Overwrite> building) throws InterruptedException {
        inTurn(() -> {
            requireInactive("storage pool '%s' is already active");
            startAs(inactive(), building);
            return null;
        });
    }

    /** Starts the pool as this document says, until it is stopped. */
    void startOnce(Pool pool, Optional<Overwrite> building) throws InterruptedException {
        inTurn(() -> {
            if (isActive()) throw invalid("pool is already active as '%s'");
            if (starting) throw invalid("pool '%s' is starting up");
            startAs(pool, building);
            return null;
        });
    }

    private void startAs(Pool pool, Optional<Overwrite> building) throws InterruptedException {
        starting = true;
        try {
            if (building.isPresent()) backend.build(pool, building.get());
            backend.start(pool);
            opened(pool);
        } finally {
            starting = false;
            if (!isActive()) pools.ended(this);
        }
        pools.tell(pool, Change.STARTED);
    }

    /** Takes the pool as active; what fails leaves it stopped. */
    private void opened(Pool pool) throws InterruptedException {
        try {
            pools.keepState(pool);
            look(pool, Map.of());
        } catch (VirtException e) {
            close(pool, e);
            throw e;
        }
    }

    /** Takes a pool as active that is there already, as after a restart of the daemon. */
    void adopt(Pool pool) throws InterruptedException {
        inTurn(() -> {
            opened(pool);
            return null;
        });
    }

    private void look(Pool pool, Map<String, Volume> known) throws InterruptedException {
        Contents found = backend.refresh(pool, known);
        Map<String, Entry> volumes = new TreeMap<>();
        for (Volume volume : found.volumes()) volumes.put(volume.name(), Entry.idle(volume));
        become(new Active(found.pool(), volumes));
    }

    private void close(Pool pool, VirtException cause) throws InterruptedException {
        pools.forgetState(pool);
        become(new Inactive());
        try {
            backend.stop(pool);
        } catch (VirtException e) {
            cause.addSuppressed(e);
        }
    }

    /** Looks at the pool again. A pool that cannot be looked at is stopped. */
    public void refresh() throws InterruptedException {
        inTurn(() -> {
            Active active = requireActive();
            requireIdle();
            refresh(active);
            pools.tellRefreshed(live());
            return null;
        });
    }

    private void refresh(Active active) throws InterruptedException {
        Map<String, Volume> known = new HashMap<>();
        active.volumes().forEach((name, entry) -> known.put(name, entry.volume()));
        try {
            look(active.live(), known);
        } catch (VirtException e) {
            close(active.live(), e);
            pools.tell(active.live(), Change.STOPPED);
            pools.ended(this);
            throw e;
        }
    }

    /** Looks again after a volume was written, unless others are busy with the pool. */
    void refreshIfIdle() throws InterruptedException {
        inTurn(() -> {
            if (state instanceof Active active && !active.busy()) {
                refresh(active);
                pools.tellRefreshed(live());
            }
            return null;
        });
    }

    /** Makes the place for the pool. */
    public void build(Overwrite building) throws InterruptedException {
        inTurn(() -> {
            requireInactive("storage pool '%s' is already active");
            starting = true;
            try {
                backend.build(live(), building);
            } finally {
                starting = false;
            }
            pools.tell(live(), Change.CREATED);
            return null;
        });
    }

    /** Stops the pool; its volumes stay what they are. */
    public void stop() throws InterruptedException {
        inTurn(() -> {
            Pool pool = requireActive().live();
            requireIdle();
            backend.stop(pool);
            pools.forgetState(pool);
            become(new Inactive());
            pools.tell(pool, Change.STOPPED);
            pools.ended(this);
            return null;
        });
    }

    /** Removes the place for the pool, with what it held. */
    public void delete() throws InterruptedException {
        inTurn(() -> {
            requireInactive("storage pool '%s' is still active");
            backend.delete(live());
            pools.tell(live(), Change.DELETED);
            return null;
        });
    }

    /** Forgets the definition. */
    public void undefine() throws InterruptedException {
        inTurn(() -> {
            requireInactive("storage pool '%s' is still active");
            pools.forget(this);
            pools.tell(live(), Change.UNDEFINED);
            return null;
        });
    }

    /** The volumes, in the order of their names. */
    public List<Volume> volumes() {
        return requireActive().volumes().values().stream().map(Entry::volume).toList();
    }

    /** The volume of this name, or libvirt's error that there is none. */
    public Volume volume(String name) {
        return entry(name).volume();
    }

    Entry entry(String name) {
        return requireActive().find(name).orElseThrow(() ->
                ErrorDomain.STORAGE.error(NO_STORAGE_VOL, "no storage vol with matching name '%s'", name));
    }

    /** The volume as its file is now. */
    public Volume refreshed(String name) throws InterruptedException {
        Volume before = volume(name);
        Volume now = backend.refresh(live(), before);
        change(active -> active.find(name).filter(entry -> entry.volume() == before)
                .map(entry -> active.with(entry.withVolume(now))).orElse(active));
        return now;
    }

    /** Looks at a volume as if it were new: its content was overwritten, and with it what it was. */
    void refreshedAnew(String name) {
        Volume before = volume(name);
        VolumeFile.look(Path.of(before.path()), name, Optional.empty()).ifPresent(now ->
                change(active -> active.find(name).map(entry -> active.with(entry.withVolume(now))).orElse(active)));
    }
}
