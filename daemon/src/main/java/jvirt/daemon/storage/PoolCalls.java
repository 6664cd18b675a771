package jvirt.daemon.storage;

import static jvirt.daemon.connect.Flags.chosen;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.Pool;
import jvirt.api.storage.PoolType;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.StoragePoolCall;
import jvirt.rpc.call.StoragePoolEvent;
import jvirt.rpc.call.WirePool;
import jvirt.rpc.call.WireVolume;
import jvirt.rpc.server.Calls;
import jvirt.storage.Overwrite;
import jvirt.storage.PoolListener;
import jvirt.storage.StoragePool;
import jvirt.storage.StoragePools;

/** Answers the procedures on pools, and tells of what happens to them. */
public final class PoolCalls {
    /** {@code virConnectListAllStoragePoolsFlags}; above these, a bit a kind of pool. */
    private static final int INACTIVE = 1;
    private static final int ACTIVE = 1 << 1;
    private static final int PERSISTENT = 1 << 2;
    private static final int TRANSIENT = 1 << 3;
    private static final int AUTOSTART = 1 << 4;
    private static final int NO_AUTOSTART = 1 << 5;
    private static final List<PoolType> KINDS = List.of(PoolType.DIR, PoolType.FS, PoolType.NETFS, PoolType.LOGICAL,
            PoolType.DISK, PoolType.ISCSI, PoolType.SCSI, PoolType.MPATH, PoolType.RBD, PoolType.SHEEPDOG, PoolType.GLUSTER,
            PoolType.ZFS, PoolType.VSTORAGE, PoolType.ISCSI_DIRECT);
    private static final int FIRST_KIND = 6;
    private static final int ALL_KINDS = (1 << KINDS.size()) - 1 << FIRST_KIND;

    /** {@code virStoragePoolBuildFlags}, {@code virStoragePoolCreateFlags}. */
    private static final int BUILD_NO_OVERWRITE = 1 << 2;
    private static final int BUILD_OVERWRITE = 1 << 3;
    private static final int CREATE_WITH_BUILD = 1;
    private static final int CREATE_OVERWRITE = 1 << 1;
    private static final int CREATE_NO_OVERWRITE = 1 << 2;
    private static final int DEFINE_VALIDATE = 1;
    private static final int XML_INACTIVE = 1;
    /** {@code virStoragePoolState}. */
    private static final int STATE_INACTIVE = 0;
    private static final int STATE_RUNNING = 2;
    /** {@code virStoragePoolEventID}. */
    private static final int LIFECYCLE = 0;
    private static final int REFRESH = 1;

    private final StoragePools pools;
    private final Subscriptions subscriptions;

    public PoolCalls(StoragePools pools, Subscriptions subscriptions) {
        this.pools = pools;
        this.subscriptions = subscriptions;
    }

    public void register(Calls calls) {
        pools.listen(new Teller());
        registerLists(calls);
        registerLooks(calls);
        calls.on(StoragePoolCall.DefineXml.class, (_, call) -> {
            check(call.flags(), DEFINE_VALIDATE, "storagePoolDefineXML");
            Validation.ifAsked(has(call.flags(), DEFINE_VALIDATE), "storagepool", call.xml(), () -> Pool.parse(call.xml()));
            return ret(pools.define(call.xml()));
        });
        calls.on(StoragePoolCall.CreateXml.class, (_, call) ->
                ret(pools.create(call.xml(), building(call.flags(), "storagePoolCreateXML"))));
        calls.on(StoragePoolCall.Create.class, (_, call) -> {
            pool(call.pool()).start(building(call.flags(), "storagePoolCreate"));
            return NOTHING;
        });
        calls.on(StoragePoolCall.Build.class, (_, call) -> build(call));
        calls.on(StoragePoolCall.Destroy.class, (_, call) -> {
            pool(call.pool()).stop();
            return NOTHING;
        });
        calls.on(StoragePoolCall.Delete.class, (_, call) -> {
            check(call.flags(), 0, "virStorageBackendDeleteLocal");
            pool(call.pool()).delete();
            return NOTHING;
        });
        calls.on(StoragePoolCall.Undefine.class, (_, call) -> {
            pool(call.pool()).undefine();
            return NOTHING;
        });
        calls.on(StoragePoolCall.Refresh.class, (_, call) -> {
            check(call.flags(), 0, "storagePoolRefresh");
            pool(call.pool()).refresh();
            return NOTHING;
        });
        calls.on(StoragePoolCall.SetAutostart.class, (_, call) -> {
            pools.setAutostart(pool(call.pool()), call.autostart() != 0);
            return NOTHING;
        });
    }

