package jvirt.qemu;

import java.util.List;
import java.util.Optional;

/** What clients hear of a machine; the numbers are those of libvirt 9.0.0's {@code virDomainEvent} enumerations. */
public sealed interface VmEvent {
    record State(Lifecycle what) implements VmEvent {}

    record Reboot() implements VmEvent {}

    record RtcChange(long offset) implements VmEvent {}

    record Watchdog(int action) implements VmEvent {}

    record IoError(String path, String alias, int action, String reason) implements VmEvent {}

    /** What QEMU says makes no sense: it is asked nothing more. */
    record ControlError() implements VmEvent {}

    record Graphics(int phase, Peer local, Peer remote, String scheme, List<Identity> subject) implements VmEvent {}

    /** One end of a viewer's connection; {@code family} is 0 IPv4, 1 IPv6, 2 Unix. */
    record Peer(int family, String node, String service) {}

    record Identity(String type, String name) {}

    record DiskChange(Optional<String> before, Optional<String> after, String alias, int reason) implements VmEvent {}

    /** {@code reason} is 0 for opened, 1 for closed. */
    record TrayChange(String alias, int reason) implements VmEvent {}

    record PmWakeup() implements VmEvent {}

    record PmSuspend() implements VmEvent {}

    record PmSuspendDisk() implements VmEvent {}

    record BalloonChange(long kib) implements VmEvent {}

    record DeviceAdded(String alias) implements VmEvent {}

    record DeviceRemoved(String alias) implements VmEvent {}

    record DeviceRemovalFailed(String alias) implements VmEvent {}

    /** {@code target} is the disk's name in the guest; an image that is not of this host has no path. */
    record BlockJob(Optional<String> path, String target, int type, int status) implements VmEvent {}

    /** Changed parameters, each a {@code Long} or a {@code String}. */
    record Tunable(List<Parameter> parameters) implements VmEvent {}

    record Parameter(String name, Object value) {}

    record AgentLifecycle(int state, int reason) implements VmEvent {}

    record MigrationIteration(int iteration) implements VmEvent {}

    record JobCompleted(JobInfo info) implements VmEvent {}

    record MetadataChange(int type, Optional<String> uri) implements VmEvent {}

    record BlockThreshold(String device, Optional<String> path, long threshold, long excess) implements VmEvent {}

    record MemoryFailure(int recipient, int action, int flags) implements VmEvent {}

    record MemorySizeChange(String alias, long bytes) implements VmEvent {}

    /** An event of QEMU itself, for those who debug. */
    record Monitor(String name, long seconds, int micros, Optional<String> details) implements VmEvent {}
}
