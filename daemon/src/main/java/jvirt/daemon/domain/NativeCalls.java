package jvirt.daemon.domain;

import jvirt.api.ErrorDomain;
import jvirt.daemon.connect.Flags;
import jvirt.qemu.launch.Pretence;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.server.Calls;

/** Tells clients how QEMU would be called for a document. */
final class NativeCalls {
    private final Pretence pretence;

    NativeCalls(Pretence pretence) {
        this.pretence = pretence;
    }

    void register(Calls calls) {
        calls.on(ConnectCall.DomainXmlToNative.class, (_, call) -> toNative(call));
    }

    private ConnectCall.NativeConfigRet toNative(ConnectCall.DomainXmlToNative call) {
        Flags.check(ErrorDomain.QEMU, call.flags(), 0, "qemuConnectDomainXMLToNative");
        return new ConnectCall.NativeConfigRet(pretence.command(call.nativeFormat(), call.domainXml()));
    }
}
