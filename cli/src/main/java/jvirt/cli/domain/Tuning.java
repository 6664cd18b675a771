package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.cli.Commands;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Numbers;
import jvirt.cli.Parameters;
import jvirt.cli.monitor.States;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.TypedParam;
import jvirt.rpc.call.TypedParam.Value;

/** How much of the host machines may use. */
public final class Tuning extends Commands {
    /** VIR_DOMAIN_MEMORY_PARAM_UNLIMITED, in KiB. */
    private static final long UNLIMITED = 9_007_199_254_740_991L;
    private static final List<String> NUMA_MODES = List.of("strict", "preferred", "interleave", "restrictive");

    @Override public String table() {
        return """
            blkiotune: show or set how a machine shares the disks of the host
              <domain>
              weight=#  its weight among others
              device-weights=  weights for devices: /path,weight,...
              device-read-iops-sec=  most reads a second: /path,number,...
              device-write-iops-sec=  most writes a second: /path,number,...
              device-read-bytes-sec=  most bytes read a second: /path,number,...
              device-write-bytes-sec=  most bytes written a second: /path,number,...
              --config --live --current
            memtune: show or set limits of a machine's memory
              <domain>
              hard-limit=#  most memory of the host that it uses, in KiB or with a unit
              soft-limit=#  most that it keeps when memory is short
              swap-hard-limit=#  most memory and swap
              min-guarantee=#  least that it has
              --config --live --current
            numatune: show or set from which nodes of the host a machine's memory comes
              <domain>
              mode=  strict, preferred, interleave or restrictive
              nodeset=  the nodes
              --config --live --current
            perf: show or set which performance events are counted
              <domain>
              enable=  events to count, separated by commas
              disable=  events not to count any more
              --config --live --current
            schedinfo: show or set how a machine shares the CPUs of the host
              <domain>
              weight=#!  its weight among others
              cap=#!  most that it uses
              --current --config --live
              set...  a parameter and its value: name=value
            """;
    }

    @Override public void run(String command, Invocation in) {
        int impact = in.impact();
        switch (command) {
            case "blkiotune" -> block(in, impact);
            case "memtune" -> memory(in, impact);
            case "numatune" -> numa(in, impact);
            case "perf" -> events(in, impact);
            case "schedinfo" -> scheduler(in, impact);
            default -> throw undeclared(command);
        }
    }

    private static void block(Invocation in, int impact) {
        Domain domain = in.domain();
        List<TypedParam> params = new ArrayList<>();
        in.integer("weight").ifPresent(weight -> {
            if (weight <= 0) throw new Failure("Invalid value of " + weight + " for I/O weight");
            params.add(TypedParam.ofUint("weight", weight));
        });
        String[][] texts = {{"device-weights", "device_weight"}, {"device-read-iops-sec", "device_read_iops_sec"},
            {"device-write-iops-sec", "device_write_iops_sec"}, {"device-read-bytes-sec", "device_read_bytes_sec"},
            {"device-write-bytes-sec", "device_write_bytes_sec"}};
        for (String[] text : texts) {
            Optional<String> value = in.raw(text[0]);
            if (value.isPresent() && value.get().isEmpty()) throw new Failure("Unable to parse string parameter");
            value.ifPresent(one -> params.add(TypedParam.of(text[1], one)));
        }
        if (!params.isEmpty()) {
            in.attempt(() -> in.call(new DomainCall.SetBlkioParameters(domain.wire(), params, impact)), "Unable to change blkio parameters");
            return;
        }
        int count = in.attempt(() -> in.call(new DomainCall.GetBlkioParameters(domain.wire(), 0, impact | Parameters.STRINGS)),
                "Unable to get number of blkio parameters").nparams();
        if (count == 0) return;
        Parameters.print(in.out(), in.attempt(() -> in.call(new DomainCall.GetBlkioParameters(domain.wire(), count, impact | Parameters.STRINGS)),
                "Unable to get blkio parameters").params());
    }

