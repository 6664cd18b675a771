package jvirt.qemu.stats;

import static jvirt.api.Parameter.ofInt;
import static jvirt.api.Parameter.ofLlong;
import static jvirt.api.Parameter.ofUint;
import static jvirt.api.Parameter.ofUllong;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.Parameter;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.VirtType;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.json.Json;
import jvirt.host.InterfaceCounters;
import jvirt.host.ProcessTimes;
import jvirt.qemu.Condition;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.qmp.MachineCommand;

/** The figures of one machine in groups; what QEMU does not answer is left out, as in libvirt. */
public final class Statistics {
    private final Vm vm;
    private final Domain domain;
    private final Optional<Active> active;
    private final Optional<Samples> samples;
    private final boolean backing;
    private final List<Parameter> out = new ArrayList<>();

    /** @param backing images behind images are told too */
    public Statistics(Sampler sampler, Vm vm, boolean backing) {
        this.vm = vm;
        this.active = vm.active();
        this.domain = active.map(Active::live).orElseGet(vm::definition);
        this.samples = active.map(running -> sampler.of(vm, running));
        this.backing = backing;
    }

    public List<Parameter> of(Set<StatsGroup> groups) {
        for (StatsGroup group : groups) {
            try {
                switch (group) {
                    case STATE -> state();
                    case CPU -> samples.ifPresent(this::cpu);
                    case BALLOON -> balloon();
                    case VCPU -> vcpus();
                    case INTERFACE -> interfaces();
                    case BLOCK -> new BlockStatistics(domain, samples, backing).addTo(out);
                    case IOTHREAD -> samples.ifPresent(this::iothreads);
                    case DIRTY_RATE -> samples.ifPresent(this::dirtyRate);
                    case VM -> samples.filter(_ -> kvm()).ifPresent(this::machine);
                    // perf events and cache monitors are counted where somebody has set them up: nobody has
                    case PERF, MEMORY -> { }
                }
            } catch (VirtException _) {
                // QEMU has just ended, or is stuck: what is known without it stays
            }
        }
        return out;
    }

    private boolean kvm() {
        return domain.type() == VirtType.KVM;
    }

    private void state() {
        Condition condition = vm.state().condition();
        out.add(ofInt("state.state", condition.state()));
        out.add(ofInt("state.reason", condition.reason()));
    }

    private void cpu(Samples running) {
        running.times().ifPresent(times -> {
            out.add(ofUllong("cpu.time", times.total()));
            out.add(ofUllong("cpu.user", times.user()));
            out.add(ofUllong("cpu.system", times.system()));
        });
        out.add(ofUint("cpu.cache.monitor.count", 0));
        KvmFigures figures = kvm() ? running.kvm("vcpu") : new KvmFigures(Map.of(), List.of());
        out.add(ofUllong("cpu.haltpoll.success.time", figures.sum("halt_poll_success_ns")));
        out.add(ofUllong("cpu.haltpoll.fail.time", figures.sum("halt_poll_fail_ns")));
    }

    private void balloon() {
        MemoryFigures memory = new MemoryFigures(domain, samples);
        out.add(ofUllong("balloon.current", memory.currentKib()));
        out.add(ofUllong("balloon.maximum", domain.memory().map(all -> all.size().kib()).orElse(0L)));
        if (active.isEmpty()) return;
        memory.figures().forEach((figure, value) -> figure.statsName().ifPresent(name -> out.add(ofUllong("balloon." + name, value))));
    }

    private void vcpus() {
        out.add(ofUint("vcpu.current", domain.vcpu().online()));
        out.add(ofUint("vcpu.maximum", domain.vcpu().maximum()));
        if (active.isEmpty()) return;
        int pid = active.get().qemu().pid();
        Map<Integer, Integer> threads = samples.orElseThrow().vcpuThreads();
        Optional<KvmFigures> figures = kvm() ? Optional.of(samples.get().kvm("vcpu")) : Optional.empty();
        for (int number : Processors.online(domain)) {
            Integer thread = threads.get(number);
            Optional<ProcessTimes> times = Optional.ofNullable(thread).flatMap(tid -> ProcessTimes.of(pid, tid));
            if (times.isEmpty()) continue;
            String prefix = "vcpu." + number;
            out.add(ofInt(prefix + ".state", 1));
            out.add(ofUllong(prefix + ".time", times.get().total()));
            out.add(ofUllong(prefix + ".wait", ProcessTimes.waited(pid, thread)));
            out.add(ofUllong(prefix + ".delay", ProcessTimes.delay(pid, thread)));
            figures.ifPresent(kvm -> kvm.entries().stream().skip(number).findFirst()
                    .ifPresent(entry -> out.addAll(kvm.parameters(entry, prefix))));
        }
    }

