package jvirt.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_STORAGE_POOL;
import static jvirt.api.ErrorCode.NO_STORAGE_VOL;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.XML_DETAIL;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.storage.Paths;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolCapabilities;
import jvirt.api.storage.PoolType;
import jvirt.api.storage.Volume;
import jvirt.host.Roots;
import jvirt.storage.PoolListener.Change;
import jvirt.storage.PoolState.Active;
import jvirt.storage.PoolState.Entry;

/** All storage pools of the daemon. Who adds or removes one holds this object; looking is free. */
public final class StoragePools {
    private static final Logger LOG = System.getLogger("jvirt.storage");

    /** A login at a server, or a pool of many disks, may take its time. */
    private static final Duration HELPER_LIMIT = Duration.ofMinutes(2);

    private final Map<PoolType, Backend> backends = new EnumMap<>(PoolType.class);
    private final Map<String, StoragePool> byName = new ConcurrentSkipListMap<>();
    private final List<PoolListener> listeners = new CopyOnWriteArrayList<>();
    private final PoolFiles files;
    private final Volumes volumes;

    private StoragePools(PoolFiles files, Passphrases secrets) {
        this.files = files;
        this.volumes = new Volumes(secrets);
        backends.put(PoolType.DIR, new FolderBackend());
        backends.put(PoolType.FS, new MountedBackend());
        backends.put(PoolType.NETFS, new MountedBackend());
        backends.put(PoolType.LOGICAL, new LogicalBackend());
        Path root = Path.of("/");
        backends.put(PoolType.DISK, new DiskBackend());
        backends.put(PoolType.SCSI, new ScsiBackend());
        backends.put(PoolType.ISCSI, new IscsiBackend(root, StoragePools::run, secrets));
        backends.put(PoolType.MPATH, new MultipathBackend(root));
        backends.put(PoolType.ZFS, new ZfsBackend(StoragePools::run));
    }

    private static String run(List<String> words) throws InterruptedException {
        return SystemErrors.run(words, HELPER_LIMIT);
    }

    /** Reads the pools that were kept, and takes as active those that are there already. */
    public static StoragePools open(Roots roots, Passphrases secrets) throws IOException {
        StoragePools pools = new StoragePools(new PoolFiles(roots), secrets);
        Map<String, Pool> running = pools.files.states();
        for (Pool pool : pools.files.definitions()) pools.add(pool, Optional.of(pool));
        for (Pool pool : running.values()) {
            if (!pools.byName.containsKey(pool.name())) pools.add(pool, Optional.empty());
        }
        for (StoragePool pool : pools.byName.values()) {
            pools.adopt(pool, Optional.ofNullable(running.get(pool.name())).orElse(pool.inactive()));
        }
        return pools;
    }

    private StoragePool add(Pool pool, Optional<Pool> definition) {
        StoragePool added = new StoragePool(this, backend(pool.type()), pool, definition);
        byName.put(pool.name(), added);
        return added;
    }

