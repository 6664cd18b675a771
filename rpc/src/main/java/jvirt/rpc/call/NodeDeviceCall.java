package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.NODE_DEVICE_DELETE;
import static jvirt.rpc.call.Permission.NODE_DEVICE_DETACH;
import static jvirt.rpc.call.Permission.NODE_DEVICE_GETATTR;
import static jvirt.rpc.call.Permission.NODE_DEVICE_READ;
import static jvirt.rpc.call.Permission.NODE_DEVICE_START;
import static jvirt.rpc.call.Permission.NODE_DEVICE_STOP;
import static jvirt.rpc.call.Permission.NODE_DEVICE_WRITE;

import java.util.List;
import java.util.Optional;

/**
 * Procedures of libvirt's protocol: the host's devices. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface NodeDeviceCall<R> extends Call<R> {
    @Proc(113) @Needs(NODE_DEVICE_GETATTR)
    record LookupByName(String name) implements NodeDeviceCall<DevRet> {}

    @Proc(114) @Needs(NODE_DEVICE_READ)
    record GetXmlDesc(String name, int flags) implements NodeDeviceCall<XmlRet> {}

    @Proc(115) @Needs(NODE_DEVICE_READ)
    record GetParent(String name) implements NodeDeviceCall<ParentNameRet> {}

    @Proc(116) @Needs(NODE_DEVICE_READ)
    record NumOfCaps(String name) implements NodeDeviceCall<NumRet> {}

    @Proc(117) @Needs(NODE_DEVICE_READ)
    record ListCaps(String name, @Count int maxnames) implements NodeDeviceCall<NamesRet> {}

    @Proc(118) @Needs(NODE_DEVICE_DETACH)
    record Dettach(String name) implements NodeDeviceCall<Nothing> {}

    @Proc(119) @Needs(NODE_DEVICE_DETACH)
    record ReAttach(String name) implements NodeDeviceCall<Nothing> {}

    @Proc(120) @Needs(NODE_DEVICE_DETACH)
    record Reset(String name) implements NodeDeviceCall<Nothing> {}

    @Proc(123) @Needs({NODE_DEVICE_WRITE, NODE_DEVICE_START})
    record CreateXml(String xmlDesc, int flags) implements NodeDeviceCall<DevRet> {}

    @Proc(124) @Needs(NODE_DEVICE_STOP)
    record Destroy(String name) implements NodeDeviceCall<Nothing> {}

    @Proc(297) @Needs(NODE_DEVICE_GETATTR)
    record LookupScsiHostByWwn(String wwnn, String wwpn, int flags) implements NodeDeviceCall<DevRet> {}

    @Proc(301) @Needs(NODE_DEVICE_DETACH)
    record DetachFlags(String name, Optional<String> driverName, int flags) implements NodeDeviceCall<Nothing> {}

    @Proc(428) @Needs(NODE_DEVICE_WRITE)
    record DefineXml(String xmlDesc, int flags) implements NodeDeviceCall<DevRet> {}

    @Proc(429) @Needs(NODE_DEVICE_DELETE)
    record Undefine(String name, int flags) implements NodeDeviceCall<Nothing> {}

    @Proc(430) @Needs(NODE_DEVICE_START)
    record Create(String name, int flags) implements NodeDeviceCall<Nothing> {}

    @Proc(433) @Needs(NODE_DEVICE_READ)
    record GetAutostart(String name) implements NodeDeviceCall<AutostartRet> {}

    @Proc(434) @Needs(NODE_DEVICE_WRITE)
    record SetAutostart(String name, int autostart) implements NodeDeviceCall<Nothing> {}

    @Proc(435) @Needs(NODE_DEVICE_READ)
    record IsPersistent(String name) implements NodeDeviceCall<PersistentRet> {}

    @Proc(436) @Needs(NODE_DEVICE_READ)
    record IsActive(String name) implements NodeDeviceCall<ActiveRet> {}

    /** In libvirt since 10.1.0. */
    @Proc(447) @Needs(NODE_DEVICE_WRITE)
    record Update(String name, String xmlDesc, int flags) implements NodeDeviceCall<Nothing> {}

    record DevRet(WireNodeDevice dev) {}

    record XmlRet(String xml) {}

    record ParentNameRet(Optional<String> parentName) {}

    record NumRet(int num) {}

    record NamesRet(@Max(65536) List<String> names) {}

    record AutostartRet(int autostart) {}

    record PersistentRet(int persistent) {}

    record ActiveRet(int active) {}
}
