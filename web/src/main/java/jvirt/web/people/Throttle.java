package jvirt.web.people;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Makes whoever guesses wait: after {@link #FREE} wrong tries, twice as long each time. Kept for a name and for an address. */
public final class Throttle {
    private static final int FREE = 5;
    private static final Duration LONGEST = Duration.ofMinutes(15);
    /** Entries that are kept; more are an attack, and the oldest of them are forgotten. */
    private static final int MOST = 10_000;

    private record Tries(int wrong, Instant until) {}

    private final Map<String, Tries> tries = new ConcurrentHashMap<>();
    private final Clock clock;

    public Throttle(Clock clock) {
        this.clock = clock;
    }

    /** How long {@code key} must wait before the next try counts. */
    public Optional<Duration> wait(String key) {
        Tries one = tries.get(key);
        if (one == null || !one.until.isAfter(clock.instant())) return Optional.empty();
        return Optional.of(Duration.between(clock.instant(), one.until));
    }

    /** A try was wrong. */
    public void wrong(String key) {
        if (tries.size() > MOST) tries.values().removeIf(one -> one.until.isBefore(clock.instant()));
        tries.merge(key, after(0), (one, _) -> after(one.wrong));
    }

    private Tries after(int wrong) {
        int now = wrong + 1;
        if (now < FREE) return new Tries(now, clock.instant());
        long seconds = Math.min(LONGEST.toSeconds(), 1L << Math.min(now - FREE, 20));
        return new Tries(now, clock.instant().plusSeconds(seconds));
    }

    /** A try was right. */
    public void right(String key) {
        tries.remove(key);
    }
}
