package jvirt.daemon.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;

/** An event as a line of text: when, how bad, who, what. */
final class LogLine extends Formatter {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSZ").withZone(ZoneId.systemDefault());

    @Override
    public String format(LogRecord event) {
        StringBuilder line = new StringBuilder(TIME.format(Instant.ofEpochMilli(event.getMillis())))
                .append(": ").append(event.getLevel().getName().toLowerCase(Locale.ROOT))
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
