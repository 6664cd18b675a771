package jvirt.cli.host;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.cli.Commands;
import jvirt.cli.CpuLists;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Output;
import jvirt.cli.Parameters;
import jvirt.cli.Version;
import jvirt.client.Connection;
import jvirt.rpc.call.NodeCall;
import jvirt.rpc.call.TypedParam;

/** What is to be known about the host, and set of it. */
public final class HostFacts extends Commands {
    private static final List<String> SLEEPS = List.of("mem", "disk", "hybrid");
    /** What the CPU statistics call a kind of time, and what virsh calls it. */
    private static final String[][] TIMES = {{"user", "user:"}, {"kernel", "system:"}, {"idle", "idle:"}, {"iowait", "iowait:"}, {"intr", "intr:"}};
    private static final String UTILIZATION = "utilization";

    @Override public String table() {
        return """
            capabilities: print what the host can do
            domcapabilities: print what a machine on this host can be
              virttype=  kind of virtualization, such as kvm or qemu
              emulatorbin=  the emulator
              arch=  architecture of the guest
              machine=  kind of machine
            hostname: print the name of the host
            maxvcpus: print how many processors a machine can have
              type=  kind of virtualization
            node-memory-tune: show or set how the host shares equal memory
              shm-pages-to-scan=#  pages to look at before it sleeps
              shm-sleep-millisecs=#  how long it sleeps, in ms
              shm-merge-across-nodes=#  whether pages of different nodes are shared
            nodecpumap: show which CPUs the host has
              --pretty  as a list
            nodecpustats: show what the CPUs of the host do
              cpu=#  this CPU only
              --percent  in a second from now
            nodeinfo: show what is most worth knowing about the host
            nodememstats: show the memory of the host
              cell=#  of this node only
            nodesevinfo: show what the host needs to know to protect guests' memory
            nodesuspend: put the host to sleep
              <target>  mem, disk or hybrid
              <duration>#  seconds after which it wakes up
            sysinfo: print what the host's firmware says of it
            uri: print the URI of the connection
            version: print versions
              --daemon  that of the daemon, too
            """;
    }

    @Override public void run(String command, Invocation in) {
        Connection host = in.connection();
        Output out = in.out();
        switch (command) {
            case "capabilities" -> out.line(in.attempt(host::capabilities, "failed to get capabilities"));
            case "domcapabilities" -> {
                Optional<String> type = in.text("virttype");
                Optional<String> emulator = in.text("emulatorbin");
                Optional<String> arch = in.text("arch");
                Optional<String> machine = in.text("machine");
                out.line(in.attempt(() -> host.domainCapabilities(emulator, arch, machine, type), "failed to get emulator capabilities"));
            }
            case "hostname" -> out.line(in.attempt(host::hostname, "failed to get hostname"));
            case "maxvcpus" -> maxCpus(in, host);
            case "node-memory-tune" -> tune(in);
            case "nodecpumap" -> cpuMap(in);
            case "nodecpustats" -> cpuStatistics(in, host);
            case "nodeinfo" -> info(in, host);
            case "nodememstats" -> memory(in, host);
            case "nodesevinfo" -> sev(in);
            case "nodesuspend" -> suspend(in);
            case "sysinfo" -> out.print(in.attempt(host::sysinfo, "failed to get sysinfo"));
            case "uri" -> out.line(in.session().uri());
            case "version" -> version(in, host);
            default -> throw undeclared(command);
        }
    }

    private static void info(Invocation in, Connection host) {
        var info = in.attempt(host::nodeInfo, "failed to get node information");
        wide(in, "CPU model:", info.model());
        wide(in, "CPU(s):", info.cpus());
        if (info.mhz() != 0) wide(in, "CPU frequency:", info.mhz() + " MHz");
        wide(in, "CPU socket(s):", info.sockets());
        wide(in, "Core(s) per socket:", info.cores());
        wide(in, "Thread(s) per core:", info.threads());
        wide(in, "NUMA cell(s):", info.nodes());
        wide(in, "Memory size:", Long.toUnsignedString(info.memory()) + " KiB");
    }

    private static void wide(Invocation in, String label, Object value) {
        in.out().line(Output.padded(label, 20) + " " + value);
    }

    private static void maxCpus(Invocation in, Connection host) {
        Optional<String> type = in.text("type");
        Optional<Integer> most = Optional.empty();
        try {
            most = Element.parse(host.domainCapabilities(Optional.empty(), Optional.empty(), Optional.empty(), type)).child("vcpu")
                    .flatMap(cpu -> cpu.attribute("max")).flatMap(text -> Numbers.signed(text, 0, Integer.MAX_VALUE)).map(Long::intValue);
        } catch (VirtException e) {
            // a driver without domain capabilities answers the older question
        }
        in.out().line(Integer.toString(most.orElseGet(() -> host.maxCpus(type))));
    }

    private static void cpuMap(Invocation in) {
        var map = in.attempt(() -> in.call(new NodeCall.GetCpuMap(1, 1, 0)), "Unable to get cpu map");
        BitSet cpus = BitSet.valueOf(map.cpumap().bytes());
        StringBuilder text = new StringBuilder();
        if (in.has("pretty")) text.append(CpuLists.format(cpus));
        else for (int i = 0; i < map.count(); i++) text.append(cpus.get(i) ? 'y' : '-');
        in.out().field("CPUs present:", map.count());
        in.out().field("CPUs online:", map.online());
        in.out().field("CPU map:", text);
    }

