package jvirt.api.domain;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;

/**
 * What time the guest boots with, {@code <clock>}.
 *
 * @param adjustment seconds off the basis, or {@code reset}
 */
public record Clock(Offset offset, Optional<String> adjustment, Optional<Basis> basis, Optional<String> timezone,
        Optional<Long> start, List<Timer> timer) {

    public static final Clock UTC = new Clock(Offset.UTC, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), List.of());

    public enum Offset { UTC, LOCALTIME, VARIABLE, TIMEZONE, ABSOLUTE }

    public enum Basis { UTC, LOCALTIME }

    public Clock {
        boolean variable = offset == Offset.VARIABLE;
        adjustment = switch (offset) {
            case UTC, LOCALTIME -> adjustment.filter("reset"::equals);
            case VARIABLE -> Optional.of(adjustment.map(Clock::seconds).orElse("0"));
            case TIMEZONE, ABSOLUTE -> Optional.empty();
        };
        basis = variable ? Optional.of(basis.orElse(Basis.UTC)) : Optional.empty();
        timezone = timezone.filter(_ -> offset == Offset.TIMEZONE);
        start = start.filter(_ -> offset == Offset.ABSOLUTE);
    }

    /** libvirt takes a non-number as none: {@code adjustment='reset'} with a variable offset is 0. */
    private static String seconds(String text) {
        try {
            return Long.toString(Long.parseLong(text.strip()));
        } catch (NumberFormatException e) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, e, "Invalid value for attribute '%s' in element '%s': '%s'. Expected "
                    + "long long integer value", "adjustment", "clock", text);
        }
    }

    /** The timer of this name, if it is mentioned. */
    public Optional<Timer> timer(Timer.Name name) {
        return timer.stream().filter(one -> one.name() == name).findFirst();
    }

    public Clock withAdjustment(String seconds) {
        return new Clock(offset, Optional.of(seconds), basis, timezone, start, timer);
    }

    public Clock withTimers(List<Timer> timers) {
        return new Clock(offset, adjustment, basis, timezone, start, timers);
    }
}
