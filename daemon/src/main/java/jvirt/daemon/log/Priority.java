package jvirt.daemon.log;

import java.util.logging.Level;
import java.util.regex.Pattern;
import java.util.Optional;

/** {@code virLogPriority}: how bad something is. */
enum Priority {
    DEBUG(Level.FINE), INFO(Level.INFO), WARNING(Level.WARNING), ERROR(Level.SEVERE);

    private static final Pattern DIGIT = Pattern.compile("0*([1-4])");

    private final Level level;

    Priority(Level level) {
        this.level = level;
    }

    Level level() {
        return level;
    }

    /** As libvirt counts them, from 1. */
    int number() {
        return ordinal() + 1;
    }

    static Optional<Priority> parse(String digits) {
        var matcher = DIGIT.matcher(digits);
        return matcher.matches() ? Optional.of(values()[Integer.parseInt(matcher.group(1)) - 1]) : Optional.empty();
    }
}
