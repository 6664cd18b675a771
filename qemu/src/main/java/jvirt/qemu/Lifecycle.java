package jvirt.qemu;

/** What became of a machine: {@code virDomainEventType} and its details (libvirt 9.0.0, libvirt-domain.h). */
public enum Lifecycle {
    DEFINED_ADDED(0, 0), DEFINED_UPDATED(0, 1), DEFINED_RENAMED(0, 2), DEFINED_FROM_SNAPSHOT(0, 3),
    UNDEFINED_REMOVED(1, 0), UNDEFINED_RENAMED(1, 1),
    STARTED_BOOTED(2, 0), STARTED_MIGRATED(2, 1), STARTED_RESTORED(2, 2), STARTED_FROM_SNAPSHOT(2, 3), STARTED_WAKEUP(2, 4),
    SUSPENDED_PAUSED(3, 0), SUSPENDED_MIGRATED(3, 1), SUSPENDED_IO_ERROR(3, 2), SUSPENDED_WATCHDOG(3, 3),
    SUSPENDED_RESTORED(3, 4), SUSPENDED_FROM_SNAPSHOT(3, 5), SUSPENDED_API_ERROR(3, 6),
    SUSPENDED_POSTCOPY(3, 7), SUSPENDED_POSTCOPY_FAILED(3, 8),
    RESUMED_UNPAUSED(4, 0), RESUMED_MIGRATED(4, 1), RESUMED_FROM_SNAPSHOT(4, 2), RESUMED_POSTCOPY(4, 3), RESUMED_POSTCOPY_FAILED(4, 4),
    STOPPED_SHUTDOWN(5, 0), STOPPED_DESTROYED(5, 1), STOPPED_CRASHED(5, 2), STOPPED_MIGRATED(5, 3), STOPPED_SAVED(5, 4),
    STOPPED_FAILED(5, 5), STOPPED_FROM_SNAPSHOT(5, 6),
    SHUTDOWN_FINISHED(6, 0), SHUTDOWN_GUEST(6, 1), SHUTDOWN_HOST(6, 2),
    PM_SUSPENDED_MEMORY(7, 0), PM_SUSPENDED_DISK(7, 1),
    CRASHED_PANICKED(8, 0), CRASHED_CRASHLOADED(8, 1);

    private final int event;
    private final int detail;

    Lifecycle(int event, int detail) {
        this.event = event;
        this.detail = detail;
    }

    public int event() {
        return event;
    }

    public int detail() {
        return detail;
    }

    /** What clients hear when a machine runs again for this reason. */
    static Lifecycle resumed(Condition running) {
        return switch (running) {
            case RUNNING_RESTORED, RUNNING_FROM_SNAPSHOT -> RESUMED_FROM_SNAPSHOT;
            case RUNNING_MIGRATED, RUNNING_MIGRATION_CANCELED -> RESUMED_MIGRATED;
            case RUNNING_POSTCOPY -> RESUMED_POSTCOPY;
            case RUNNING_POSTCOPY_FAILED -> RESUMED_POSTCOPY_FAILED;
            default -> RESUMED_UNPAUSED;
        };
    }

    /** What clients hear when a machine stands still for this reason. */
    static Lifecycle suspended(Condition paused) {
        return switch (paused) {
            case PAUSED_MIGRATION -> SUSPENDED_MIGRATED;
            case PAUSED_POSTCOPY -> SUSPENDED_POSTCOPY;
            case PAUSED_POSTCOPY_FAILED -> SUSPENDED_POSTCOPY_FAILED;
            case PAUSED_FROM_SNAPSHOT -> SUSPENDED_FROM_SNAPSHOT;
            default -> SUSPENDED_PAUSED;
        };
    }
}