    private void interfaces() {
        if (active.isEmpty()) return;
        List<Interface> cards = domain.devices().interfaces();
        out.add(ofUint("net.count", cards.size()));
        Map<String, InterfaceCounters> all;
        try {
            all = InterfaceCounters.all();
        } catch (IOException _) {
            return;
        }
        for (int i = 0; i < cards.size(); i++) {
            Optional<String> name = cards.get(i).target().flatMap(Interface.Target::dev);
            if (name.isEmpty()) continue;
            String prefix = "net." + i;
            out.add(Parameter.of(prefix + ".name", name.get()));
            if (all.containsKey(name.get())) card(prefix, counters(cards.get(i), all.get(name.get())));
        }
    }

    /** Of a tap, the guest is at the other end; of a device that is the guest's own, it is not. */
    public static InterfaceCounters counters(Interface card, InterfaceCounters host) {
        return card.source() instanceof InterfaceSource.Direct ? host : host.seenFromGuest();
    }

    private void card(String prefix, InterfaceCounters counters) {
        out.add(ofUllong(prefix + ".rx.bytes", counters.rxBytes()));
        out.add(ofUllong(prefix + ".rx.pkts", counters.rxPackets()));
        out.add(ofUllong(prefix + ".rx.errs", counters.rxErrors()));
        out.add(ofUllong(prefix + ".rx.drop", counters.rxDropped()));
        out.add(ofUllong(prefix + ".tx.bytes", counters.txBytes()));
        out.add(ofUllong(prefix + ".tx.pkts", counters.txPackets()));
        out.add(ofUllong(prefix + ".tx.errs", counters.txErrors()));
        out.add(ofUllong(prefix + ".tx.drop", counters.txDropped()));
    }

    private void iothreads(Samples running) {
        if (Processors.iothreads(domain).isEmpty()) return;
        List<MachineCommand.Iothread> threads = running.iothreads();
        out.add(ofUint("iothread.count", threads.size()));
        for (MachineCommand.Iothread thread : threads) {
            if (thread.pollMaxNs().isEmpty()) continue;
            String prefix = "iothread." + thread.id().replaceFirst("^iothread", "");
            out.add(ofUllong(prefix + ".poll-max-ns", thread.pollMaxNs().get()));
            out.add(ofUint(prefix + ".poll-grow", thread.pollGrow().orElse(0L).intValue()));
            out.add(ofUint(prefix + ".poll-shrink", thread.pollShrink().orElse(0L).intValue()));
        }
    }

    private void dirtyRate(Samples running) {
        Json.Obj said = running.dirtyRate();
        int status = List.of("unstarted", "measuring", "measured").indexOf(said.string("status"));
        out.add(ofInt("dirtyrate.calc_status", status));
        out.add(ofLlong("dirtyrate.calc_start_time", said.findNumber("start-time").orElse(0L)));
        out.add(ofInt("dirtyrate.calc_period", said.findNumber("calc-time").orElse(0L).intValue()));
        out.add(Parameter.of("dirtyrate.calc_mode", said.findString("mode").orElse("page-sampling")));
        said.findNumber("dirty-rate").ifPresent(rate -> out.add(ofLlong("dirtyrate.megabytes_per_second", rate)));
        for (Json vcpu : said.list("vcpu-dirty-rate")) {
            out.add(ofUllong("dirtyrate.vcpu." + vcpu.asObject().number("id") + ".megabytes_per_second",
                    vcpu.asObject().number("dirty-rate")));
        }
    }

    private void machine(Samples running) {
        KvmFigures figures = running.kvm("vm");
        figures.entries().forEach(entry -> out.addAll(figures.parameters(entry, "vm")));
    }
}
