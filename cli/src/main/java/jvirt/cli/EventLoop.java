package jvirt.cli;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import jvirt.rpc.call.Event;

/** Waiting for events: for the first one, or with {@code --loop} until the time is over or Ctrl+C. */
public final class EventLoop {
    private static final Duration SLICE = Duration.ofMillis(200);
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSxx");

    private final Invocation in;

    public EventLoop(Invocation in) {
        this.in = in;
    }

    /**
     * Registers, waits and takes it back.
     *
     * @param text what to print of an event; empty for one that is of no interest
     */
    public void run(Runnable register, Runnable deregister, Function<Event, Optional<String>> text) {
        OptionalLong limit = in.timeoutMillis();
        int count = 0;
        register.run();
        try (Interrupts interrupts = new Interrupts()) {
            long end = System.nanoTime() + limit.orElse(0) * 1_000_000;
            while (true) {
                long left = limit.isEmpty() ? SLICE.toNanos() : Math.min(SLICE.toNanos(), end - System.nanoTime());
                Optional<String> line = left <= 0 ? Optional.empty() : next(interrupts, Duration.ofNanos(left)).flatMap(text);
                if (line.isPresent()) {
                    in.out().print((in.has("timestamp") ? stamp() + ": " : "") + line.get());
                    in.out().flush();
                    count++;
                    if (!in.has("loop")) break;
                } else if (interrupts.wished()) {
                    in.out().line("event loop interrupted");
                    break;
                } else if (left <= 0) {
                    in.out().line("event loop timed out");
                    break;
                } else if (!in.connection().alive()) {
                    break;
                }
            }
        } finally {
            if (in.session().connection().alive()) deregister.run();
        }
        in.out().line("events received: " + count);
        if (count == 0) throw Failure.told();
    }

    private Optional<Event> next(Interrupts interrupts, Duration limit) {
        try {
            return interrupts.wished() ? Optional.empty() : in.connection().event(limit);
        } catch (RuntimeException e) {
            if (interrupts.wished()) return Optional.empty();
            throw e;
        }
    }

    private static String stamp() {
        return OffsetDateTime.now(ZoneOffset.UTC).format(STAMP);
    }

    /** The number of the event that {@code --event} names. */
    public static int chosen(Invocation in, String... names) {
        String wanted = in.text("event").orElseThrow(() -> new Failure("either --list or --event <type> is required"));
        for (int i = 0; i < names.length; i++) {
            if (names[i].equals(wanted)) return i;
        }
        throw new Failure("unknown event type " + wanted);
    }

    /** Answers {@code --list}, if it was given. */
    public static boolean list(Invocation in, String... names) {
        if (!in.has("list")) return false;
        for (String name : names) in.out().line(name);
        return true;
    }
}
