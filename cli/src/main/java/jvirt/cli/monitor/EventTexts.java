package jvirt.cli.monitor;

import java.util.List;
import java.util.Optional;
import jvirt.cli.Parameters;
import jvirt.rpc.call.DomainEvent;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireDomainEventGraphicsAddress;

/** What virsh says of each event of a machine. */
final class EventTexts {
    /** virDomainEventID, by number. */
    static final List<String> NAMES = List.of("lifecycle", "reboot", "rtc-change", "watchdog", "io-error", "graphics", "io-error-reason",
            "control-error", "block-job", "disk-change", "tray-change", "pm-wakeup", "pm-suspend", "balloon-change", "pm-suspend-disk",
            "device-removed", "block-job-2", "tunable", "agent-lifecycle", "device-added", "migration-iteration", "job-completed",
            "device-removal-failed", "metadata-change", "block-threshold", "memory-failure", "memory-device-size-change");

    private static final List<String> LIFECYCLE = List.of("Defined", "Undefined", "Started", "Suspended", "Resumed", "Stopped", "Shutdown",
            "PMSuspended", "Crashed");
    private static final List<List<String>> DETAILS = List.of(
            List.of("Added", "Updated", "Renamed", "Snapshot"),
            List.of("Removed", "Renamed"),
            List.of("Booted", "Migrated", "Restored", "Snapshot", "Event wakeup"),
            List.of("Paused", "Migrated", "I/O Error", "Watchdog", "Restored", "Snapshot", "API error", "Post-copy", "Post-copy Error"),
            List.of("Unpaused", "Migrated", "Snapshot", "Post-copy", "Post-copy Error"),
            List.of("Shutdown", "Destroyed", "Crashed", "Migrated", "Saved", "Failed", "Snapshot"),
            List.of("Finished", "Finished after guest request", "Finished after host request"),
            List.of("Memory", "Disk"),
            List.of("Panicked", "Crashloaded"));
    private static final List<String> WATCHDOG = List.of("none", "pause", "reset", "poweroff", "shutdown", "debug", "inject-nmi");
    private static final List<String> IO_ERROR = List.of("none", "pause", "report");
    private static final List<String> PHASES = List.of("connect", "initialize", "disconnect");
    private static final List<String> FAMILIES = List.of("IPv4", "IPv6", "unix");
    private static final List<String> JOB_STATES = List.of("completed", "failed", "canceled", "ready");
    /** virDomainBlockJobType, as virsh names it for people. */
    static final List<String> JOBS = List.of("Unknown job", "Block Pull", "Block Copy", "Block Commit", "Active Block Commit", "Backup");

    /** The line, or lines, for an event; empty for one that is no machine's. */
    Optional<String> of(Event event) {
        return event instanceof DomainEvent mine ? Optional.of(text(mine)) : Optional.empty();
    }

    private static String unknown(List<String> texts, int number) {
        return States.of(texts, number, "unknown");
    }

    private static String unsupported(List<String> texts, int number) {
        return States.of(texts, number, "unsupported value");
    }

    private static String head(String name, WireDomain domain) {
        return "event '" + name + "' for domain '" + domain.name() + "'";
    }

