package jvirt.daemon.storage;

import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.Volume;
import jvirt.daemon.Validation;
import jvirt.daemon.connect.Flags;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.call.WirePool;
import jvirt.rpc.call.WireVolume;
import jvirt.rpc.server.Calls;
import jvirt.storage.StoragePool;
import jvirt.storage.StoragePools;
import jvirt.storage.StoragePools.Found;
import jvirt.storage.Volumes.Resizing;

/** Answers the procedures on volumes. */
public final class VolumeCalls {
    /** {@code virStorageVolCreateFlags}, {@code virStorageVolResizeFlags}, {@code virStorageVolInfoFlags}. */
    private static final int CREATE_PREALLOCATE = 1;
    private static final int CREATE_REFLINK = 1 << 1;
    private static final int CREATE_VALIDATE = 1 << 2;
    private static final int RESIZE_ALLOCATE = 1;
    private static final int RESIZE_DELTA = 1 << 1;
    private static final int RESIZE_SHRINK = 1 << 2;
    private static final int GET_PHYSICAL = 1;
    /** {@code VIR_STORAGE_VOL_DELETE_*}: for kinds of pools whose volumes have snapshots or content worth zeroing. */
    private static final int DELETE_NOTHING_SPECIAL = 0;
    private static final int ZEROS = 0;

    private final StoragePools pools;

    public VolumeCalls(StoragePools pools) {
        this.pools = pools;
    }

    public void register(Calls calls) {
        calls.quick(StorageVolumeCall.LookupByName.class, (_, call) -> {
            StoragePool pool = pool(call.pool());
            return ret(pool, pool.volume(call.name()));
        });
        calls.quick(StorageVolumeCall.LookupByKey.class, (_, call) -> ret(pools.withKey(call.key())));
        calls.quick(StorageVolumeCall.LookupByPath.class, (_, call) -> ret(pools.withPath(call.path())));
        calls.quick(StorageVolumeCall.GetPath.class, (_, call) ->
                new StorageVolumeCall.NameRet(pools.named(call.vol().pool()).volume(call.vol().name()).path()));
        calls.on(StorageVolumeCall.GetXmlDesc.class, (_, call) -> {
            check(call.flags(), 0, "storageVolGetXMLDesc");
            StoragePool pool = pools.named(call.vol().pool());
            return new StorageVolumeCall.XmlRet(pool.refreshed(call.vol().name()).format(pool.live().type()));
        });
        calls.on(StorageVolumeCall.GetInfo.class, (_, call) -> info(call.vol(), false));
        calls.on(StorageVolumeCall.GetInfoFlags.class, (_, call) -> {
            check(call.flags(), GET_PHYSICAL, "storageVolGetInfoFlags");
            return info(call.vol(), has(call.flags(), GET_PHYSICAL));
        });
        registerChanges(calls);
        VolumeTransfer transfer = new VolumeTransfer(pools);
        calls.on(StorageVolumeCall.Upload.class, transfer::upload);
        calls.on(StorageVolumeCall.Download.class, transfer::download);
    }

    private void registerChanges(Calls calls) {
        calls.on(StorageVolumeCall.CreateXml.class, (_, call) -> {
            check(call.flags(), CREATE_PREALLOCATE | CREATE_VALIDATE, "storageVolCreateXML");
            StoragePool pool = pool(call.pool());
            validate(call.flags(), call.xml(), pool);
            return ret(pool, pools.volumes().create(pool, call.xml(), has(call.flags(), CREATE_PREALLOCATE)));
        });
        calls.on(StorageVolumeCall.CreateXmlFrom.class, (_, call) -> createFrom(call));
        calls.on(StorageVolumeCall.Delete.class, (_, call) -> {
            check(call.flags(), DELETE_NOTHING_SPECIAL, "virStorageBackendVolDeleteLocal");
            pools.volumes().delete(pools.named(call.vol().pool()), call.vol().name());
            return NOTHING;
        });
        calls.on(StorageVolumeCall.Wipe.class, (_, call) -> wipe(call.vol(), ZEROS, call.flags()));
        calls.on(StorageVolumeCall.WipePattern.class, (_, call) -> wipe(call.vol(), call.algorithm(), call.flags()));
        calls.on(StorageVolumeCall.Resize.class, (_, call) -> {
            check(call.flags(), RESIZE_ALLOCATE | RESIZE_DELTA | RESIZE_SHRINK, "storageVolResize");
            pools.volumes().resize(pools.named(call.vol().pool()), call.vol().name(), call.capacity(),
                    new Resizing(has(call.flags(), RESIZE_ALLOCATE), has(call.flags(), RESIZE_DELTA),
                            has(call.flags(), RESIZE_SHRINK)));
            return NOTHING;
        });
    }

    private static void validate(int flags, String xml, StoragePool pool) {
        Validation.ifAsked(has(flags, CREATE_VALIDATE), "storagevol", xml,
                () -> Volume.parse(xml, pool.live().type(), Volume.CapacityNeed.NEVER));
    }

    private static void check(int flags, int known, String function) {
        Flags.check(ErrorDomain.STORAGE, flags, known, function);
    }

    private StoragePool pool(WirePool wire) {
        return pools.with(wire.uuid(), Optional.of(wire.name()));
    }

    static WireVolume wire(StoragePool pool, Volume volume) {
        return new WireVolume(pool.name(), volume.name(), volume.key().orElseThrow());
    }

    private static StorageVolumeCall.VolRet ret(StoragePool pool, Volume volume) {
        return new StorageVolumeCall.VolRet(wire(pool, volume));
    }

    private static StorageVolumeCall.VolRet ret(Found found) {
        return ret(found.pool(), found.volume());
    }

    private StorageVolumeCall.GetInfoRet info(WireVolume wire, boolean physical) throws InterruptedException {
        Volume volume = pools.named(wire.pool()).refreshed(wire.name());
        return new StorageVolumeCall.GetInfoRet(volume.type().ordinal(), volume.capacity(),
                physical ? volume.physical().orElse(0L) : volume.allocated());
    }

    private StorageVolumeCall.VolRet createFrom(StorageVolumeCall.CreateXmlFrom call) throws InterruptedException {
        check(call.flags(), CREATE_PREALLOCATE | CREATE_REFLINK | CREATE_VALIDATE, "storageVolCreateXMLFrom");
        StoragePool pool = pool(call.pool());
        validate(call.flags(), call.xml(), pool);
        StoragePool source = pools.named(call.clonevol().pool());
        return ret(pool, pools.volumes().createFrom(pool, call.xml(), source, call.clonevol().name(),
                has(call.flags(), CREATE_PREALLOCATE), has(call.flags(), CREATE_REFLINK)));
    }

    private Nothing wipe(WireVolume wire, int algorithm, int flags) throws InterruptedException {
        check(flags, 0, "storageVolWipePattern");
        pools.volumes().wipe(pools.named(wire.pool()), wire.name(), algorithm);
        return NOTHING;
    }
}
