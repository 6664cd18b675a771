package jvirt.rpc.call;

import static jvirt.rpc.call.Permission.CONNECT_INTERFACE_TRANSACTION;
import static jvirt.rpc.call.Permission.INTERFACE_DELETE;
import static jvirt.rpc.call.Permission.INTERFACE_GETATTR;
import static jvirt.rpc.call.Permission.INTERFACE_READ;
import static jvirt.rpc.call.Permission.INTERFACE_SAVE;
import static jvirt.rpc.call.Permission.INTERFACE_START;
import static jvirt.rpc.call.Permission.INTERFACE_STOP;
import static jvirt.rpc.call.Permission.INTERFACE_WRITE;

/**
 * Procedures of libvirt's protocol: the host's network interfaces. Numbers, order and limits as in libvirt
 * 9.0.0, {@code src/remote/remote_protocol.x}.
 */
public sealed interface InterfaceCall<R> extends Call<R> {
    @Proc(128) @Needs(INTERFACE_GETATTR)
    record LookupByName(String name) implements InterfaceCall<IfaceRet> {}

    @Proc(129) @Needs(INTERFACE_GETATTR)
    record LookupByMacString(String mac) implements InterfaceCall<IfaceRet> {}

    @Proc(130) @Needs(INTERFACE_READ)
    record GetXmlDesc(WireInterface iface, int flags) implements InterfaceCall<XmlRet> {}

    @Proc(131) @Needs({INTERFACE_WRITE, INTERFACE_SAVE})
    record DefineXml(String xml, int flags) implements InterfaceCall<IfaceRet> {}

    @Proc(132) @Needs(INTERFACE_DELETE)
    record Undefine(WireInterface iface) implements InterfaceCall<Nothing> {}

    @Proc(133) @Needs(INTERFACE_START)
    record Create(WireInterface iface, int flags) implements InterfaceCall<Nothing> {}

    @Proc(134) @Needs(INTERFACE_STOP)
    record Destroy(WireInterface iface, int flags) implements InterfaceCall<Nothing> {}

    @Proc(156) @Needs(INTERFACE_READ)
    record IsActive(WireInterface iface) implements InterfaceCall<ActiveRet> {}

    @Proc(220) @Needs(CONNECT_INTERFACE_TRANSACTION)
    record ChangeBegin(int flags) implements InterfaceCall<Nothing> {}

    @Proc(221) @Needs(CONNECT_INTERFACE_TRANSACTION)
    record ChangeCommit(int flags) implements InterfaceCall<Nothing> {}

    @Proc(222) @Needs(CONNECT_INTERFACE_TRANSACTION)
    record ChangeRollback(int flags) implements InterfaceCall<Nothing> {}

    record IfaceRet(WireInterface iface) {}

    record XmlRet(String xml) {}

    record ActiveRet(int active) {}
}