    private static void cpuStatistics(Invocation in, Connection host) {
        int cpu = in.integer("cpu").orElse(-1);
        Map<String, Long> first = in.attempt(() -> cpuTimes(in, cpu), "Unable to get node cpu stats");
        if (first.isEmpty()) return;
        if (!in.has("percent")) {
            for (String[] time : TIMES) {
                if (first.containsKey(time[0])) in.out().format("%-15s %20s\n", time[1], Long.toUnsignedString(first.get(time[0])));
            }
            return;
        }
        if (first.containsKey(UTILIZATION)) {
            in.out().format("%-15s %5d%%\n%-15s %5d%%\n", "usage:", first.get(UTILIZATION), "idle:", 100 - first.get(UTILIZATION));
            return;
        }
        pause();
        Map<String, Long> second = in.attempt(() -> cpuTimes(in, cpu), "Unable to get node cpu stats");
        Map<String, Long> spent = new LinkedHashMap<>();
        for (String[] time : TIMES) {
            if (first.containsKey(time[0])) spent.put(time[0], second.getOrDefault(time[0], 0L) - first.get(time[0]));
        }
        double total = spent.values().stream().mapToLong(Long::longValue).sum();
        in.out().format("%-15s %5.1f%%\n", "usage:", (spent.getOrDefault("user", 0L) + spent.getOrDefault("kernel", 0L)) / total * 100);
        for (String[] time : TIMES) {
            if (spent.containsKey(time[0])) in.out().format("%-15s %5.1f%%\n", time[1], spent.get(time[0]) / total * 100);
        }
    }

    private static Map<String, Long> cpuTimes(Invocation in, int cpu) {
        int count = in.call(new NodeCall.GetCpuStats(cpu, 0, 0)).nparams();
        Map<String, Long> times = new LinkedHashMap<>();
        if (count > 0) in.call(new NodeCall.GetCpuStats(cpu, count, 0)).params().forEach(one -> times.put(one.field(), one.value()));
        return times;
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void memory(Invocation in, Connection host) {
        int cell = in.integer("cell").orElse(-1);
        int count = in.attempt(() -> in.call(new NodeCall.GetMemoryStats(0, cell, 0)), "Unable to get number of memory stats").nparams();
        if (count == 0) return;
        for (var one : in.attempt(() -> in.call(new NodeCall.GetMemoryStats(count, cell, 0)), "Unable to get memory stats").params()) {
            in.out().format("%-7s: %20s KiB\n", one.field(), Long.toUnsignedString(one.value()));
        }
    }

    private static void sev(Invocation in) {
        int count = in.attempt(() -> in.call(new NodeCall.GetSevInfo(0, Parameters.STRINGS)), "Unable to get host SEV information").nparams();
        for (TypedParam param : in.attempt(() -> in.call(new NodeCall.GetSevInfo(count, Parameters.STRINGS)), "Unable to get host SEV information").params()) {
            in.out().line(Output.padded(param.field(), 18) + ": " + Parameters.text(param.value()));
        }
    }

    private static void suspend(Invocation in) {
        int target = SLEEPS.indexOf(in.required("target"));
        long duration = in.longInteger("duration").orElseThrow();
        if (target < 0) throw new Failure("Invalid target");
        if (duration < 0) throw new Failure("Invalid duration");
        in.attempt(() -> in.call(new NodeCall.SuspendForDuration(target, duration, 0)), "The host was not suspended");
    }

    private static void tune(Invocation in) {
        List<TypedParam> params = new ArrayList<>();
        for (String option : List.of("shm-pages-to-scan", "shm-sleep-millisecs", "shm-merge-across-nodes")) {
            in.unsigned(option).ifPresent(value -> params.add(TypedParam.ofUint(option.replace('-', '_'), value)));
        }
        if (!params.isEmpty()) {
            in.attempt(() -> in.call(new NodeCall.SetMemoryParameters(params, 0)), "Unable to change memory parameters");
            return;
        }
        int count = in.attempt(() -> in.call(new NodeCall.GetMemoryParameters(0, Parameters.STRINGS)), "Unable to get number of memory parameters").nparams();
        if (count == 0) return;
        var now = in.attempt(() -> in.call(new NodeCall.GetMemoryParameters(count, Parameters.STRINGS)), "Unable to get memory parameters").params();
        in.out().line("Shared memory:");
        for (TypedParam param : now) in.out().line("\t" + Output.padded(param.field(), 15) + " " + Parameters.text(param.value()));
    }

    private static String dotted(long version) {
        return version / 1_000_000 + "." + version / 1000 % 1000 + "." + version % 1000;
    }

    private static void version(Invocation in, Connection host) {
        String type = in.attempt(host::type, "failed to get hypervisor type");
        Output out = in.out();
        out.line("Compiled against library: libvirt " + Version.text());
        out.line("Using library: libvirt " + Version.text());
        out.line("Using API: " + type + " " + Version.text());
        long version = in.attempt(host::hypervisorVersion, "failed to get the hypervisor version");
        out.line(version == 0 ? "Cannot extract running " + type + " hypervisor version" : "Running hypervisor: " + type + " " + dotted(version));
        if (in.has("daemon")) {
            out.line("Running against daemon: " + dotted(in.attempt(host::libraryVersion, "failed to get the daemon version")));
        }
    }
}
