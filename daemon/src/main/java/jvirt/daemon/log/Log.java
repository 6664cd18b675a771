package jvirt.daemon.log;

import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** The daemon's log, whose outputs and filters can be changed while it runs. */
public final class Log {
    private record Opened(LogOutput output, Handler handler) {}

    /** Messages below this are told only where a filter says so. */
    private final Priority usual;
    private volatile List<Opened> outputs = List.of();
    private volatile List<LogFilter> filters = List.of();

    private Log(Priority usual) {
        this.usual = usual;
    }

    /** Starts to log on standard error. */
    public static Log start(boolean verbose) {
        LogManager.getLogManager().reset();
        Priority usual = verbose ? Priority.DEBUG : Priority.INFO;
        Log log = new Log(usual);
        log.open(List.of(new LogOutput(usual, new LogOutput.Destination.Stderr())));
        Logger root = Logger.getLogger("");
        root.addHandler(log.new Distributor());
        root.setLevel(java.util.logging.Level.INFO);
        log.setLevel();
        return log;
    }

    /** As libvirt writes them: with a blank between. */
    public String outputs() {
        return outputs.stream().map(opened -> opened.output.toString()).collect(Collectors.joining(" "));
    }

    public int outputCount() {
        return outputs.size();
    }

    /** As libvirt writes them: with a blank after each. */
    public String filters() {
        return filters.stream().map(filter -> filter + " ").collect(Collectors.joining());
    }

    public int filterCount() {
        return filters.size();
    }

    /** Tells elsewhere from now on; an empty text means as at the start. */
    public void setOutputs(String text) {
        List<LogOutput> wanted = LogOutput.parse(text);
        open(wanted.isEmpty() ? List.of(new LogOutput(usual, new LogOutput.Destination.Stderr())) : wanted);
    }

    /** Tells more or less of some sources from now on. */
    public synchronized void setFilters(String text) {
        filters = LogFilter.parse(text);
        setLevel();
    }

    /** All are open before any is used: one that cannot be opened changes nothing. */
    private synchronized void open(List<LogOutput> wanted) {
        List<Opened> opened = new ArrayList<>();
        try {
            for (LogOutput output : wanted) opened.add(new Opened(output, output.open()));
        } catch (RuntimeException e) {
            opened.forEach(Log::close);
            throw e;
        }
        List<Opened> before = outputs;
        outputs = List.copyOf(opened);
        before.forEach(Log::close);
    }

    private static void close(Opened one) {
        one.output.close(one.handler);
    }

    /** Our loggers let pass what somebody may want; the distributor chooses. */
    private void setLevel() {
        boolean all = usual == Priority.DEBUG || filters.stream().anyMatch(filter -> filter.priority() == Priority.DEBUG);
        Logger.getLogger("jvirt").setLevel(all ? Priority.DEBUG.level() : usual.level());
    }

    private boolean passes(LogRecord event) {
        String source = event.getLoggerName() == null ? "" : event.getLoggerName();
        Priority least = filters.stream().filter(filter -> source.contains(filter.match())).map(LogFilter::priority).findFirst()
                .orElse(usual);
        return event.getLevel().intValue() >= least.level().intValue();
    }

    /** Hands events to the outputs of the moment. */
    private final class Distributor extends Handler {
        @Override
        public void publish(LogRecord event) {
            if (!passes(event)) return;
            for (Opened opened : outputs) {
                if (opened.handler.isLoggable(event)) opened.handler.publish(event);
            }
        }

        @Override
        public void flush() {
            outputs.forEach(opened -> opened.handler.flush());
        }

        @Override
        public void close() {
            outputs.forEach(Log::close);
        }
    }
}
