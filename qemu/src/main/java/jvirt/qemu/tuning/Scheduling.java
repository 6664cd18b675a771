package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.tuning.Values.Type.LLONG;
import static jvirt.qemu.tuning.Values.Type.ULLONG;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import jvirt.api.Parameter;
import jvirt.api.domain.CpuTune;
import jvirt.api.domain.Domain;
import jvirt.host.ProcessTimes;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.stats.Samples;
import jvirt.qemu.stats.Sampler;

/** How much of the host's processors a machine may use, as a whole and by the kind of its threads. */
public record Scheduling(Vm vm, Sampler sampler) {
    private static final Map<String, Values.Type> KNOWN = Map.of("cpu_shares", ULLONG, "vcpu_period", ULLONG, "vcpu_quota", LLONG,
            "global_period", ULLONG, "global_quota", LLONG, "emulator_period", ULLONG, "emulator_quota", LLONG,
            "iothread_period", ULLONG, "iothread_quota", LLONG);
    /** Microseconds: the kernel's limits. */
    private static final long PERIOD_MIN = 1000;
    private static final long PERIOD_MAX = 1_000_000;
    private static final long QUOTA_MIN = 1000;
    private static final long QUOTA_MAX = Long.MAX_VALUE / 1000;
    private static final String EMULATOR = "emulator";

    /** The values, in libvirt's order. */
    public List<Parameter> get(int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        if (impact.config()) return kept(vm.definition().cputune().orElse(CpuTune.NONE));
        Group group = Group.of(vm.running()).with("cpu", "CPU");
        List<Parameter> values = new ArrayList<>();
        long shares = group.read("cpu", group.unified() ? "cpu.weight" : "cpu.shares").map(Long::parseLong).orElse(0L);
        values.add(Parameter.ofUllong("cpu_shares", shares));
        add(values, "vcpu", parts("vcpu").stream().findFirst());
        add(values, "emulator", group.part(EMULATOR));
        add(values, "global", Optional.of(group));
        // without threads for disks, libvirt tells the whole machine's
        add(values, "iothread", parts("iothread").stream().findFirst().or(() ->
                vm.running().live().iothreads().isPresent() ? Optional.empty() : Optional.of(group)));
        return values;
    }

    private List<Group> parts(String kind) {
        Group group = Group.of(vm.running());
        return IntStream.rangeClosed(0, vm.running().live().vcpu().maximum())
                .mapToObj(number -> group.part(kind + number)).flatMap(Optional::stream).toList();
    }

    /** A part that has no group of its own is not held back: what the kernel says of a fresh group. */
    private static void add(List<Parameter> values, String kind, Optional<Group> group) {
        Band band = group.map(Band::read).orElse(Band.NONE);
        values.add(Parameter.ofUllong(kind + "_period", band.period()));
        values.add(Parameter.ofLlong(kind + "_quota", band.quota()));
    }

    private static List<Parameter> kept(CpuTune tune) {
        return List.of(Parameter.ofUllong("cpu_shares", tune.shares().orElse(0L)),
                Parameter.ofUllong("vcpu_period", tune.period().orElse(0L)), Parameter.ofLlong("vcpu_quota", quota(tune.quota())),
                Parameter.ofUllong("emulator_period", tune.emulatorPeriod().orElse(0L)),
                Parameter.ofLlong("emulator_quota", quota(tune.emulatorQuota())),
                Parameter.ofUllong("global_period", tune.globalPeriod().orElse(0L)),
                Parameter.ofLlong("global_quota", quota(tune.globalQuota())),
                Parameter.ofUllong("iothread_period", tune.iothreadPeriod().orElse(0L)),
                Parameter.ofLlong("iothread_quota", quota(tune.iothreadQuota())));
    }

    private static long quota(Optional<CpuTune.SignedLong> quota) {
        return quota.map(CpuTune.SignedLong::value).orElse(0L);
    }

    public void set(List<Parameter> parameters, int flags) {
        Values values = Values.of(parameters, KNOWN);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetSchedulerParametersFlags")) {
            Impact impact = Impact.of(vm, flags);
            values.names().forEach(name -> check(name, values.number(name).orElse(0L)));
            CpuTune.Limits limits = limits(values);
            if (impact.live()) live(vm.running(), values);
            if (impact.config()) vm.machines().keep(vm, changed(vm.definition(), limits));
            if (impact.live()) {
                vm.changeLive(live -> changed(live, limits));
                vm.announce(new VmEvent.Tunable(values.names().stream().<VmEvent.Parameter>map(name ->
                        new VmEvent.Parameter("cputune." + name, values.number(name).orElse(0L))).toList()));
            }
        }
    }

    private static void check(String name, long value) {
        boolean period = name.endsWith("_period");
        long least = period ? PERIOD_MIN : QUOTA_MIN;
        long most = period ? PERIOD_MAX : QUOTA_MAX;
        boolean free = name.equals("cpu_shares") || value == 0 || !period && value < 0;
        if (!free && (value < least || value > most)) {
            throw QEMU.error(INVALID_ARG, "value of '%s' is out of range [%d, %d]", name, least, most);
        }
    }

    private static CpuTune.Limits limits(Values values) {
        return new CpuTune.Limits(values.number("cpu_shares"), values.number("vcpu_period"), values.number("vcpu_quota"),
                values.number("global_period"), values.number("global_quota"), values.number("emulator_period"),
                values.number("emulator_quota"), values.number("iothread_period"), values.number("iothread_quota"));
    }

    private static Domain changed(Domain domain, CpuTune.Limits limits) {
        return domain.with(draft -> draft.cputune = Optional.of(draft.cputune.orElse(CpuTune.NONE).withLimits(limits)));
    }

    private void live(Active active, Values values) {
        Group group = Group.of(active).with("cpu", "CPU");
        values.number("cpu_shares").ifPresent(shares -> writeShares(group, shares));
        Band global = Band.of(values, "global");
        if (global.given()) global.write(group);
        Samples samples = sampler.of(vm, active);
        Band vcpu = Band.of(values, "vcpu");
        if (vcpu.given()) {
            samples.vcpuThreads().forEach((number, thread) -> vcpu.write(group.part("vcpu" + number, List.of(thread))));
        }
        Band iothread = Band.of(values, "iothread");
        if (iothread.given()) {
            samples.iothreads().forEach(one -> iothread.write(group.part(one.id(), List.of(one.threadId()))));
        }
        Band emulator = Band.of(values, "emulator");
        if (emulator.given()) emulator.write(group.part(EMULATOR, others(active, samples)));
    }

    static void writeShares(Group group, long shares) {
        group.write("cpu", group.unified() ? "cpu.weight" : "cpu.shares", Long.toString(shares));
    }

    /** QEMU's threads that are neither processors nor for disks. */
    private static List<Integer> others(Active active, Samples samples) {
        List<Integer> threads = new ArrayList<>();
        try {
            threads.addAll(ProcessTimes.threads(active.qemu().pid()).keySet());
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot list the threads of domain '%s': %s", active.live().name(), e.getMessage());
        }
        threads.removeAll(samples.vcpuThreads().values());
        samples.iothreads().forEach(one -> threads.remove((Integer) one.threadId()));
        return threads;
    }
}
