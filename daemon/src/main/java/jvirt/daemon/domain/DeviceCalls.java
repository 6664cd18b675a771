package jvirt.daemon.domain;

import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.daemon.domain.PowerCalls.done;

import jvirt.daemon.connect.Flags;
import jvirt.qemu.Impact;
import jvirt.qemu.hotplug.Hotplug;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.server.Calls;

/** Attaches, detaches and updates devices for clients. */
public final class DeviceCalls {
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
        calls.on(DomainCall.UpdateDeviceFlags.class, (_, call) -> {
            Flags.check(QEMU, call.flags(), BOTH | Hotplug.FORCE, "qemuDomainUpdateDeviceFlags");
            return done(() -> of(call.dom()).update(call.xml(), call.flags()));
        });
    }

    private Hotplug of(WireDomain wire) {
        return new Hotplug(domains.of(wire));
    }
}
