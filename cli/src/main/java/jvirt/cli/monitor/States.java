package jvirt.cli.monitor;

import java.util.List;

/** What virsh calls the states of a machine, and their reasons: virDomainState and its companions. */
public final class States {
    private static final List<String> STATES = List.of("no state", "running", "idle", "paused", "in shutdown", "shut off", "crashed",
            "pmsuspended");

    private static final List<List<String>> REASONS = List.of(
            List.of("unknown"),
            List.of("unknown", "booted", "migrated", "restored", "from snapshot", "unpaused", "migration canceled", "save canceled",
                    "event wakeup", "crashed", "post-copy", "post-copy failed"),
            List.of("unknown"),
            List.of("unknown", "user", "migrating", "saving", "dumping", "I/O error", "watchdog", "from snapshot", "shutting down",
                    "creating snapshot", "crashed", "starting up", "post-copy", "post-copy failed"),
            List.of("unknown", "user"),
            List.of("unknown", "shutdown", "destroyed", "crashed", "migrated", "saved", "failed", "from snapshot", "daemon"),
            List.of("unknown", "panicked"),
            List.of("unknown"));

    private States() {}

    public static String name(int state) {
        return of(STATES, state, "no state");
    }

    public static String reason(int state, int reason) {
        return state < 0 || state >= REASONS.size() ? "unknown" : of(REASONS.get(state), reason, "unknown");
    }

    /** The text with this number, or {@code other} for one that we do not know. */
    public static String of(List<String> texts, int number, String other) {
        return number >= 0 && number < texts.size() ? texts.get(number) : other;
    }
}