    private static void memory(Invocation in, int impact) {
        Domain domain = in.domain();
        List<TypedParam> params = new ArrayList<>();
        for (String name : List.of("hard-limit", "soft-limit", "swap-hard-limit", "min-guarantee")) {
            Optional<String> text = in.raw(name);
            if (text.isEmpty()) continue;
            long kib = limit(text.get()).orElseThrow(() -> new Failure("Unable to parse integer parameter " + name));
            params.add(TypedParam.ofUllong(name.replace('-', '_'), kib));
        }
        if (!params.isEmpty()) {
            in.attempt(() -> in.call(new DomainCall.SetMemoryParameters(domain.wire(), params, impact)), "Unable to change memory parameters");
            return;
        }
        int count = in.attempt(() -> in.call(new DomainCall.GetMemoryParameters(domain.wire(), 0, impact | Parameters.STRINGS)),
                "Unable to get number of memory parameters").nparams();
        if (count == 0) return;
        for (TypedParam param : in.attempt(() -> in.call(new DomainCall.GetMemoryParameters(domain.wire(), count, impact | Parameters.STRINGS)),
                "Unable to get memory parameters").params()) {
            boolean unlimited = param.value().equals(new Value.Ullong(UNLIMITED));
            Parameters.line(in.out(), param.field(), unlimited ? "unlimited" : Parameters.text(param.value()));
        }
    }

