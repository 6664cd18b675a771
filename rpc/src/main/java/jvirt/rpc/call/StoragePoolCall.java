package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.STORAGE_POOL_DELETE;
import static jvirt.rpc.call.Permission.STORAGE_POOL_FORMAT;
import static jvirt.rpc.call.Permission.STORAGE_POOL_GETATTR;
import static jvirt.rpc.call.Permission.STORAGE_POOL_READ;
import static jvirt.rpc.call.Permission.STORAGE_POOL_REFRESH;
import static jvirt.rpc.call.Permission.STORAGE_POOL_SAVE;
import static jvirt.rpc.call.Permission.STORAGE_POOL_SEARCH_STORAGE_VOLS;
import static jvirt.rpc.call.Permission.STORAGE_POOL_START;
import static jvirt.rpc.call.Permission.STORAGE_POOL_STOP;
import static jvirt.rpc.call.Permission.STORAGE_POOL_WRITE;

import java.util.List;
import java.util.UUID;

/**
 * Procedures of libvirt's protocol: storage pools. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface StoragePoolCall<R> extends Call<R> {
    @Proc(76) @Needs({STORAGE_POOL_START, STORAGE_POOL_WRITE})
    record CreateXml(String xml, int flags) implements StoragePoolCall<PoolRet> {}

    @Proc(77) @Needs({STORAGE_POOL_WRITE, STORAGE_POOL_SAVE})
    record DefineXml(String xml, int flags) implements StoragePoolCall<PoolRet> {}

    @Proc(78) @Needs(STORAGE_POOL_START)
    record Create(WirePool pool, int flags) implements StoragePoolCall<Nothing> {}

    @Proc(79) @Needs(STORAGE_POOL_FORMAT)
    record Build(WirePool pool, int flags) implements StoragePoolCall<Nothing> {}

    @Proc(80) @Needs(STORAGE_POOL_STOP)
    record Destroy(WirePool pool) implements StoragePoolCall<Nothing> {}

    @Proc(81) @Needs(STORAGE_POOL_FORMAT)
    record Delete(WirePool pool, int flags) implements StoragePoolCall<Nothing> {}

    @Proc(82) @Needs(STORAGE_POOL_DELETE)
    record Undefine(WirePool pool) implements StoragePoolCall<Nothing> {}

    @Proc(83) @Needs(STORAGE_POOL_REFRESH)
    record Refresh(WirePool pool, int flags) implements StoragePoolCall<Nothing> {}

    @Proc(84) @Needs(STORAGE_POOL_GETATTR)
    record LookupByName(String name) implements StoragePoolCall<PoolRet> {}

    @Proc(85) @Needs(STORAGE_POOL_GETATTR)
    record LookupByUuid(UUID uuid) implements StoragePoolCall<PoolRet> {}

    @Proc(86) @Needs(STORAGE_POOL_GETATTR)
    record LookupByVolume(WireVolume vol) implements StoragePoolCall<PoolRet> {}

    @Proc(87) @Needs(STORAGE_POOL_READ)
    record GetInfo(WirePool pool) implements StoragePoolCall<GetInfoRet> {}

    @Proc(88) @Needs(STORAGE_POOL_READ)
    record GetXmlDesc(WirePool pool, int flags) implements StoragePoolCall<XmlRet> {}

    @Proc(89) @Needs(STORAGE_POOL_READ)
    record GetAutostart(WirePool pool) implements StoragePoolCall<AutostartRet> {}

    @Proc(90) @Needs(STORAGE_POOL_WRITE)
    record SetAutostart(WirePool pool, int autostart) implements StoragePoolCall<Nothing> {}

    @Proc(91) @Needs(STORAGE_POOL_SEARCH_STORAGE_VOLS)
    record NumOfVolumes(WirePool pool) implements StoragePoolCall<NumRet> {}

    @Proc(92) @Needs(STORAGE_POOL_SEARCH_STORAGE_VOLS)
    record ListVolumes(WirePool pool, @Count int maxnames) implements StoragePoolCall<NamesRet> {}

    @Proc(154) @Needs(STORAGE_POOL_READ)
    record IsActive(WirePool pool) implements StoragePoolCall<ActiveRet> {}

    @Proc(155) @Needs(STORAGE_POOL_READ)
    record IsPersistent(WirePool pool) implements StoragePoolCall<PersistentRet> {}

    @Proc(282) @Needs(STORAGE_POOL_SEARCH_STORAGE_VOLS)
    record ListAllVolumes(WirePool pool, int needResults, int flags) implements StoragePoolCall<VolsRet> {}

    @Proc(391) @Needs(STORAGE_POOL_GETATTR)
    record LookupByTargetPath(String path) implements StoragePoolCall<PoolRet> {}

    record PoolRet(WirePool pool) {}

    record GetInfoRet(int state, long capacity, long allocation, long available) {}

    record XmlRet(String xml) {}

    record AutostartRet(int autostart) {}

    record NumRet(int num) {}

    record NamesRet(@Max(16384) List<String> names) {}

    record ActiveRet(int active) {}

    record PersistentRet(int persistent) {}

    record VolsRet(@Max(16384) List<WireVolume> vols, int count) {}
}
