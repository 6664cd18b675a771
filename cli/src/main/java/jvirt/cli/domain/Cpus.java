package jvirt.cli.domain;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.CpuLists;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Output;
import jvirt.cli.Parameters;
import jvirt.cli.Table;
import jvirt.cli.monitor.States;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.TypedParam;

/** The processors of machines. */
public final class Cpus extends Commands {
    private static final int LIVE = 1;
    private static final int CONFIG = 2;
    private static final int MAXIMUM = 4;
    private static final int GUEST = 8;
    private static final int HOTPLUGGABLE = 16;
    private static final int SHUT_OFF = 5;
    private static final long NANOS = 1_000_000_000;
    /** As many CPUs as one call of the protocol may ask for. */
    private static final int CPUS_A_CALL = 128;

    @Override public String table() {
        return """
            cpu-stats: show the CPU time that a machine has used
              <domain>
              --total  on all CPUs together only
              start=#  from this CPU of the host
              count=#  on so many
            emulatorpin: show or set on which CPUs the emulator of a machine may run
              <domain>
              cpulist=?  CPUs of the host, such as 0-3,^2, or r for all
              --config --live --current
            guestvcpus: show or set which processors the guest uses, by its agent
              <domain>
              cpulist=  processors, such as 0-3,^2
              --enable  use them
              --disable  do not use them
            setvcpu: add or remove single processors
              <domain>
              <vcpulist>  processors, such as 0-3,^2
              --enable  add them
              --disable  remove them
              --config --live --current
            setvcpus: set how many processors a machine has
              <domain>
              <count>#  how many
              --maximum  the most that it can have
              --config --live --current
              --guest  by the guest's agent
              --hotpluggable  those that are added can be removed again
            vcpucount: print how many processors a machine has
              <domain>
              --maximum  the most that it can have
              --active  those that it has
              --live --config --current
              --guest  those that the guest uses
            vcpuinfo: show the processors of a machine
              <domain>
              --pretty  CPUs of the host as a list
            vcpupin: show or set on which CPUs the processors of a machine may run
              <domain>
              vcpu=#  which processor
              cpulist=?  CPUs of the host, such as 0-3,^2, or r for all
              --config --live --current
            """;
    }

    @Override public void run(String command, Invocation in) {
        switch (command) {
            case "cpu-stats" -> statistics(in);
            case "emulatorpin" -> pinEmulator(in);
            case "guestvcpus" -> guest(in);
            case "setvcpu" -> setOne(in);
            case "setvcpus" -> setCount(in);
            case "vcpucount" -> count(in);
            case "vcpuinfo" -> info(in);
            case "vcpupin" -> pin(in);
            default -> throw undeclared(command);
        }
    }

    // how many

