package jvirt.api.snapshot;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.xml.Name;

/** What the machine was doing when the snapshot was made. */
public enum SnapshotState {
    @Name("nostate") NOSTATE,
    @Name("running") RUNNING,
    @Name("blocked") BLOCKED,
    @Name("paused") PAUSED,
    @Name("shutdown") SHUTDOWN,
    @Name("shutoff") SHUTOFF,
    @Name("crashed") CRASHED,
    @Name("pmsuspended") PMSUSPENDED,
    @Name("disk-snapshot") DISK_SNAPSHOT;

    public String word() {
        return this == DISK_SNAPSHOT ? "disk-snapshot" : name().toLowerCase(Locale.ROOT);
    }

    static Optional<SnapshotState> named(String word) {
        return Arrays.stream(values()).filter(state -> state != NOSTATE && state.word().equals(word)).findFirst();
    }

    /** Whether the machine ran, so that its memory belongs to it. */
    public boolean online() {
        return this == RUNNING || this == PAUSED;
    }
}
