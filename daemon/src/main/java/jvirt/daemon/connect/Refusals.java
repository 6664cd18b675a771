package jvirt.daemon.connect;

import java.util.List;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.LxcCall;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.call.QemuCall;
import jvirt.rpc.server.Calls;

/**
 * What libvirt's QEMU driver of 9.0.0, and the drivers that Debian builds beside it, do not have: it is for containers (signals,
 * descriptors for the first process, namespaces), was taken out (attaching to a running QEMU, foreign configurations), or is of
 * migration's first version, which QEMU never had. Clients get libvirt's NO_SUPPORT, here as there.
 */
public final class Refusals {
    private static final List<Class<?>> ALL = List.of(ConnectCall.DomainXmlFromNative.class, DomainCall.SendProcessSignal.class,
            DomainCall.CreateXmlWithFiles.class, DomainCall.CreateWithFiles.class, QemuCall.DomainAttach.class,
            LxcCall.DomainOpenNamespace.class, MigrationCall.Prepare.class, MigrationCall.Finish.class);

    private Refusals() {}

    public static void register(Calls calls) {
        ALL.forEach(calls::refuse);
    }
}