    /** How many processors; nothing when the state asked for does not exist. */
    private static OptionalInt count(Invocation in, Domain domain, int flags, boolean check) {
        if (check && (flags & LIVE) != 0 && !domain.active() || check && (flags & CONFIG) != 0 && !domain.persistent()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(domain.cpuCount(flags));
    }

    private static void count(Invocation in) {
        boolean all = !in.has("maximum") && !in.has("active") && !in.has("current") && !in.has("config") && !in.has("live")
                && !in.has("guest");
        boolean current = in.has("current") && (in.has("maximum") || in.has("active"));
        in.exclusive("live", in.has("live"), "config", in.has("config"));
        in.exclusive("current", current, "live", in.has("live"));
        in.exclusive("current", current, "config", in.has("config"));
        in.exclusive("active", in.has("active"), "maximum", in.has("maximum"));
        in.exclusive("guest", in.has("guest"), "config", in.has("config"));
        Domain domain = in.domain();
        if (!all) {
            int flags = in.flag("live", LIVE) | in.flag("config", CONFIG) | in.flag("maximum", MAXIMUM) | in.flag("guest", GUEST);
            in.out().line(Integer.toString(domain.cpuCount(flags)));
            return;
        }
        OptionalInt configMaximum = count(in, domain, CONFIG | MAXIMUM, true);
        OptionalInt configNow = count(in, domain, CONFIG, true);
        OptionalInt liveMaximum = count(in, domain, LIVE | MAXIMUM, true);
        OptionalInt liveNow = count(in, domain, LIVE, true);
        line(in.out(), configMaximum, "maximum", "config");
        line(in.out(), liveMaximum, "maximum", "live");
        line(in.out(), configNow, "current", "config");
        line(in.out(), liveNow, "current", "live");
    }

    private static void line(Output out, OptionalInt count, String which, String state) {
        if (count.orElse(0) > 0) out.format("%-12s %-12s %3d\n", which, state, count.getAsInt());
    }

    private static void setCount(Invocation in) {
        in.impact();
        in.exclusive("guest", in.has("guest"), "config", in.has("config"));
        in.requires("maximum", "config");
        int flags = in.impact() | in.flag("maximum", MAXIMUM) | in.flag("guest", GUEST) | in.flag("hotpluggable", HOTPLUGGABLE);
        Domain domain = in.domain();
        int count = in.unsigned("count").orElseThrow();
        if (count == 0) throw new Failure("Can't set 0 processors for a VM");
        if (flags == 0 && !in.has("current")) in.call(new DomainCall.SetVcpus(domain.wire(), count));
        else domain.setCpuCount(count, flags);
    }

    private static void setOne(Invocation in) {
        in.exclusive("enable", in.has("enable"), "disable", in.has("disable"));
        int flags = in.impact();
        if (!in.has("enable") && !in.has("disable")) throw new Failure("one of --enable, --disable is required");
        String cpus = in.required("vcpulist");
        in.domain().setCpu(cpus, in.has("enable"), flags);
    }

    private static void guest(Invocation in) {
        in.exclusive("enable", in.has("enable"), "disable", in.has("disable"));
        in.requires("enable", "cpulist");
        in.requires("disable", "cpulist");
        Optional<String> cpus = in.text("cpulist");
        if (cpus.isPresent() && !in.has("enable") && !in.has("disable")) {
            throw new Failure("One of options --enable or --disable is required by option --cpulist");
        }
        Domain domain = in.domain();
        if (cpus.isPresent()) in.call(new DomainCall.SetGuestVcpus(domain.wire(), cpus.get(), in.flag("enable", 1), 0));
        else Parameters.print(in.out(), in.call(new DomainCall.GetGuestVcpus(domain.wire(), 0)).params());
    }

    // where they run

    private static void info(Invocation in) {
        Domain domain = in.domain();
        int hostCpus = CpuLists.hostCpus(in);
        Domain.Info info = domain.info();
        List<Domain.Cpu> cpus;
        try {
            cpus = domain.cpus(info.cpus(), hostCpus);
        } catch (VirtException e) {
            if (info.state() != SHUT_OFF) throw e;
            inactive(in, domain, hostCpus);
            return;
        }
        Output out = in.out();
        for (int i = 0; i < cpus.size(); i++) {
            Domain.Cpu cpu = cpus.get(i);
            out.field("VCPU:", cpu.number());
            out.field("CPU:", cpu.onCpu());
            out.field("State:", States.of(List.of("offline", "running", "blocked"), cpu.state(), "no state"));
            if (cpu.nanos() != 0) out.format("%-15s %.1fs\n", "CPU time:", cpu.nanos() / (double) NANOS);
            affinity(in, cpu.onCpus(), hostCpus);
            if (i < cpus.size() - 1) out.print("\n");
        }
    }

    private static void affinity(Invocation in, BitSet cpus, int hostCpus) {
        StringBuilder text = new StringBuilder();
        if (in.has("pretty")) text.append(CpuLists.format(cpus)).append(" (out of ").append(hostCpus).append(')');
        else for (int i = 0; i < hostCpus; i++) text.append(cpus.get(i) ? 'y' : '-');
        in.out().field("CPU Affinity:", text);
    }

    /** The processors of a machine that does not run: where they may, by its definition. */
    private static void inactive(Invocation in, Domain domain, int hostCpus) {
        Element definition = Element.parse(domain.xml(Domain.XML_INACTIVE));
        Element cpus = definition.child("vcpu").orElseThrow(() -> new Failure("Failed to retrieve maximum vcpu count"));
        int maximum = Integer.parseInt(cpus.text().strip());
        int current = cpus.attribute("current").map(Integer::parseInt).orElse(maximum);
        List<BitSet> pins = domain.cpuPins(maximum, hostCpus, CONFIG);
        List<Element> single = definition.child("vcpus").map(all -> all.children("vcpu")).orElse(List.of());
        boolean first = true;
        for (int i = 0; i < maximum; i++) {
            int number = i;
            boolean present = single.isEmpty() ? i < current : single.stream().anyMatch(cpu ->
                    cpu.attribute("id").equals(Optional.of(Integer.toString(number))) && cpu.attribute("enabled").equals(Optional.of("yes")));
            if (!present) continue;
            if (!first) in.out().print("\n");
            first = false;
            in.out().field("VCPU:", i);
            in.out().field("CPU:", "N/A");
            in.out().field("State:", "N/A");
            in.out().field("CPU time", "N/A");
            affinity(in, i < pins.size() ? pins.get(i) : new BitSet(), hostCpus);
        }
    }

    private static void pin(Invocation in) {
        int flags = in.impact();
        Optional<String> list = in.text("cpulist");
        if (list.isEmpty()) in.exclusive("live", in.has("live"), "config", in.has("config"));
        OptionalInt cpu = in.unsigned("vcpu");
        if (list.isPresent() && cpu.isEmpty()) throw new Failure("vcpupin: Missing vCPU number in pin mode.");
        int hostCpus = CpuLists.hostCpus(in);
        Domain domain = in.domain();
        if (list.isEmpty()) {
            showPins(in, domain, cpu, hostCpus, flags);
            return;
        }
        BitSet cpus = CpuLists.parse(list.get(), hostCpus);
        if (flags == 0 && !in.has("current")) {
            in.call(new DomainCall.PinVcpu(domain.wire(), cpu.getAsInt(), new Opaque(cpus.toByteArray())));
        } else {
            domain.pinCpu(cpu.getAsInt(), cpus, flags);
        }
    }

    private static void showPins(Invocation in, Domain domain, OptionalInt chosen, int hostCpus, int flags) {
        OptionalInt count = count(in, domain, flags | MAXIMUM, true);
        if (count.isEmpty()) throw new Failure("cannot get vcpupin for " + ((flags & LIVE) != 0 ? "offline" : "transient") + " domain");
        if (chosen.isPresent() && Integer.compareUnsigned(chosen.getAsInt(), count.getAsInt()) >= 0) {
            boolean live = (flags & LIVE) != 0 || (flags & CONFIG) == 0 && domain.active();
            throw new Failure("vcpu " + chosen.getAsInt() + " is out of range of " + (live ? "live" : "persistent") + " cpu count "
                    + count.getAsInt());
        }
        List<BitSet> pins = domain.cpuPins(count.getAsInt(), hostCpus, flags);
        Table table = new Table("VCPU", "CPU Affinity");
        for (int i = 0; i < pins.size(); i++) {
            if (chosen.isEmpty() || chosen.getAsInt() == i) table.row(Integer.toString(i), CpuLists.format(pins.get(i)));
        }
        table.print(in.out());
    }

    private static void pinEmulator(Invocation in) {
        int flags = in.impact();
        boolean said = in.has("current") || in.has("live") || in.has("config");
        Domain domain = in.domain();
        Optional<String> list = in.text("cpulist");
        int hostCpus = CpuLists.hostCpus(in);
        if (list.isPresent()) {
            domain.pinEmulator(CpuLists.parse(list.get(), hostCpus), said ? flags : LIVE);
            return;
        }
        BitSet cpus = domain.emulatorPin(hostCpus, flags);
        in.out().extra("emulator: CPU Affinity\n----------------------------------\n       *: ");
        in.out().line(CpuLists.format(cpus));
    }

    // time used

    private static void statistics(Invocation in) {
        Domain domain = in.domain();
        OptionalInt start = in.integer("start");
        if (start.orElse(0) < 0) throw new Failure("Invalid value for start CPU");
        OptionalInt count = in.integer("count");
        if (count.orElse(0) < 0) throw new Failure("Invalid value for number of CPUs to show");
        boolean each = start.isPresent() || count.isPresent() || !in.has("total");
        boolean total = in.has("total") || start.isEmpty() && count.isEmpty();
        try {
            if (each) eachCpu(in, domain, start.orElse(0), count);
            if (total) total(in, domain);
        } catch (VirtException e) {
            throw new Failure("Failed to retrieve CPU statistics for domain '" + domain + "'", e);
        }
    }

    private static void eachCpu(Invocation in, Domain domain, int start, OptionalInt wanted) {
        int most = in.call(new DomainCall.GetCpuStats(domain.wire(), 0, 0, 0, 0)).nparams();
        if (start >= most) throw new Failure("Start CPU " + start + " is out of range (min: 0, max: " + (most - 1) + ")");
        int count = wanted.orElse(-1);
        if (count < 0 || count > most) {
            if (count > most) in.out().print("Only " + most + " CPUs available to show\n");
            count = most - start;
        }
        int kinds = in.call(new DomainCall.GetCpuStats(domain.wire(), 0, 0, 1, 0)).nparams();
        if (kinds == 0) {
            in.out().print("No per-CPU stats available");
            return;
        }
        for (int cpu = start; cpu < start + count; cpu += CPUS_A_CALL) {
            int now = Math.min(start + count - cpu, CPUS_A_CALL);
            List<TypedParam> params = in.call(new DomainCall.GetCpuStats(domain.wire(), kinds, cpu, now, 0)).params();
            int per = now == 0 ? 0 : params.size() / now;
            for (int i = 0; i < params.size(); i++) {
                if (i % per == 0) in.out().line("CPU" + (cpu + i / per) + ":");
                field(in.out(), params.get(i));
            }
        }
    }

    private static void total(Invocation in, Domain domain) {
        int kinds = in.call(new DomainCall.GetCpuStats(domain.wire(), 0, -1, 1, 0)).nparams();
        if (kinds == 0) {
            in.out().print("No total stats available");
            return;
        }
        in.out().line("Total:");
        for (TypedParam param : in.call(new DomainCall.GetCpuStats(domain.wire(), kinds, -1, 1, 0)).params()) field(in.out(), param);
    }

    private static void field(Output out, TypedParam param) {
        boolean time = List.of("cpu_time", "vcpu_time", "user_time", "system_time").contains(param.field());
        if (time && param.value() instanceof TypedParam.Value.Ullong(long nanos)) {
            out.format("\t%-12s %9d.%09d seconds\n", param.field(), nanos / NANOS, nanos % NANOS);
        } else {
            out.format("\t%-12s %s\n", param.field(), Parameters.text(param.value()));
        }
    }
}
