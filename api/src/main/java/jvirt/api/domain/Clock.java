package jvirt.api.domain;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Default;
import jvirt.api.xml.Refused;

/**
 * What time the guest boots with, {@code <clock>}.
 *
 * @param adjustment seconds off the basis, or {@code reset}
 */
public record Clock(@Default("utc") @Refused(unknown = "unknown clock offset '%s'") Offset offset, Optional<String> adjustment,
        @Refused(unknown = "unknown clock basis '%s'") Optional<Basis> basis, Optional<String> timezone, Optional<String> start, List<Timer> timer) {

    public static final Clock UTC = new Clock(Offset.UTC, Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), List.of());

    public enum Offset { UTC, LOCALTIME, VARIABLE, TIMEZONE, ABSOLUTE }

    public enum Basis { UTC, LOCALTIME }

    public Clock {
        boolean adjusted = (offset == Offset.UTC || offset == Offset.LOCALTIME) && adjustment.filter(text -> !text.equals("reset")).isPresent();
        if (adjusted) {
            String written = adjustment.get();
            if (!written.strip().matches("[+-]?\\d+")) throw ErrorDomain.DOMAIN.error(XML_ERROR, "unknown clock adjustment '%s'", written);
            basis = Optional.of(offset == Offset.UTC ? Basis.UTC : Basis.LOCALTIME);
            offset = Offset.VARIABLE;
        }
        if (offset == Offset.TIMEZONE && timezone.isEmpty()) {
            throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "missing 'timezone' attribute for clock with offset='timezone'");
        }
        if (offset == Offset.ABSOLUTE && start.filter(text -> text.strip().matches("\\d+")).isEmpty()) {
            throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "missing 'start' attribute for clock with offset='absolute'");
        }
        boolean variable = offset == Offset.VARIABLE;
        adjustment = switch (offset) {
            case UTC, LOCALTIME -> adjustment.filter("reset"::equals);
            case VARIABLE -> Optional.of(adjustment.map(Clock::seconds).orElse("0"));
            case TIMEZONE, ABSOLUTE -> Optional.empty();
        };
        basis = variable ? Optional.of(basis.orElse(Basis.UTC)) : Optional.empty();
        boolean absolute = offset == Offset.ABSOLUTE;
        timezone = offset == Offset.TIMEZONE ? timezone : Optional.empty();
        start = start.filter(_ -> absolute).map(String::strip);
    }

    /** libvirt takes a non-number as none: {@code adjustment='reset'} with a variable offset is 0. */
    private static String seconds(String text) {
        try {
            return Long.toString(Long.parseLong(text.strip()));
        } catch (NumberFormatException _) {
            return "0";
        }
    }

    /** Seconds since 1970 at which the guest's clock begins. */
    public Optional<Long> startSeconds() {
        return start.map(Long::parseUnsignedLong);
    }

    /** The timer of this name, if it is mentioned. */
    public Optional<Timer> timer(Timer.Name name) {
        return timer.stream().filter(one -> one.name() == name).findFirst();
    }

    public Clock withAdjustment(String seconds) {
        return new Clock(offset, Optional.of(seconds), basis, timezone, start, timer);
    }

    /** Off UTC, where it was off what the host's clock shows: that may change while the guest runs. */
    public Clock offUtc(int hostSeconds) {
        if (offset != Offset.VARIABLE || !basis.equals(Optional.of(Basis.LOCALTIME))) return this;
        long seconds = adjustment.map(Long::parseLong).orElse(0L) + hostSeconds;
        return new Clock(offset, Optional.of(Long.toString(seconds)), Optional.of(Basis.UTC), timezone, start, timer);
    }

    public Clock withTimers(List<Timer> timers) {
        return new Clock(offset, adjustment, basis, timezone, start, timers);
    }
}
