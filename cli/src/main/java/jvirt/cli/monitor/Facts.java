package jvirt.cli.monitor;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;
import jvirt.cli.Session;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** What is to be known about a machine. */
public final class Facts extends Commands {
    private static final List<String> CONTROL = List.of("ok", "background job", "occupied", "error");
    private static final List<String> CONTROL_ERRORS = List.of("", "unknown", "monitor failure", "internal (locking) error");
    private static final int CONTROL_ERROR = 3;
    /** virDomainMemoryStatTags, and the names that virsh gives them. */
    private static final String[] MEMORY = {"swap_in", "swap_out", "major_fault", "minor_fault", "unused", "available", "actual", "rss",
        "usable", "last_update", "disk_caches", "hugetlb_pgalloc", "hugetlb_pgfail"};
    /** The bits of virDomainStatsTypes. */
    private static final List<String> FIGURES = List.of("state", "cpu-total", "balloon", "vcpu", "interface", "block", "perf", "iothread",
            "memory", "dirtyrate", "vm");
    private static final int NANOS = 1_000_000_000;
    private static final int UINT_MAX = 0xffff_ffff;

    @Override public String table() {
        return """
            domcontrol: show whether a machine can be controlled
              <domain>
            dominfo: show what is most worth knowing about a machine
              <domain>
            dommemstat: show the memory of a machine as the guest sees it
              <domain>
              period=#!  how often to ask the guest, in seconds
              --config --live --current
            domstate: show what a machine does
              <domain>
              --reason  and why
            domstats: show figures of machines
              --state  what they do
              --cpu-total  CPU time
              --balloon  memory
              --vcpu  processors
              --interface  network interfaces
              --block  disks
              --perf  performance events
              --iothread  I/O threads
              --memory  memory bandwidth
              --dirtyrate  how quickly they change their memory
              --vm  what the hypervisor counts
              --list-active  only those that run
              --list-inactive  only those that do not
              --list-persistent  only those with a definition
              --list-transient  only those without
              --list-running  only those that run and are not paused
              --list-paused  only those that are paused
              --list-shutoff  only those that are shut off
              --list-other  only those in another state
              --raw  the figures as the daemon names them
              --enforce  fail if one is not known
              --backing  also of backing images
              --nowait  only what can be had without waiting
              domain...  these machines
            domtime: show or set the clock of the guest, by its agent
              <domain>
              --now  set it to this host's time
              --pretty  as date and time
              --sync  set it from the machine's own clock
              time=#  set it to this time, in seconds since 1970
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "domcontrol" -> control(in);
            case "dominfo" -> info(in);
            case "dommemstat" -> memory(in);
            case "domstate" -> {
                Domain.State state = in.domain().state();
                in.out().line(States.name(state.state()) + (in.has("reason") ? " (" + States.reason(state.state(), state.reason()) + ")" : ""));
            }
            case "domstats" -> statistics(in);
            case "domtime" -> time(in);
            default -> throw undeclared(command);
        }
    }

    private static void control(Invocation in) {
        Domain.Control control = in.domain().control();
        String state = States.of(CONTROL, control.state(), "unknown");
        if (control.state() == CONTROL_ERROR && control.details() > 0) {
            in.out().line(state + ": " + States.of(CONTROL_ERRORS, control.details(), "unknown"));
        } else if (control.state() == 0 || control.state() == CONTROL_ERROR) {
            in.out().line(state);
        } else {
            in.out().format("%s (%.3fs)\n", state, control.millis() / 1000.0);
        }
    }

    private static void info(Invocation in) {
        Domain domain = in.domain();
        Output out = in.out();
        out.field("Id:", domain.id() == -1 ? "-" : Integer.toString(domain.id()));
        out.field("Name:", domain.name());
        out.field("UUID:", domain.uuid());
        out.field("OS Type:", domain.osType());
        Domain.Info info = domain.info();
        out.field("State:", States.name(info.state()));
        out.field("CPU(s):", info.cpus());
        if (info.cpuNanos() != 0) out.format("%-15s %.1fs\n", "CPU time:", info.cpuNanos() / (double) NANOS);
        out.field("Max memory:", info.maxMemoryKib() == Integer.toUnsignedLong(UINT_MAX) ? "no limit" : info.maxMemoryKib() + " KiB");
        out.field("Used memory:", info.memoryKib() + " KiB");
        out.field("Persistent:", domain.persistent() ? "yes" : "no");
        out.field("Autostart:", domain.autostart() ? "enable" : "disable");
        if (Session.lookup(domain::autostartOnce).orElse(false)) out.field("Autostart Once:", "enable");
        out.field("Managed save:", domain.hasManagedSave() ? "yes" : "no");
        security(in, domain);
        List<String> messages = domain.messages();
        for (int i = 0; i < messages.size(); i++) out.field(i == 0 ? "Messages:" : "", messages.get(i));
    }

    private static void security(Invocation in, Domain domain) {
        Connection.SecurityModel model;
        try {
            model = in.connection().securityModel();
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_SUPPORT) return;
            throw e;
        }
        if (model.model().isEmpty()) return;
        in.out().field("Security model:", model.model());
        in.out().field("Security DOI:", model.doi());
        Domain.SecurityLabel label = domain.securityLabel();
        if (label.label().isEmpty()) return;
        in.out().field("Security label:", label.label() + (label.enforcing() ? " (enforcing)" : " (permissive)"));
    }

    private static void memory(Invocation in) {
        int impact = in.impact();
        Domain domain = in.domain();
        boolean said = in.has("current") || in.has("live") || in.has("config");
        int flags = said || !domain.active() ? impact : impact | 1;
        OptionalInt period = in.integer("period");
        if (period.isPresent()) {
            if (period.getAsInt() < 0) throw new Failure("Invalid collection period value '" + period.getAsInt() + "'");
            in.attempt(() -> domain.memoryStatisticsPeriod(period.getAsInt(), flags), "Unable to change balloon collection period.");
            return;
        }
        in.attempt(domain::memoryStatistics, "Failed to get memory statistics for domain " + in.required("domain")).forEach((tag, value) -> {
            if (tag < MEMORY.length) in.out().line(MEMORY[tag] + " " + Long.toUnsignedString(value));
        });
    }

    private static void statistics(Invocation in) {
        int figures = 0;
        for (int bit = 0; bit < FIGURES.size(); bit++) figures |= in.flag(FIGURES.get(bit), 1 << bit);
        int flags = in.flag("list-active", 1) | in.flag("list-inactive", 2) | in.flag("list-persistent", 4)
                | in.flag("list-transient", 8) | in.flag("list-running", 16) | in.flag("list-paused", 32)
                | in.flag("list-shutoff", 64) | in.flag("list-other", 128) | in.flag("nowait", 1 << 29)
                | in.flag("backing", 1 << 30) | in.flag("enforce", 1 << 31);
        List<Domain> chosen = new ArrayList<>();
        for (String name : in.all("domain")) chosen.add(in.domain(name));
        boolean first = true;
        for (var one : in.connection().domains().statistics(chosen, figures, flags)) {
            if (!first) in.out().print("\n");
            first = false;
            in.out().line("Domain: '" + one.domain().name() + "'");
            one.values().forEach((name, value) -> in.out().line("  " + name + "=" + value));
        }
    }

    private static void time(Invocation in) {
        in.exclusive("time", in.has("time"), "now", in.has("now"));
        in.exclusive("time", in.has("time"), "sync", in.has("sync"));
        in.exclusive("now", in.has("now"), "sync", in.has("sync"));
        Domain domain = in.domain();
        OptionalLong wanted = in.longInteger("time");
        if (wanted.isPresent() || in.has("now") || in.has("sync")) {
            domain.setTime(in.has("now") ? Instant.now().getEpochSecond() : wanted.orElse(0), in.has("sync"));
            return;
        }
        long seconds = domain.time();
        Optional<String> pretty = in.has("pretty") ? Optional.of(Instant.ofEpochSecond(seconds).atOffset(ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss"))) : Optional.empty();
        in.out().print("Time: " + pretty.orElse(Long.toString(seconds)));
    }
}
