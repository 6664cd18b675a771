package jvirt.cli.snapshot;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** When a snapshot or checkpoint was made, in the time of this place. */
final class CreationTime {
    private CreationTime() {}

    static String format(String seconds) {
        return Instant.ofEpochSecond(Long.parseLong(seconds.strip())).atZone(zone()).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xx"));
    }

    private static ZoneId zone() {
        return ZoneId.systemDefault();
    }
}
