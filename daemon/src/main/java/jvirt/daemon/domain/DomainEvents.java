package jvirt.daemon.domain;

import java.util.List;
import java.util.function.IntFunction;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.connect.Subscriptions.Topic;
import jvirt.qemu.Announcements;
import jvirt.qemu.Announcements.Announcement;
import jvirt.qemu.VmEvent;
import jvirt.rpc.call.DomainEvent;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.QemuEvent;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireDomainEventGraphicsAddress;
import jvirt.rpc.call.WireDomainEventGraphicsIdentity;

/** Tells clients what becomes of machines. The numbers are {@code virDomainEventID}'s. */
public final class DomainEvents implements Announcements.Listener {
    private final Subscriptions subscriptions;

    public DomainEvents(Subscriptions subscriptions) {
        this.subscriptions = subscriptions;
    }

    @Override
    public boolean listens() {
        return subscriptions.any();
    }

    /** Sends one to whoever wants to hear of it. */
    @Override
    public void hear(Announcement announced) {
        WireDomain dom = new WireDomain(announced.name(), announced.uuid(), announced.id());
        switch (announced.event()) {
            case VmEvent.State(var what) -> send(dom, 0, id -> new DomainEvent.CallbackLifecycle(id,
                    new DomainEvent.Lifecycle(dom, what.event(), what.detail())));
            case VmEvent.Reboot() -> send(dom, 1, id -> new DomainEvent.CallbackReboot(id, new DomainEvent.Reboot(dom)));
            case VmEvent.RtcChange(var offset) -> send(dom, 2, id -> new DomainEvent.CallbackRtcChange(id,
                    new DomainEvent.RtcChange(dom, offset)));
            case VmEvent.Watchdog(var action) -> send(dom, 3, id -> new DomainEvent.CallbackWatchdog(id,
                    new DomainEvent.Watchdog(dom, action)));
            case VmEvent.IoError(var path, var alias, var action, var reason) -> {
                send(dom, 4, id -> new DomainEvent.CallbackIoError(id, new DomainEvent.IoError(dom, path, alias, action)));
                send(dom, 6, id -> new DomainEvent.CallbackIoErrorReason(id,
                        new DomainEvent.IoErrorReason(dom, path, alias, action, reason)));
            }
            case VmEvent.Graphics graphics -> send(dom, 5, id -> new DomainEvent.CallbackGraphics(id, graphics(dom, graphics)));
            case VmEvent.ControlError() -> send(dom, 7, id ->
                    new DomainEvent.CallbackControlError(id, new DomainEvent.ControlError(dom)));
            case VmEvent.BlockJob(var path, var target, var type, var status) -> {
                path.ifPresent(image -> send(dom, 8, id ->
                        new DomainEvent.CallbackBlockJob(id, new DomainEvent.BlockJob(dom, image, type, status))));
                send(dom, 16, id -> new DomainEvent.BlockJob2(id, dom, target, type, status));
            }
            case VmEvent.DiskChange(var before, var after, var alias, var reason) -> send(dom, 9, id ->
                    new DomainEvent.CallbackDiskChange(id, new DomainEvent.DiskChange(dom, before, after, alias, reason)));
            case VmEvent.TrayChange(var alias, var reason) -> send(dom, 10, id -> new DomainEvent.CallbackTrayChange(id,
                    new DomainEvent.TrayChange(dom, alias, reason)));
            case VmEvent.PmWakeup() -> send(dom, 11, id -> new DomainEvent.CallbackPmwakeup(id, 0, new DomainEvent.Pmwakeup(dom)));
            case VmEvent.PmSuspend() -> send(dom, 12, id ->
                    new DomainEvent.CallbackPmsuspend(id, 0, new DomainEvent.Pmsuspend(dom)));
            case VmEvent.BalloonChange(var kib) -> send(dom, 13, id -> new DomainEvent.CallbackBalloonChange(id,
                    new DomainEvent.BalloonChange(dom, kib)));
            case VmEvent.PmSuspendDisk() -> send(dom, 14, id ->
                    new DomainEvent.CallbackPmsuspendDisk(id, 0, new DomainEvent.PmsuspendDisk(dom)));
            case VmEvent.DeviceRemoved(var alias) -> send(dom, 15, id -> new DomainEvent.CallbackDeviceRemoved(id,
                    new DomainEvent.DeviceRemoved(dom, alias)));
            case VmEvent.Tunable(var parameters) -> send(dom, 17, id ->
                    new DomainEvent.CallbackTunable(id, dom, parameters(parameters)));
            case VmEvent.AgentLifecycle(var state, var reason) -> send(dom, 18, id ->
                    new DomainEvent.CallbackAgentLifecycle(id, dom, state, reason));
            case VmEvent.DeviceAdded(var alias) -> send(dom, 19, id -> new DomainEvent.CallbackDeviceAdded(id, dom, alias));
            case VmEvent.MigrationIteration(var iteration) -> send(dom, 20, id ->
                    new DomainEvent.CallbackMigrationIteration(id, dom, iteration));
            case VmEvent.JobCompleted(var info) -> send(dom, 21, id ->
                    new DomainEvent.CallbackJobCompleted(id, dom, JobCalls.params(info)));
            case VmEvent.DeviceRemovalFailed(var alias) -> send(dom, 22, id ->
                    new DomainEvent.CallbackDeviceRemovalFailed(id, dom, alias));
            case VmEvent.MetadataChange(var type, var uri) -> send(dom, 23, id ->
                    new DomainEvent.CallbackMetadataChange(id, dom, type, uri));
            case VmEvent.BlockThreshold(var device, var path, var threshold, var excess) -> send(dom, 24, id ->
                    new DomainEvent.BlockThreshold(id, dom, device, path, threshold, excess));
            case VmEvent.MemoryFailure(var recipient, var action, var flags) -> send(dom, 25, id ->
                    new DomainEvent.MemoryFailure(id, dom, recipient, action, flags));
            case VmEvent.MemorySizeChange(var alias, var bytes) -> send(dom, 26, id ->
                    new DomainEvent.MemoryDeviceSizeChange(id, dom, alias, bytes / 1024));
            case VmEvent.Monitor(var name, var seconds, var micros, var details) -> subscriptions.publish(Topic.QEMU_MONITOR, 0,
                    dom.uuid(), name, id -> new QemuEvent.DomainMonitorEvent(id, dom, name, seconds, micros, details));
        }
    }

    private void send(WireDomain dom, int event, IntFunction<Event> form) {
        subscriptions.publish(Topic.DOMAIN, event, dom.uuid(), form);
    }

    private static DomainEvent.Graphics graphics(WireDomain dom, VmEvent.Graphics graphics) {
        List<WireDomainEventGraphicsIdentity> subject = graphics.subject().stream()
                .map(one -> new WireDomainEventGraphicsIdentity(one.type(), one.name())).toList();
        return new DomainEvent.Graphics(dom, graphics.phase(), address(graphics.local()), address(graphics.remote()),
                graphics.scheme(), subject);
    }

    private static WireDomainEventGraphicsAddress address(VmEvent.Peer peer) {
        return new WireDomainEventGraphicsAddress(peer.family(), peer.node(), peer.service());
    }

    private static List<TypedParam> parameters(List<VmEvent.Parameter> parameters) {
        return parameters.stream().map(one -> one.value() instanceof Long number
                ? TypedParam.ofUllong(one.name(), number) : TypedParam.of(one.name(), one.value().toString())).toList();
    }
}
