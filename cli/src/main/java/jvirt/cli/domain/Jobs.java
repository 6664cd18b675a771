package jvirt.cli.domain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Output;
import jvirt.cli.monitor.States;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;

/** What machines are busy with. */
public final class Jobs extends Commands {
    private static final List<String> TYPES = List.of("None", "Bounded", "Unbounded", "Completed", "Failed", "Cancelled");
    private static final List<String> OPERATIONS = List.of("Unknown", "Start", "Save", "Restore", "Incoming migration",
            "Outgoing migration", "Snapshot", "Snapshot revert", "Dump", "Backup", "Snapshot delete");
    private static final List<String> RATE_MODES = List.of("page-sampling", "dirty-bitmap", "dirty-ring");
    private static final int BOUNDED = 1;
    private static final int UNBOUNDED = 2;
    private static final int COMPLETED = 3;

    @Override public String table() {
        return """
            domdirtyrate-calc: measure how quickly a guest changes its memory
              <domain>
              seconds=#  how long to measure
              mode=  page-sampling, dirty-bitmap or dirty-ring
            domjobabort: cancel what a machine is busy with
              <domain>
              --postcopy  also a migration that is in its post-copy phase
            domjobinfo: show what a machine is busy with
              <domain>
              --completed  the job that was completed last
              --keep-completed  and keep its figures
              --anystats  figures of any job
              --rawstats  the figures as the daemon names them
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "domdirtyrate-calc" -> measure(in);
            case "domjobabort" -> in.domain().abortJob(in.flag("postcopy", 1));
            case "domjobinfo" -> info(in);
            default -> throw undeclared(command);
        }
    }

    private static void measure(Invocation in) {
        Domain domain = in.domain();
        int seconds = in.integer("seconds").orElse(1);
        Optional<String> mode = in.text("mode");
        int flags = 0;
        if (mode.isPresent()) {
            int index = RATE_MODES.indexOf(mode.get());
            if (index < 0) throw new Failure("Unknown calculation mode '" + mode.get() + "'");
            flags = 1 << index;
        }
        in.call(new DomainCall.StartDirtyRateCalc(domain.wire(), seconds, flags));
        in.out().extra("Start to calculate domain's memory dirty rate successfully.\n");
    }

    private static void info(Invocation in) {
        in.requires("keep-completed", "completed");
        Domain domain = in.domain();
        Domain.Job job = job(in, domain, in.flag("completed", 1) | in.flag("keep-completed", 2));
        if (in.has("rawstats")) {
            in.out().print("Job type: " + job.type() + "\n\n");
            job.values().forEach((name, value) -> in.out().line(name + ": " + value));
            return;
        }
        in.out().format("%-17s %-12s\n", "Job type:", States.of(TYPES, job.type(), "unknown"));
        if (job.type() == 0) return;
        int operation = Integer.parseInt(job.values().getOrDefault("operation", "0"));
        in.out().format("%-17s %-12s\n", "Operation:", States.of(OPERATIONS, operation, "unknown"));
        boolean figures = in.has("anystats") || job.type() == BOUNDED || job.type() == UNBOUNDED
                || in.has("completed") && job.type() == COMPLETED;
        if (figures) new Figures(in.out(), job).print();
    }

    /** Some drivers know only the oldest form of the question. */
    private static Domain.Job job(Invocation in, Domain domain, int flags) {
        try {
            return domain.job(flags);
        } catch (VirtException e) {
            if (e.code() != ErrorCode.NO_SUPPORT) throw e;
            if (flags != 0 || in.has("rawstats")) throw new Failure("Optional flags or --rawstats are not supported by the daemon", e);
        }
        var info = in.call(new DomainCall.GetJobInfo(domain.wire()));
        Map<String, String> values = new LinkedHashMap<>();
        values.put("time_elapsed", Long.toUnsignedString(info.timeElapsed()));
        values.put("time_remaining", Long.toUnsignedString(info.timeRemaining()));
        amount(values, "data", info.dataTotal(), info.dataProcessed(), info.dataRemaining());
        amount(values, "memory", info.memTotal(), info.memProcessed(), info.memRemaining());
        amount(values, "disk", info.fileTotal(), info.fileProcessed(), info.fileRemaining());
        return new Domain.Job(info.type(), values);
    }

    private static void amount(Map<String, String> values, String name, long total, long processed, long remaining) {
        values.put(name + "_total", Long.toUnsignedString(total));
        values.put(name + "_processed", Long.toUnsignedString(processed));
        values.put(name + "_remaining", Long.toUnsignedString(remaining));
    }

    /** The figures of a job, those that there are. */
    private record Figures(Output out, Domain.Job job) {
        private long value(String name) {
            String text = job.values().get(name);
            return text == null ? 0 : Long.parseUnsignedLong(text);
        }

        private Map<String, String> values() {
            return job.values();
        }

        void print() {
            out.format("%-17s %-12d ms\n", "Time elapsed:", value("time_elapsed"));
            millis("Time elapsed w/o network:", "time_elapsed_net");
            if (job.type() == BOUNDED) out.format("%-17s %-12d ms\n", "Time remaining:", value("time_remaining"));
            amounts("Data", "data");
            if (amounts("Memory", "memory")) {
                rate("Memory bandwidth:", "memory_bps");
                number("Dirty rate:", "memory_dirty_rate", " pages/s");
                number("Page size:", "memory_page_size", " bytes");
                number("Iteration:", "memory_iteration", "");
                number("Postcopy requests:", "memory_postcopy_requests", "");
            }
            if (amounts("File", "disk")) rate("File bandwidth:", "disk_bps");
            number("Constant pages:", "memory_constant", "");
            number("Normal pages:", "memory_normal", "");
            size("Normal data:", "memory_normal_bytes");
            millis(job.type() == COMPLETED ? "Total downtime:" : "Expected downtime:", "downtime");
            millis("Downtime w/o network:", "downtime_net");
            millis("Setup time:", "setup_time");
            size("Compression cache:", "compression_cache");
            size("Compressed data:", "compression_bytes");
            wide("Compressed pages:", "compression_pages");
            wide("Compression cache misses:", "compression_cache_misses");
            wide("Compression overflows:", "compression_overflow");
            wide("Auto converge throttle:", "auto_converge_throttle");
            size("Temporary disk space use:", "disk_temp_used");
            size("Temporary disk space total:", "disk_temp_total");
            if (values().containsKey("errmsg")) out.format("%-17s %s\n", "Error message:", values().get("errmsg"));
        }

        /** Processed, remaining and total, if there is any. */
        private boolean amounts(String title, String name) {
            if (value(name + "_total") == 0 && value(name + "_remaining") == 0 && value(name + "_processed") == 0) return false;
            for (String part : new String[] {"processed", "remaining", "total"}) {
                out.format("%-17s %s\n", title + " " + part + ":", Numbers.pretty(value(name + "_" + part), 3));
            }
            return true;
        }

        private void millis(String title, String name) {
            number(title, name, " ms");
        }

        private void number(String title, String name, String unit) {
            if (values().containsKey(name)) out.format("%-17s %-12s%s\n", title, values().get(name), unit);
        }

        private void wide(String title, String name) {
            if (values().containsKey(name)) out.format("%-17s %-13s\n", title, values().get(name));
        }

        private void size(String title, String name) {
            if (values().containsKey(name)) out.format("%-17s %s\n", title, Numbers.pretty(value(name), 3));
        }

        private void rate(String title, String name) {
            if (value(name) != 0) out.format("%-17s %s/s\n", title, Numbers.pretty(value(name), 3));
        }
    }
}
