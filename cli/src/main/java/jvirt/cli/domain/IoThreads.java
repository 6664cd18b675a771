package jvirt.cli.domain;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import jvirt.cli.Commands;
import jvirt.cli.CpuLists;
import jvirt.cli.Failure;
import jvirt.cli.Invocation;
import jvirt.cli.Table;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Opaque;
import jvirt.rpc.call.TypedParam;

/** The threads that do the work of machines' disks. */
public final class IoThreads extends Commands {
    @Override public String table() {
        return """
            iothreadadd: add an I/O thread
              <domain>
              <id>#  number of the new thread
              --config --live --current
            iothreaddel: remove an I/O thread
              <domain>
              <id>#  number of the thread
              --config --live --current
            iothreadinfo: list the I/O threads of a machine
              <domain> --config --live --current
            iothreadpin: set on which CPUs an I/O thread may run
              <domain>
              <iothread>#  number of the thread
              <cpulist>  CPUs of the host, such as 0-3,^2
              --config --live --current
            iothreadset: set how an I/O thread works
              <domain>
              <id>#  number of the thread
              poll-max-ns=#  how long it looks for work before it sleeps, in ns
              poll-grow=#  by how much that grows
              poll-shrink=#  by how much that shrinks
              thread-pool-min=#  how many helpers it keeps
              thread-pool-max=#  how many helpers it may have
              --config --live --current
            """;
    }

    @Override public void run(String command, Invocation in) {
        int impact = in.impact();
        Domain domain = in.domain();
        switch (command) {
            case "iothreadadd" -> in.call(new DomainCall.AddIothread(domain.wire(), id(in), impact));
            case "iothreaddel" -> in.call(new DomainCall.DelIothread(domain.wire(), id(in), impact));
            case "iothreadinfo" -> list(in, domain, impact);
            case "iothreadpin" -> {
                int thread = in.unsigned("iothread").orElseThrow();
                BitSet cpus = CpuLists.parse(in.required("cpulist"), CpuLists.hostCpus(in));
                in.call(new DomainCall.PinIothread(domain.wire(), thread, new Opaque(cpus.toByteArray()), impact));
            }
            case "iothreadset" -> set(in, domain, impact);
            default -> throw undeclared(command);
        }
    }

    private static int id(Invocation in) {
        int id = in.integer("id").orElseThrow();
        if (id <= 0) throw new Failure("Invalid IOThread id value: '" + id + "'");
        return id;
    }

    private static void list(Invocation in, Domain domain, int impact) {
        var threads = in.attempt(() -> in.call(new DomainCall.GetIothreadInfo(domain.wire(), impact)),
                "Unable to get domain IOThreads information").info();
        if (threads.isEmpty()) {
            in.out().extra("No IOThreads found for the domain");
            return;
        }
        Table table = new Table("IOThread ID", "CPU Affinity");
        for (var one : threads) {
            table.row(Integer.toUnsignedString(one.iothreadId()), CpuLists.format(BitSet.valueOf(one.cpumap().bytes())));
        }
        table.print(in.out());
    }

    private static void set(Invocation in, Domain domain, int impact) {
        int id = id(in);
        List<TypedParam> params = new ArrayList<>();
        in.unsignedLong("poll-max-ns").ifPresent(value -> params.add(TypedParam.ofUllong("poll_max_ns", value)));
        in.unsigned("poll-grow").ifPresent(value -> params.add(TypedParam.ofUint("poll_grow", value)));
        in.unsigned("poll-shrink").ifPresent(value -> params.add(TypedParam.ofUint("poll_shrink", value)));
        in.integer("thread-pool-min").ifPresent(value -> params.add(TypedParam.ofInt("thread_pool_min", value)));
        in.integer("thread-pool-max").ifPresent(value -> params.add(TypedParam.ofInt("thread_pool_max", value)));
        if (params.isEmpty()) throw new Failure("Not enough arguments passed, nothing to set");
        in.call(new DomainCall.SetIothreadParams(domain.wire(), id, params, impact));
    }
}