    private void registerLists(Calls calls) {
        calls.quick(ConnectCall.NumOfStoragePools.class, (_, _) -> new ConnectCall.NumRet(names(true).size()));
        calls.quick(ConnectCall.NumOfDefinedStoragePools.class, (_, _) -> new ConnectCall.NumRet(names(false).size()));
        calls.quick(ConnectCall.ListStoragePools.class, (_, call) ->
                new ConnectCall.NamesRet(names(true).stream().limit(call.maxnames()).toList()));
        calls.quick(ConnectCall.ListDefinedStoragePools.class, (_, call) ->
                new ConnectCall.NamesRet(names(false).stream().limit(call.maxnames()).toList()));
        calls.on(ConnectCall.ListAllStoragePools.class, (_, call) -> listAll(call));
        calls.on(ConnectCall.FindStoragePoolSources.class, (_, call) ->
                new ConnectCall.XmlRet(pools.findSources(call.type(), call.srcSpec())));
        calls.quick(ConnectCall.GetStoragePoolCapabilities.class, (_, call) -> {
            check(call.flags(), 0, "storageConnectGetStoragePoolCapabilities");
            return new ConnectCall.CapabilitiesRet(pools.capabilities().format());
        });
    }

    private void registerLooks(Calls calls) {
        calls.quick(StoragePoolCall.LookupByName.class, (_, call) -> ret(pools.named(call.name())));
        calls.quick(StoragePoolCall.LookupByUuid.class, (_, call) -> ret(pools.with(call.uuid(), Optional.empty())));
        calls.quick(StoragePoolCall.LookupByVolume.class, (_, call) -> ret(pools.named(call.vol().pool())));
        calls.quick(StoragePoolCall.LookupByTargetPath.class, (_, call) -> ret(pools.atPath(call.path())));
        calls.quick(StoragePoolCall.GetInfo.class, (_, call) -> info(pool(call.pool())));
        calls.quick(StoragePoolCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), XML_INACTIVE, "storagePoolGetXMLDesc");
            StoragePool pool = pool(call.pool());
            return new StoragePoolCall.XmlRet((has(call.flags(), XML_INACTIVE) ? pool.inactive() : pool.live()).format());
        });
        calls.on(StoragePoolCall.GetAutostart.class, (_, call) ->
                new StoragePoolCall.AutostartRet(pools.autostart(pool(call.pool())) ? 1 : 0));
        calls.quick(StoragePoolCall.IsActive.class, (_, call) ->
                new StoragePoolCall.ActiveRet(pool(call.pool()).isActive() ? 1 : 0));
        calls.quick(StoragePoolCall.IsPersistent.class, (_, call) ->
                new StoragePoolCall.PersistentRet(pool(call.pool()).isPersistent() ? 1 : 0));
        calls.quick(StoragePoolCall.NumOfVolumes.class, (_, call) ->
                new StoragePoolCall.NumRet(pool(call.pool()).volumes().size()));
        calls.quick(StoragePoolCall.ListVolumes.class, (_, call) -> new StoragePoolCall.NamesRet(
                pool(call.pool()).volumes().stream().limit(call.maxnames()).map(volume -> volume.name()).toList()));
        calls.quick(StoragePoolCall.ListAllVolumes.class, (_, call) -> {
            check(call.flags(), 0, "storagePoolListAllVolumes");
            StoragePool pool = pool(call.pool());
            List<WireVolume> volumes = pool.volumes().stream().map(volume -> VolumeCalls.wire(pool, volume)).toList();
            return new StoragePoolCall.VolsRet(call.needResults() == 0 ? List.of() : volumes, volumes.size());
        });
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.STORAGE, flags, known, function);
    }

    private StoragePool pool(WirePool wire) {
        return pools.with(wire.uuid(), Optional.of(wire.name()));
    }

    private static WirePool wire(StoragePool pool) {
        return new WirePool(pool.name(), pool.uuid());
    }

    private static StoragePoolCall.PoolRet ret(StoragePool pool) {
        return new StoragePoolCall.PoolRet(wire(pool));
    }

    private List<String> names(boolean active) {
        return pools.all().stream().filter(pool -> pool.isActive() == active).map(StoragePool::name).toList();
    }

    private ConnectCall.PoolsRet listAll(ConnectCall.ListAllStoragePools call) {
        int flags = call.flags();
        check(flags, ALL_KINDS | (1 << FIRST_KIND) - 1, "storageConnectListAllStoragePools");
        List<WirePool> chosen = pools.all().stream()
                .filter(pool -> chosen(flags, ACTIVE, INACTIVE, pool.isActive()))
                .filter(pool -> chosen(flags, PERSISTENT, TRANSIENT, pool.isPersistent()))
                .filter(pool -> !has(flags, AUTOSTART | NO_AUTOSTART)
                        || chosen(flags, AUTOSTART, NO_AUTOSTART, pools.autostart(pool)))
                .filter(pool -> !has(flags, ALL_KINDS)
                        || has(flags, 1 << FIRST_KIND + KINDS.indexOf(pool.live().type())))
                .map(PoolCalls::wire).toList();
        return new ConnectCall.PoolsRet(call.needResults() == 0 ? List.of() : chosen, chosen.size());
    }

    private static StoragePoolCall.GetInfoRet info(StoragePool pool) {
        Pool.Usage usage = pool.live().usage();
        return new StoragePoolCall.GetInfoRet(pool.isActive() ? STATE_RUNNING : STATE_INACTIVE, usage.capacity(),
                usage.allocation(), usage.available());
    }

    /** Whether the pool's place is made before it is started. */
    private static Optional<Overwrite> building(int flags, String function) {
        check(flags, CREATE_WITH_BUILD | CREATE_OVERWRITE | CREATE_NO_OVERWRITE, function);
        Flags.exclusive(ErrorDomain.STORAGE, flags, CREATE_OVERWRITE, CREATE_NO_OVERWRITE,
                "'VIR_STORAGE_POOL_CREATE_WITH_BUILD_OVERWRITE' and 'VIR_STORAGE_POOL_CREATE_WITH_BUILD_NO_OVERWRITE'");
        if (has(flags, CREATE_OVERWRITE)) return Optional.of(Overwrite.ALWAYS);
        if (has(flags, CREATE_NO_OVERWRITE)) return Optional.of(Overwrite.NEVER);
        return has(flags, CREATE_WITH_BUILD) ? Optional.of(Overwrite.UNSAID) : Optional.empty();
    }

    private Nothing build(StoragePoolCall.Build call) throws InterruptedException {
        int flags = call.flags();
        check(flags, BUILD_OVERWRITE | BUILD_NO_OVERWRITE, "storagePoolBuild");
        Flags.exclusive(ErrorDomain.STORAGE, flags, BUILD_OVERWRITE, BUILD_NO_OVERWRITE,
                "'VIR_STORAGE_POOL_BUILD_OVERWRITE' and 'VIR_STORAGE_POOL_BUILD_NO_OVERWRITE'");
        pool(call.pool()).build(has(flags, BUILD_OVERWRITE) ? Overwrite.ALWAYS
                : has(flags, BUILD_NO_OVERWRITE) ? Overwrite.NEVER : Overwrite.UNSAID);
        return NOTHING;
    }

    /** Sends what happens to pools to the clients that want to hear of it. */
    private final class Teller implements PoolListener {
        @Override
        public void changed(Pool pool, Change change) {
            WirePool wire = new WirePool(pool.name(), pool.uuid());
            subscriptions.publish(Topic.STORAGE_POOL, LIFECYCLE, pool.uuid(),
                    callback -> new StoragePoolEvent.Lifecycle(callback, wire, change.ordinal(), 0));
        }

        @Override
        public void refreshed(Pool pool) {
            WirePool wire = new WirePool(pool.name(), pool.uuid());
            subscriptions.publish(Topic.STORAGE_POOL, REFRESH, pool.uuid(),
                    callback -> new StoragePoolEvent.Refresh(callback, wire));
        }
    }
}
