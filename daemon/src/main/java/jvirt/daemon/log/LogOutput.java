package jvirt.daemon.log;

import static jvirt.api.ErrorCode.INVALID_ARG;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.StreamHandler;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/**
 * Where events are told: {@code 3:stderr}, {@code 1:file:/var/log/jvirt/jvirtd.log}.
 *
 * @param priority the least that is told there
 */
record LogOutput(Priority priority, Destination destination) {
    /** A place that takes lines. */
    sealed interface Destination {
        record Stderr() implements Destination {}

        record File(Path path) implements Destination {}

        /** The journal takes what a service says on standard error, with the priority in front of each line. */
        record Journald() implements Destination {}

        /** @param ident the name that messages are under */
        record Syslog(String ident) implements Destination {}
    }

    static List<LogOutput> parse(String text) {
        List<LogOutput> all = new ArrayList<>();
        for (String word : text.strip().split("\\s+")) {
            if (!word.isEmpty()) all.add(one(word));
        }
        return List.copyOf(all);
    }

    private static LogOutput one(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length < 2) throw wrong("Malformed format for log output '%s'", text);
        Priority priority = Priority.parse(parts[0]).orElseThrow(() ->
                wrong("Invalid log priority '%s' for log output '%s'", parts[0], text));
        boolean named = parts[1].equals("file") || parts[1].equals("syslog");
        if (!named && !parts[1].equals("stderr") && !parts[1].equals("journald")) {
            throw wrong("Invalid log destination '%s' for log output '%s'", parts[1], text);
        }
        if (parts.length != (named ? 3 : 2)) {
            throw wrong("Log output '%s' does not meet the format requirements for destination type '%s'", text, parts[1]);
        }
        return new LogOutput(priority, switch (parts[1]) {
            case "file" -> new Destination.File(Path.of(parts[2]).toAbsolutePath().normalize());
            case "syslog" -> new Destination.Syslog(parts[2]);
            case "journald" -> new Destination.Journald();
            default -> new Destination.Stderr();
        });
    }

    private static VirtException wrong(String format, Object... words) {
        return ErrorDomain.NONE.error(INVALID_ARG, format, words);
    }

    /** Opens it. */
    Handler open() {
        Handler handler = switch (destination) {
            case Destination.Stderr() -> new Flushed(System.err);
            case Destination.File(var path) -> new Flushed(append(path));
            case Destination.Journald() -> prefixed(new Flushed(System.err), "");
            case Destination.Syslog(var ident) -> prefixed(new Flushed(System.err), ident + ": ");
        };
        handler.setLevel(priority.level());
        return handler;
    }

    private static OutputStream append(Path path) {
        try {
            return Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw ErrorDomain.NONE.error(ErrorCode.SYSTEM_ERROR, e, "failed to open %s", path);
        }
    }

    /** Lines begin as sd-daemon(3) says, so that the journal and the system's log know how bad they are. */
    private static Handler prefixed(Handler handler, String ident) {
        LogLine line = new LogLine();
        handler.setFormatter(new java.util.logging.SimpleFormatter() {
            @Override
            public String format(java.util.logging.LogRecord event) {
                int syslog = event.getLevel().intValue() >= 1000 ? 3 : event.getLevel().intValue() >= 900 ? 4
                        : event.getLevel().intValue() >= 800 ? 6 : 7;
                return "<" + syslog + ">" + ident + line.format(event);
            }
        });
        return handler;
    }

    /** Each line is out at once. */
    private static final class Flushed extends StreamHandler {
        Flushed(OutputStream out) {
            super(out, new LogLine());
        }

        @Override
        public synchronized void publish(java.util.logging.LogRecord event) {
            super.publish(event);
            flush();
        }
    }

    /** Closes what {@link #open} has opened; standard error stays. */
    void close(Handler handler) {
        if (destination instanceof Destination.File) handler.close();
    }

    @Override
    public String toString() {
        return priority.number() + ":" + switch (destination) {
            case Destination.Stderr() -> "stderr";
            case Destination.File(var path) -> "file:" + path;
            case Destination.Journald() -> "journald";
            case Destination.Syslog(var ident) -> "syslog:" + ident;
        };
    }
}