    private Backend backend(PoolType type) {
        Backend backend = backends.get(type);
        if (backend == null) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "missing backend for pool type %d (%s)", type.ordinal(), type.word());
        }
        return backend;
    }

    private void adopt(StoragePool pool, Pool document) {
        try {
            if (pool.backend().isActive(document)) {
                pool.adopt(document);
            } else {
                files.forgetState(document);
                ended(pool);
            }
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "storage pool " + pool.name() + " is not active: " + e.getMessage());
            files.forgetState(document);
            ended(pool);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the pools that are to be there whenever the daemon is; one that fails does not hold up the others. */
    public void autostart() {
        for (StoragePool pool : byName.values()) {
            if (pool.isActive() || !files.autostart(pool.name())) continue;
            try {
                pool.start(Optional.empty());
            } catch (VirtException e) {
                LOG.log(Level.ERROR, "Failed to autostart storage pool ''{0}'': {1}", pool.name(), e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    public void listen(PoolListener listener) {
        listeners.add(listener);
    }

    void tell(Pool pool, Change change) {
        for (PoolListener listener : listeners) listener.changed(pool, change);
    }

    void tellRefreshed(Pool pool) {
        for (PoolListener listener : listeners) listener.refreshed(pool);
    }

    /** What is done with volumes. */
    public Volumes volumes() {
        return volumes;
    }

    public PoolCapabilities capabilities() {
        return new PoolCapabilities(backends.keySet());
    }

    /** All pools, by name. */
    public Collection<StoragePool> all() {
        return List.copyOf(byName.values());
    }

    /** The pool of this name, or libvirt's error that there is none. */
    public StoragePool named(String name) {
        StoragePool pool = byName.get(name);
        if (pool == null) {
            throw ErrorDomain.STORAGE.error(NO_STORAGE_POOL, "no storage pool with matching name '%s'", name);
        }
        return pool;
    }

    /** The pool of this UUID; the name is what the client calls it, for the error. */
    public StoragePool with(UUID uuid, Optional<String> name) {
        return find(uuid).orElseThrow(() -> ErrorDomain.STORAGE.error(NO_STORAGE_POOL,
                "no storage pool with matching uuid '%s'%s", uuid, name.map(text -> " (" + text + ")").orElse("")));
    }

    private Optional<StoragePool> find(UUID uuid) {
        return byName.values().stream().filter(pool -> pool.uuid().equals(uuid)).findFirst();
    }

    /** The active pool whose folder this is. */
    public StoragePool atPath(String path) {
        String clean = Paths.sanitize(path);
        return byName.values().stream()
                .filter(pool -> pool.isActive() && pool.live().target().path().equals(Optional.of(clean))).findFirst()
                .orElseThrow(() -> ErrorDomain.STORAGE.error(NO_STORAGE_POOL, "no storage pool with matching target path '%s'%s",
                        path, clean.equals(path) ? "" : " (" + clean + ")"));
    }

    /** A volume and the pool that has it. */
    public record Found(StoragePool pool, Volume volume) {}

    private Optional<Found> find(Function<Volume, Optional<String>> property, String wanted) {
        for (StoragePool pool : byName.values()) {
            if (!(pool.state() instanceof Active(var _, var entries))) continue;
            for (Entry entry : entries.values()) {
                if (property.apply(entry.volume()).equals(Optional.of(wanted))) {
                    return Optional.of(new Found(pool, entry.volume()));
                }
            }
        }
        return Optional.empty();
    }

    /** The volume of this key in any active pool. */
    public Found withKey(String key) {
        return find(Volume::key, key).orElseThrow(() ->
                ErrorDomain.STORAGE.error(NO_STORAGE_VOL, "no storage vol with matching key %s", key));
    }

    /** The volume at this path in any active pool. */
    public Found withPath(String path) {
        String clean = Paths.sanitize(path);
        return find(volume -> volume.target().path(), clean).orElseThrow(() -> ErrorDomain.STORAGE.error(NO_STORAGE_VOL,
                "no storage vol with matching path '%s'%s", path, clean.equals(path) ? "" : " (" + clean + ")"));
    }

    /** Keeps a definition; the pool, if it is active, goes on as it was started. */
    public synchronized StoragePool define(String document) {
        Pool wanted = Pool.parse(document);
        if (wanted.name().contains("\n")) {
            throw ErrorDomain.XML.error(XML_DETAIL, "invalid char in name: \n");
        }
        backend(wanted.type());
        Optional<StoragePool> same = sameAs(wanted, false);
        requireOwnSource(wanted);
        files.write(wanted);
        StoragePool pool = same.orElseGet(() -> add(wanted, Optional.of(wanted)));
        pool.define(Optional.of(wanted));
        tell(wanted, Change.DEFINED);
        return pool;
    }

    /** Makes a pool that lives until it is stopped; a defined one may be started so once. */
    public StoragePool create(String document, Optional<Overwrite> building) throws InterruptedException {
        Pool wanted = Pool.parse(document);
        StoragePool pool;
        synchronized (this) {
            backend(wanted.type());
            Optional<StoragePool> same = sameAs(wanted, true);
            requireOwnSource(wanted);
            pool = same.orElseGet(() -> add(wanted, Optional.empty()));
        }
        pool.startOnce(wanted, building);
        return pool;
    }

    /** The pool that has both the name and the UUID; one that has only one of them is in the way. */
    private Optional<StoragePool> sameAs(Pool wanted, boolean mustBeInactive) {
        Optional<StoragePool> same = find(wanted.uuid());
        if (same.isPresent()) {
            StoragePool pool = same.get();
            if (!pool.name().equals(wanted.name())) {
                throw ErrorDomain.STORAGE.error(OPERATION_FAILED, "pool '%s' is already defined with uuid %s", pool.name(),
                        pool.uuid());
            }
            if (mustBeInactive && pool.isActive()) {
                throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "pool is already active as '%s'", pool.name());
            }
            if (mustBeInactive && pool.isStarting()) {
                throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "pool '%s' is starting up", pool.name());
            }
            return same;
        }
        StoragePool named = byName.get(wanted.name());
        if (named != null) {
            throw ErrorDomain.STORAGE.error(OPERATION_FAILED, "pool '%s' already exists with uuid %s", wanted.name(),
                    named.uuid());
        }
        return Optional.empty();
    }

    /** Two pools over one source would each believe that they alone fill it. */
    private void requireOwnSource(Pool wanted) {
        for (StoragePool pool : byName.values()) {
            if (!pool.name().equals(wanted.name()) && SameSource.test(pool.live(), wanted)) {
                throw ErrorDomain.STORAGE.error(OPERATION_FAILED, "Storage source conflict with pool: '%s'", pool.name());
            }
        }
    }

    /** A pool has stopped, or did not start: one without definition is no more. */
    synchronized void ended(StoragePool pool) {
        if (!pool.isPersistent()) byName.remove(pool.name(), pool);
    }

    /** Forgets a definition. */
    synchronized void forget(StoragePool pool) {
        files.delete(pool.name());
        pool.define(Optional.empty());
        byName.remove(pool.name(), pool);
    }

    void keepState(Pool pool) {
        files.writeState(pool);
    }

    void forgetState(Pool pool) {
        files.forgetState(pool);
    }

    public boolean autostart(StoragePool pool) {
        return files.autostart(pool.name());
    }

    public synchronized void setAutostart(StoragePool pool, boolean autostart) {
        if (!pool.isPersistent()) throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "pool has no config file");
        files.setAutostart(pool.name(), autostart);
    }

    /** The sources that pools of this kind could have. */
    public String findSources(String type, Optional<String> specification) throws InterruptedException {
        PoolType named = PoolType.named(type).orElseThrow(() ->
                ErrorDomain.STORAGE.error(INTERNAL_ERROR, "unknown storage pool type %s", type));
        return backend(named).findSources(named, specification);
    }
}
