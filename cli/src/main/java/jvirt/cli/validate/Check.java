package jvirt.cli.validate;

import java.util.Optional;

/**
 * One line of the report.
 *
 * @param what is checked
 * @param wrong what was found instead, and what to do about it
 */
record Check(String what, Level level, Optional<String> wrong) {
    /** How bad it is when something is wrong. */
    enum Level { FAIL, WARN, NOTE }

    static Check of(String what, boolean right, Level level, String hint) {
        return new Check(what, level, right ? Optional.empty() : Optional.of(hint));
    }

    boolean fails() {
        return wrong.isPresent() && level == Level.FAIL;
    }

    @Override public String toString() {
        return String.format("%6s: Checking %-60s: %s", "QEMU", what, wrong.map(hint -> level + " (" + hint + ")").orElse("PASS"));
    }
}