    private static String text(DomainEvent event) {
        return switch (event) {
            case DomainEvent.CallbackLifecycle(_, var it) -> text(it);
            case DomainEvent.CallbackReboot(_, var it) -> text(it);
            case DomainEvent.CallbackRtcChange(_, var it) -> text(it);
            case DomainEvent.CallbackWatchdog(_, var it) -> text(it);
            case DomainEvent.CallbackIoError(_, var it) -> text(it);
            case DomainEvent.CallbackGraphics(_, var it) -> text(it);
            case DomainEvent.CallbackIoErrorReason(_, var it) -> text(it);
            case DomainEvent.CallbackControlError(_, var it) -> text(it);
            case DomainEvent.CallbackBlockJob(_, var it) -> text(it);
            case DomainEvent.CallbackDiskChange(_, var it) -> text(it);
            case DomainEvent.CallbackTrayChange(_, var it) -> text(it);
            case DomainEvent.CallbackPmwakeup(_, _, var it) -> text(it);
            case DomainEvent.CallbackPmsuspend(_, _, var it) -> text(it);
            case DomainEvent.CallbackPmsuspendDisk(_, _, var it) -> text(it);
            case DomainEvent.CallbackBalloonChange(_, var it) -> text(it);
            case DomainEvent.CallbackDeviceRemoved(_, var it) -> text(it);
            case DomainEvent.Lifecycle(var dom, int what, int detail) -> head("lifecycle", dom) + ": " + unknown(LIFECYCLE, what) + " "
                    + (what < 0 || what >= DETAILS.size() ? "unknown" : unknown(DETAILS.get(what), detail)) + "\n";
            case DomainEvent.Reboot(var dom) -> head("reboot", dom) + "\n";
            case DomainEvent.RtcChange(var dom, long offset) -> head("rtc-change", dom) + ": " + offset + "\n";
            case DomainEvent.Watchdog(var dom, int action) -> head("watchdog", dom) + ": " + unknown(WATCHDOG, action) + "\n";
            case DomainEvent.IoError(var dom, var path, var alias, int action) -> head("io-error", dom) + ": " + path + " (" + alias + ") "
                    + unknown(IO_ERROR, action) + "\n";
            case DomainEvent.IoErrorReason(var dom, var path, var alias, int action, var reason) -> head("io-error-reason", dom) + ": " + path
                    + " (" + alias + ") " + unknown(IO_ERROR, action) + " due to " + reason + "\n";
            case DomainEvent.Graphics graphics -> graphics(graphics);
            case DomainEvent.ControlError(var dom) -> head("control-error", dom) + "\n";
            case DomainEvent.BlockJob(var dom, var path, int type, int status) -> job("block-job", dom, path, type, status);
            case DomainEvent.BlockJob2(_, var dom, var target, int type, int status) -> job("block-job-2", dom, target, type, status);
            case DomainEvent.DiskChange(var dom, var old, var now, var alias, int reason) -> head("disk-change", dom) + " disk " + alias
                    + ": " + old.orElse("<null>") + " -> " + now.orElse("<null>") + ": " + unknown(List.of("changed", "dropped"), reason) + "\n";
            case DomainEvent.TrayChange(var dom, var alias, int reason) -> head("tray-change", dom) + " disk " + alias + ": "
                    + unknown(List.of("opened", "closed"), reason) + "\n";
            case DomainEvent.Pmwakeup(var dom) -> head("pm-wakeup", dom) + "\n";
            case DomainEvent.Pmsuspend(var dom) -> head("pm-suspend", dom) + "\n";
            case DomainEvent.PmsuspendDisk(var dom) -> head("pm-suspend-disk", dom) + "\n";
            case DomainEvent.BalloonChange(var dom, long kib) -> head("balloon-change", dom) + ": " + Long.toUnsignedString(kib) + "KiB\n";
            case DomainEvent.DeviceRemoved(var dom, var alias) -> head("device-removed", dom) + ": " + alias + "\n";
            case DomainEvent.CallbackDeviceAdded(_, var dom, var alias) -> head("device-added", dom) + ": " + alias + "\n";
            case DomainEvent.CallbackDeviceRemovalFailed(_, var dom, var alias) -> head("device-removal-failed", dom) + ": " + alias + "\n";
            case DomainEvent.CallbackTunable(_, var dom, var params) -> head("tunable", dom) + ":\n" + params(params);
            case DomainEvent.CallbackJobCompleted(_, var dom, var params) -> head("job-completed", dom) + ":\n" + params(params);
            case DomainEvent.CallbackAgentLifecycle(_, var dom, int state, int reason) -> head("agent-lifecycle", dom) + ": state: '"
                    + unsupported(List.of("unknown", "connected", "disconnected"), state) + "' reason: '"
                    + unsupported(List.of("unknown", "domain started", "channel event"), reason) + "'\n";
            case DomainEvent.CallbackMigrationIteration(_, var dom, int iteration) -> head("migration-iteration", dom) + ": iteration: '"
                    + iteration + "'\n";
            case DomainEvent.CallbackMetadataChange(_, var dom, int type, var uri) -> head("metadata-change", dom) + ": type "
                    + unsupported(List.of("description", "title", "element"), type) + ", uri " + uri.orElse("<null>") + "\n";
            case DomainEvent.BlockThreshold(_, var dom, var dev, var path, long threshold, long excess) -> head("block-threshold", dom)
                    + ": dev: " + dev + "(" + path.orElse("<null>") + ") " + Long.toUnsignedString(threshold) + " "
                    + Long.toUnsignedString(excess) + "\n";
            case DomainEvent.MemoryFailure(_, var dom, int recipient, int action, int flags) -> head("memory-failure", dom)
                    + ":\nrecipient: " + unsupported(List.of("hypervisor", "guest"), recipient) + "\naction: "
                    + unsupported(List.of("ignore", "inject", "fatal", "reset"), action) + "\nflags:\n\taction required: " + (flags & 1)
                    + "\n\trecursive: " + (flags >> 1 & 1) + "\n";
            case DomainEvent.NicMacChange(_, var dom, var alias, var before, var now) -> head("nic-mac-change", dom) + ":\nalias: "
                    + alias + "\noldMAC: " + before + "\nnewMAC: " + now;
            case DomainEvent.MemoryDeviceSizeChange(_, var dom, var alias, long size) -> head("memory-device-size-change", dom) + ":\nalias: "
                    + alias + "\nsize: " + Long.toUnsignedString(size) + "\n";
        };
    }

    private static String job(String name, WireDomain domain, String disk, int type, int status) {
        return head(name, domain) + ": " + States.of(JOBS, type, "Unknown job") + " for " + disk + " " + unknown(JOB_STATES, status) + "\n";
    }

    private static String params(List<TypedParam> params) {
        StringBuilder text = new StringBuilder();
        for (TypedParam param : params) text.append('\t').append(param.field()).append(": ").append(Parameters.text(param.value())).append('\n');
        return text.toString();
    }

    private static String graphics(DomainEvent.Graphics event) {
        StringBuilder text = new StringBuilder(head("graphics", event.dom()) + ": " + unknown(PHASES, event.phase()) + " local["
                + address(event.local()) + "] remote[" + address(event.remote()) + "] " + event.authScheme() + "\n");
        for (var identity : event.subject()) text.append('\t').append(identity.type()).append('=').append(identity.name()).append('\n');
        return text.toString();
    }

    private static String address(WireDomainEventGraphicsAddress address) {
        return unknown(FAMILIES, address.family()) + " " + address.node() + " " + address.service();
    }
}
