package jvirt.daemon;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** The daemon's log: a line an event on standard error, where systemd's journal or a file takes it. */
final class Logging {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSZ").withZone(ZoneId.systemDefault());

    private Logging() {}

    static void start(boolean verbose) {
        LogManager.getLogManager().reset();
        Handler handler = new StreamHandler(System.err, new Lines()) {
            @Override
            public synchronized void publish(LogRecord event) {
                super.publish(event);
                flush();
            }
        };
        Level level = verbose ? Level.FINE : Level.INFO;
        handler.setLevel(level);
        Logger root = Logger.getLogger("");
        root.addHandler(handler);
        root.setLevel(Level.INFO);
        Logger.getLogger("jvirt").setLevel(level);
    }

    private static final class Lines extends Formatter {
        @Override
        public String format(LogRecord event) {
            StringBuilder line = new StringBuilder(TIME.format(Instant.ofEpochMilli(event.getMillis())))
                    .append(": ").append(event.getLevel().getName().toLowerCase(java.util.Locale.ROOT))
                    .append(" : ").append(event.getLoggerName())
                    .append(" : ").append(formatMessage(event)).append('\n');
            if (event.getThrown() != null) {
                StringWriter trace = new StringWriter();
                event.getThrown().printStackTrace(new PrintWriter(trace));
                line.append(trace);
            }
            return line.toString();
        }
    }
}
