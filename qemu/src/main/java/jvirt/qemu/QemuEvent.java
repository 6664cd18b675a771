package jvirt.qemu;

import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.qemu.qmp.Event;

/** What happened in QEMU, as far as machines have to know it. */
public sealed interface QemuEvent {
    record Stop() implements QemuEvent {}

    record Resume() implements QemuEvent {}

    /** @param guest whether the guest did it; not known of an old QEMU */
    record Shutdown(Optional<Boolean> guest) implements QemuEvent {}

    record Reset() implements QemuEvent {}

    record Suspend() implements QemuEvent {}

    record SuspendDisk() implements QemuEvent {}

    record Wakeup() implements QemuEvent {}

    record Watchdog(String action) implements QemuEvent {}

    record RtcChange(long offset) implements QemuEvent {}

    record IoError(String device, Optional<String> node, String action, boolean noSpace) implements QemuEvent {}

    record Panicked(boolean crashLoaded) implements QemuEvent {}

    record DeviceDeleted(Optional<String> device, String path) implements QemuEvent {}

    record UnplugFailed(String device) implements QemuEvent {}

    record TrayMoved(Optional<String> id, boolean open) implements QemuEvent {}

    record BalloonChange(long bytes) implements QemuEvent {}

    /** A serial port of the guest was opened or closed from inside. */
    record PortChange(String id, boolean open) implements QemuEvent {}

    record JobChange(String id, String status) implements QemuEvent {}

    record Migration(String status) implements QemuEvent {}

    record MigrationPass(int pass) implements QemuEvent {}

    record DumpCompleted(Optional<String> error) implements QemuEvent {}

    record BlockThreshold(String node, long threshold, long excess) implements QemuEvent {}

    record MemorySizeChange(Optional<String> id, long bytes) implements QemuEvent {}

    record MemoryFailure(String recipient, String action, boolean actionRequired, boolean recursive) implements QemuEvent {}

    record NicFilterChange(Optional<String> name) implements QemuEvent {}

    /** Somebody joined or left the guest's screen; {@code phase} is 0 connect, 1 initialize, 2 disconnect. */
    record Viewer(int phase, Json.Obj server, Json.Obj client) implements QemuEvent {}

    record Other(String name, Json.Obj data) implements QemuEvent {}

    /** The process is gone; nothing follows. */
    record Exited() implements QemuEvent {}

    static QemuEvent of(Event event) {
        Json.Obj data = event.data();
        return switch (event.name()) {
            case "STOP" -> new Stop();
            case "RESUME" -> new Resume();
            case "SHUTDOWN" -> new Shutdown(data.find("guest").map(Json::asBool));
            case "RESET" -> new Reset();
            case "SUSPEND" -> new Suspend();
            case "SUSPEND_DISK" -> new SuspendDisk();
            case "WAKEUP" -> new Wakeup();
            case "WATCHDOG" -> new Watchdog(data.string("action"));
            case "RTC_CHANGE" -> new RtcChange(data.number("offset"));
            case "BLOCK_IO_ERROR" -> new IoError(data.findString("device").orElse(""), data.findString("node-name"),
                    data.string("action"), data.flag("nospace"));
            case "GUEST_PANICKED" -> new Panicked(false);
            case "GUEST_CRASHLOADED" -> new Panicked(true);
            case "DEVICE_DELETED" -> new DeviceDeleted(data.findString("device"), data.findString("path").orElse(""));
            case "DEVICE_UNPLUG_GUEST_ERROR", "MEM_UNPLUG_ERROR" -> new UnplugFailed(data.findString("device").orElse(""));
            case "DEVICE_TRAY_MOVED" -> new TrayMoved(data.findString("id"), data.flag("tray-open"));
            case "BALLOON_CHANGE" -> new BalloonChange(data.number("actual"));
            case "VSERPORT_CHANGE" -> new PortChange(data.string("id"), data.flag("open"));
            case "JOB_STATUS_CHANGE" -> new JobChange(data.string("id"), data.string("status"));
            case "MIGRATION" -> new Migration(data.string("status"));
            case "MIGRATION_PASS" -> new MigrationPass((int) data.number("pass"));
            case "DUMP_COMPLETED" -> new DumpCompleted(data.findString("error"));
            case "BLOCK_WRITE_THRESHOLD" -> new BlockThreshold(data.string("node-name"), data.number("write-threshold"),
                    data.number("amount-exceeded"));
            case "MEMORY_DEVICE_SIZE_CHANGE" -> new MemorySizeChange(data.findString("id"), data.number("size"));
            case "MEMORY_FAILURE" -> memoryFailure(data);
            case "NIC_RX_FILTER_CHANGED" -> new NicFilterChange(data.findString("name"));
            case "VNC_CONNECTED", "SPICE_CONNECTED" -> viewer(0, data);
            case "VNC_INITIALIZED", "SPICE_INITIALIZED" -> viewer(1, data);
            case "VNC_DISCONNECTED", "SPICE_DISCONNECTED" -> viewer(2, data);
            default -> new Other(event.name(), data);
        };
    }

    private static QemuEvent memoryFailure(Json.Obj data) {
        Json.Obj flags = data.find("flags").map(Json::asObject).orElse(Json.object());
        return new MemoryFailure(data.string("recipient"), data.string("action"),
                flags.flag("action-required"), flags.flag("recursive"));
    }

    private static QemuEvent viewer(int phase, Json.Obj data) {
        return new Viewer(phase, data.object("server"), data.object("client"));
    }
}