    /** A limit in KiB; below zero there is none. */
    private static Optional<Long> limit(String text) {
        if (Numbers.signed(text, Long.MIN_VALUE, -1).isPresent()) return Optional.of(UNLIMITED);
        return Numbers.scaled(text, 1024, Long.MAX_VALUE).map(bytes -> bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1));
    }

    private static void numa(Invocation in, int impact) {
        Domain domain = in.domain();
        List<TypedParam> params = new ArrayList<>();
        in.text("nodeset").ifPresent(nodes -> params.add(TypedParam.of("numa_nodeset", nodes)));
        in.text("mode").ifPresent(mode -> {
            long number = NUMA_MODES.indexOf(mode);
            if (number < 0) number = Numbers.signed(mode, Integer.MIN_VALUE, Integer.MAX_VALUE).orElseThrow(() -> new Failure("Invalid mode: " + mode));
            params.add(TypedParam.ofInt("numa_mode", (int) number));
        });
        if (!params.isEmpty()) {
            in.attempt(() -> in.call(new DomainCall.SetNumaParameters(domain.wire(), params, impact)), "Unable to change numa parameters");
            return;
        }
        int count = in.attempt(() -> in.call(new DomainCall.GetNumaParameters(domain.wire(), 0, impact | Parameters.STRINGS)),
                "Unable to get number of memory parameters").nparams();
        if (count == 0) return;
        for (TypedParam param : in.attempt(() -> in.call(new DomainCall.GetNumaParameters(domain.wire(), count, impact | Parameters.STRINGS)),
                "Unable to get numa parameters").params()) {
            boolean mode = param.field().equals("numa_mode") && param.value() instanceof Value.Int;
            String text = Parameters.text(param.value());
            Parameters.line(in.out(), param.field(), mode ? States.of(NUMA_MODES, Integer.parseInt(text), "(null)") : text);
        }
    }

    private static void events(Invocation in, int impact) {
        Optional<String> enable = in.text("enable");
        Optional<String> disable = in.text("disable");
        Domain domain = in.domain();
        List<TypedParam> params = new ArrayList<>();
        enable.ifPresent(names -> add(params, names, true));
        disable.ifPresent(names -> add(params, names, false));
        if (params.isEmpty()) {
            status(in, in.attempt(() -> in.call(new DomainCall.GetPerfEvents(domain.wire(), impact)), "Unable to get perf events").params());
        } else {
            in.attempt(() -> in.call(new DomainCall.SetPerfEvents(domain.wire(), params, impact)), "Unable to enable/disable perf events");
            status(in, params);
        }
    }

    private static void add(List<TypedParam> params, String names, boolean on) {
        for (String name : names.split(",")) {
            if (!name.isEmpty()) params.add(TypedParam.of(name, on));
        }
    }

    private static void status(Invocation in, List<TypedParam> params) {
        for (TypedParam param : params) {
            boolean on = param.value() instanceof Value.Bool(int flag) && flag != 0;
            in.out().extra(jvirt.cli.Output.padded(param.field(), 15) + ": " + (on ? "enabled" : "disabled") + "\n");
        }
    }

    // the scheduler

    private static void scheduler(Invocation in, int impact) {
        boolean both = in.has("config") && in.has("live");
        boolean said = impact != 0 || in.has("current");
        int query = both ? 0 : impact;
        Domain domain = in.domain();
        DomainCall.GetSchedulerTypeRet type;
        try {
            type = in.call(new DomainCall.GetSchedulerType(domain.wire()));
        } catch (VirtException e) {
            Parameters.line(in.out(), "Scheduler", "Unknown");
            throw e;
        }
        Parameters.line(in.out(), "Scheduler", type.type());
        if (type.nparams() == 0) throw Failure.told();
        List<TypedParam> now = read(in, domain, type.nparams(), said, query);
        List<TypedParam> updates = updates(in, now);
        if (!updates.isEmpty()) {
            if (said) in.call(new DomainCall.SetSchedulerParametersFlags(domain.wire(), updates, impact));
            else in.call(new DomainCall.SetSchedulerParameters(domain.wire(), updates));
            now = read(in, domain, type.nparams(), said, query);
        } else if (both) {
            throw new Failure("cannot query both live and config at once");
        }
        Parameters.print(in.out(), now);
    }

    private static List<TypedParam> read(Invocation in, Domain domain, int count, boolean said, int query) {
        return said ? in.call(new DomainCall.GetSchedulerParametersFlags(domain.wire(), count, query | Parameters.STRINGS)).params()
                : in.call(new DomainCall.GetSchedulerParameters(domain.wire(), count)).params();
    }

    private static List<TypedParam> updates(Invocation in, List<TypedParam> known) {
        List<TypedParam> updates = new ArrayList<>();
        for (String one : in.all("set")) {
            int is = one.indexOf('=');
            if (is < 0) throw new Failure("Invalid syntax for --set, expecting name=value");
            updates.add(update(known, one.substring(0, is), one.substring(is + 1)));
        }
        in.text("cap").ifPresent(value -> updates.add(update(known, "cap", value)));
        in.text("weight").ifPresent(value -> updates.add(update(known, "weight", value)));
        return updates;
    }

    /** A value of the type that the parameter has. */
    private static TypedParam update(List<TypedParam> known, String name, String text) {
        Value type = TypedParam.find(known, name).orElseThrow(() -> new Failure("invalid scheduler option: " + name));
        Value value = switch (type) {
            case Value.Int _ -> new Value.Int(number(name, text, Integer.MIN_VALUE, Integer.MAX_VALUE, "int").intValue());
            case Value.Uint _ -> new Value.Uint(number(name, text, 0, 0xffff_ffffL, "unsigned int").intValue());
            case Value.Llong _ -> new Value.Llong(number(name, text, Long.MIN_VALUE, Long.MAX_VALUE, "long long"));
            case Value.Ullong _ -> new Value.Ullong(Numbers.unsigned(text).orElseThrow(() -> invalid(name, "unsigned long long")));
            case Value.Real _ -> new Value.Real(real(name, text));
            case Value.Bool _ when !text.equals("0") && !text.equals("1") -> throw ErrorDomain.NONE.error(ErrorCode.INVALID_ARG,
                    "Invalid boolean value for field '%s'", name);
            case Value.Bool _ -> new Value.Bool(text.equals("1") ? 1 : 0);
            case Value.Text _ -> new Value.Text(text);
        };
        return new TypedParam(name, value);
    }

    private static Long number(String name, String text, long least, long most, String type) {
        return Numbers.signed(text, least, most).orElseThrow(() -> invalid(name, type));
    }

    private static double real(String name, String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw invalid(name, "double");
        }
    }

    private static VirtException invalid(String name, String type) {
        return ErrorDomain.NONE.error(ErrorCode.INVALID_ARG, "Invalid value for field '%s': expected %s", name, type);
    }
}
