package jvirt.daemon.domain;

import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.daemon.domain.PowerCalls.done;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.daemon.connect.Flags;
import jvirt.host.Descriptor;
import jvirt.qemu.Impact;
import jvirt.qemu.Vm;
import jvirt.qemu.hotplug.Hotplug;
import jvirt.qemu.plug.FileGroups;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.Calls;

/** Attaches, detaches and updates devices for clients. */
public final class DeviceCalls {
    /** {@code virDomainFDAssociateFlags}. */
    private static final int SECLABEL_RESTORE = 1;
    private static final int SECLABEL_WRITABLE = 1 << 1;
    private static final int BOTH = Impact.LIVE | Impact.CONFIG;

    private final Domains domains;

    public DeviceCalls(Domains domains) {
        this.domains = domains;
    }

    public void register(Calls calls) {
        calls.on(DomainCall.AttachDevice.class, (_, call) -> done(() -> of(call.dom()).attach(call.xml(), Impact.LIVE)));
        calls.on(DomainCall.AttachDeviceFlags.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH, "qemuDomainAttachDeviceLiveAndConfig");
            return done(() -> of(call.dom()).attach(call.xml(), call.flags()));
        });
        calls.on(DomainCall.DetachDevice.class, (_, call) -> done(() -> of(call.dom()).detach(call.xml(), Impact.LIVE)));
        calls.on(DomainCall.DetachDeviceFlags.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH, "qemuDomainDetachDeviceLiveAndConfig");
            return done(() -> of(call.dom()).detach(call.xml(), call.flags()));
        });
        calls.on(DomainCall.DetachDeviceAlias.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH, "qemuDomainDetachDeviceAliasLiveAndConfig");
            return done(() -> of(call.dom()).detachNamed(call.alias(), call.flags()));
        });
        calls.on(DomainCall.FdAssociate.class, (caller, call) -> {
            Flags.check(QEMU, call.flags(), SECLABEL_RESTORE | SECLABEL_WRITABLE, "qemuDomainFDAssociate");
            return done(() -> associate(caller, call));
        });
        calls.on(DomainCall.UpdateDeviceFlags.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH | Hotplug.FORCE, "qemuDomainUpdateDeviceFlags");
            return done(() -> of(call.dom()).update(call.xml(), call.flags()));
        });
    }

    /** Takes the files that came with the call; they are closed when the client leaves. */
    private void associate(Caller caller, DomainCall.FdAssociate call) {
        List<Descriptor> files = new ArrayList<>();
        for (Optional<Integer> file = caller.takeDescriptor(); file.isPresent(); file = caller.takeDescriptor()) {
            files.add(new Descriptor(file.get()));
        }
        if (files.isEmpty()) return;
        FileGroups.Group group = new FileGroups.Group(files, (call.flags() & SECLABEL_WRITABLE) != 0);
        try {
            Vm vm = domains.of(call.dom());
            FileGroups groups = vm.machines().plugs().files();
            groups.associate(vm.uuid(), call.name(), group);
            caller.onClose(() -> groups.forget(vm.uuid(), call.name(), group));
        } catch (RuntimeException e) {
            group.close();
            throw e;
        }
    }

    private Hotplug of(WireDomain wire) {
        return new Hotplug(domains.of(wire));
    }
}
