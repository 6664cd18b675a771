package jvirt.qemu;

/** What a machine does, and why, as {@code virDomainState} and its reasons number it (libvirt 9.0.0, libvirt-domain.h). */
public enum Condition {
    RUNNING(1, 0), RUNNING_BOOTED(1, 1), RUNNING_MIGRATED(1, 2), RUNNING_RESTORED(1, 3), RUNNING_FROM_SNAPSHOT(1, 4),
    RUNNING_UNPAUSED(1, 5), RUNNING_MIGRATION_CANCELED(1, 6), RUNNING_SAVE_CANCELED(1, 7), RUNNING_WAKEUP(1, 8),
    RUNNING_CRASHED(1, 9), RUNNING_POSTCOPY(1, 10), RUNNING_POSTCOPY_FAILED(1, 11),
    PAUSED(3, 0), PAUSED_USER(3, 1), PAUSED_MIGRATION(3, 2), PAUSED_SAVE(3, 3), PAUSED_DUMP(3, 4), PAUSED_IO_ERROR(3, 5),
    PAUSED_WATCHDOG(3, 6), PAUSED_FROM_SNAPSHOT(3, 7), PAUSED_SHUTTING_DOWN(3, 8), PAUSED_SNAPSHOT(3, 9),
    PAUSED_CRASHED(3, 10), PAUSED_STARTING_UP(3, 11), PAUSED_POSTCOPY(3, 12), PAUSED_POSTCOPY_FAILED(3, 13),
    SHUTDOWN(4, 0), SHUTDOWN_USER(4, 1),
    OFF(5, 0), OFF_SHUTDOWN(5, 1), OFF_DESTROYED(5, 2), OFF_CRASHED(5, 3), OFF_MIGRATED(5, 4), OFF_SAVED(5, 5),
    OFF_FAILED(5, 6), OFF_FROM_SNAPSHOT(5, 7), OFF_DAEMON(5, 8),
    CRASHED(6, 0), CRASHED_PANICKED(6, 1),
    SUSPENDED(7, 0);

    private static final int STATE_RUNNING = 1;
    private static final int STATE_PAUSED = 3;
    private static final int STATE_SHUTDOWN = 4;
    private static final int STATE_OFF = 5;
    private static final int STATE_CRASHED = 6;

    private final int state;
    private final int reason;

    Condition(int state, int reason) {
        this.state = state;
        this.reason = reason;
    }

    /** {@code virDomainState}. */
    public int state() {
        return state;
    }

    /** The reason, as its state numbers it. */
    public int reason() {
        return reason;
    }

    public boolean running() {
        return state == STATE_RUNNING;
    }

    public boolean paused() {
        return state == STATE_PAUSED;
    }

    public boolean shuttingDown() {
        return state == STATE_SHUTDOWN;
    }

    public boolean off() {
        return state == STATE_OFF;
    }

    public boolean crashed() {
        return state == STATE_CRASHED;
    }

    /** The condition with these numbers, or that state without a reason. */
    public static Condition of(int state, int reason) {
        Condition plain = OFF;
        for (Condition condition : values()) {
            if (condition.state != state) continue;
            if (condition.reason == reason) return condition;
            if (condition.reason == 0) plain = condition;
        }
        return plain;
    }
}
