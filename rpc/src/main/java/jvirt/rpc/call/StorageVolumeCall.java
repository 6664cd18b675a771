package jvirt.rpc.call;

import static jvirt.rpc.call.Opens.Direction.CLIENT_READS;
import static jvirt.rpc.call.Opens.Direction.CLIENT_WRITES;
import static jvirt.rpc.call.Permission.STORAGE_VOL_CREATE;
import static jvirt.rpc.call.Permission.STORAGE_VOL_DATA_READ;
import static jvirt.rpc.call.Permission.STORAGE_VOL_DATA_WRITE;
import static jvirt.rpc.call.Permission.STORAGE_VOL_DELETE;
import static jvirt.rpc.call.Permission.STORAGE_VOL_FORMAT;
import static jvirt.rpc.call.Permission.STORAGE_VOL_GETATTR;
import static jvirt.rpc.call.Permission.STORAGE_VOL_READ;
import static jvirt.rpc.call.Permission.STORAGE_VOL_RESIZE;

/**
 * Procedures of libvirt's protocol: storage volumes. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface StorageVolumeCall<R> extends Call<R> {
    @Proc(93) @Needs(STORAGE_VOL_CREATE)
    record CreateXml(WirePool pool, String xml, int flags) implements StorageVolumeCall<VolRet> {}

    @Proc(94) @Needs(STORAGE_VOL_DELETE)
    record Delete(WireVolume vol, int flags) implements StorageVolumeCall<Nothing> {}

    @Proc(95) @Needs(STORAGE_VOL_GETATTR)
    record LookupByName(WirePool pool, String name) implements StorageVolumeCall<VolRet> {}

    @Proc(96) @Needs(STORAGE_VOL_GETATTR)
    record LookupByKey(String key) implements StorageVolumeCall<VolRet> {}

    @Proc(97) @Needs(STORAGE_VOL_GETATTR)
    record LookupByPath(String path) implements StorageVolumeCall<VolRet> {}

    @Proc(98) @Needs(STORAGE_VOL_READ)
    record GetInfo(WireVolume vol) implements StorageVolumeCall<GetInfoRet> {}

    @Proc(99) @Needs(STORAGE_VOL_READ)
    record GetXmlDesc(WireVolume vol, int flags) implements StorageVolumeCall<XmlRet> {}

    @Proc(100) @Needs(STORAGE_VOL_READ)
    record GetPath(WireVolume vol) implements StorageVolumeCall<NameRet> {}

    @Proc(125) @Needs(STORAGE_VOL_CREATE)
    record CreateXmlFrom(WirePool pool, String xml, WireVolume clonevol,
            int flags) implements StorageVolumeCall<VolRet> {}

    @Proc(165) @Needs(STORAGE_VOL_FORMAT)
    record Wipe(WireVolume vol, int flags) implements StorageVolumeCall<Nothing> {}

    @Proc(208) @Needs(STORAGE_VOL_DATA_WRITE) @Opens(CLIENT_WRITES)
    record Upload(WireVolume vol, long offset, long length, int flags) implements StorageVolumeCall<Nothing> {}

    @Proc(209) @Needs(STORAGE_VOL_DATA_READ) @Opens(CLIENT_READS)
    record Download(WireVolume vol, long offset, long length, int flags) implements StorageVolumeCall<Nothing> {}

    @Proc(259) @Needs(STORAGE_VOL_FORMAT)
    record WipePattern(WireVolume vol, int algorithm, int flags) implements StorageVolumeCall<Nothing> {}

    @Proc(260) @Needs(STORAGE_VOL_RESIZE)
    record Resize(WireVolume vol, long capacity, int flags) implements StorageVolumeCall<Nothing> {}

    @Proc(378) @Needs(STORAGE_VOL_READ)
    record GetInfoFlags(WireVolume vol, int flags) implements StorageVolumeCall<GetInfoRet> {}

    record VolRet(WireVolume vol) {}

    record GetInfoRet(int type, long capacity, long allocation) {}

    record XmlRet(String xml) {}

    record NameRet(String name) {}
}
