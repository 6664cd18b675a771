package jvirt.daemon.domain;

import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import jvirt.daemon.connect.Flags;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.NodeCall;
import jvirt.rpc.server.Calls;

/** Tells of guests whose memory is hidden from the host. jvirt measures no such guest: it answers as libvirt does without SEV. */
final class LaunchSecurityCalls {
    private final Domains domains;

    LaunchSecurityCalls(Domains domains) {
        this.domains = domains;
    }

    void register(Calls calls) {
        calls.on(NodeCall.GetSevInfo.class, (_, _) -> {
            throw QEMU.error(OPERATION_UNSUPPORTED, "QEMU does not support SEV guest");
        });
        calls.on(DomainCall.GetLaunchSecurityInfo.class, (_, call) -> {
            domains.of(call.dom());
            return new DomainCall.GetPerfEventsRet(List.of());
        });
        calls.on(DomainCall.SetLaunchSecurityState.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), 0, "qemuDomainSetLaunchSecurityState");
            domains.of(call.dom());
            throw QEMU.error(OPERATION_UNSUPPORTED, "setting a launch secret is only supported in SEV-enabled domains");
        });
    }
}
