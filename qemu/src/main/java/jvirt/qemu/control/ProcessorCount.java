package jvirt.qemu.control;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Numa;
import jvirt.api.domain.Vcpu;
import jvirt.api.domain.VcpuState;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.stats.Sampler;
import jvirt.qemu.tuning.StartLimits;

/** How many processors a machine has; while it runs, one is plugged or unplugged at a time. */
public record ProcessorCount(Vm vm, Sampler sampler) {
    /** {@code virDomainVcpuFlags}, beyond live and config. */
    public static final int MAXIMUM = 4;
    public static final int GUEST = 8;
    public static final int HOTPLUGGABLE = 16;
    /** How long a guest may take to give one up: libvirt's. */
    private static final Duration UNPLUG = Duration.ofSeconds(5);

    /** How many there are, or may be. */
    public int count(int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        Vcpu vcpu = (impact.live() ? vm.current() : vm.definition()).vcpu();
        return (flags & MAXIMUM) != 0 ? vcpu.maximum() : vcpu.online();
    }

    public void set(int count, int flags) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetVcpusFlags")) {
            Impact impact = Impact.of(vm, flags);
            if ((flags & MAXIMUM) != 0) {
                if (impact.live()) {
                    throw QEMU.error(OPERATION_UNSUPPORTED, "maximum vcpu count of a live domain can't be modified");
                }
                vm.machines().keep(vm, withMaximum(vm.definition(), count));
                return;
            }
            if (impact.live()) checkRoom(count, vm.running().live(), "live");
            if (impact.config()) checkRoom(count, vm.definition(), "persistent");
            if (impact.live()) live(count);
            if (impact.config()) vm.machines().keep(vm, withCount(vm.definition(), count, (flags & HOTPLUGGABLE) != 0));
        }
    }

    /** Plugs or unplugs these. */
    public void set(BitSet numbers, boolean on, int flags) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetVcpu")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) checkSwitchable(numbers, vm.running().live());
            if (impact.config()) checkSwitchable(numbers, vm.definition());
            if (impact.live()) {
                for (VcpuState state : states(vm.running().live())) {
                    if (!numbers.get(state.id()) || state.enabled().yes() == on) continue;
                    if (on) {
                        plug(vm.running().qemu().monitor(), state.id());
                    } else {
                        unplug(state.id());
                    }
                    became(state.id(), on);
                }
            }
            if (impact.config()) {
                Domain changed = vm.definition();
                for (int number : numbers.stream().toArray()) changed = switched(changed, number, on);
                vm.machines().keep(vm, changed);
            }
        }
    }

    private static void checkSwitchable(BitSet numbers, Domain domain) {
        if (numbers.isEmpty()) throw QEMU.error(INVALID_ARG, "no vcpus selected for modification");
        int last = numbers.length() - 1;
        if (last >= domain.vcpu().maximum()) throw QEMU.error(INVALID_ARG, "vcpu %d is not present in domain config", last);
        for (VcpuState state : states(domain)) {
            if (numbers.get(state.id()) && state.hotpluggable().equals(Optional.of(YesNo.NO))) {
                throw QEMU.error(INVALID_ARG, "vcpu '%d' is not hotpluggable", state.id());
            }
        }
    }

    private static Domain switched(Domain domain, int number, boolean on) {
        return with(domain, states(domain).stream().map(state -> state.id() == number
                ? new VcpuState(number, YesNo.of(on), Optional.of(YesNo.YES), Optional.empty()) : state).toList());
    }

    private static void checkRoom(int count, Domain domain, String which) {
        if (count > domain.vcpu().maximum()) {
            throw QEMU.error(INVALID_ARG, "requested vcpus is greater than max allowable vcpus for the %s domain: %d > %d", which,
                    count, domain.vcpu().maximum());
        }
    }

    private void live(int count) throws InterruptedException {
        Domain live = vm.running().live();
        List<VcpuState> states = states(live);
        if (count > live.vcpu().online()) {
            for (VcpuState off : states.stream().filter(state -> !state.enabled().yes()).limit(count - live.vcpu().online()).toList()) {
                plug(vm.running().qemu().monitor(), off.id());
                became(off.id(), true);
            }
            return;
        }
        List<VcpuState> plugged = states.stream().filter(state -> state.enabled().yes() && state.hotpluggable().equals(Optional.of(YesNo.YES)))
                .sorted(Comparator.comparingInt(VcpuState::id).reversed()).limit(live.vcpu().online() - count).toList();
        if (plugged.size() < live.vcpu().online() - count) {
            throw QEMU.error(CONFIG_UNSUPPORTED,
                    "failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count");
        }
        for (VcpuState on : plugged) {
            unplug(on.id());
            became(on.id(), false);
        }
    }

    /** The live machine after processors were plugged in until there are so many. */
    public static Domain plugged(Conversation qemu, Domain live, int count) {
        Domain now = live;
        Places places = Places.ask(qemu);
        for (VcpuState off : states(live).stream().filter(state -> !state.enabled().yes()).limit(count - live.vcpu().online()).toList()) {
            places = plug(qemu, places, off.id());
            now = withState(now, off.id(), true);
        }
        return now;
    }

    /** Plugs in, before the guest runs, those that are on and can be unplugged: the command line only has the others. */
    public static void plugFirst(Conversation qemu, Domain live) {
        List<VcpuState> wanted = live.vcpus().stream()
                .filter(state -> state.enabled().yes() && state.hotpluggable().filter(YesNo::yes).isPresent())
                .sorted(Comparator.comparing((VcpuState state) -> state.order().orElse(Integer.MAX_VALUE)).thenComparing(VcpuState::id))
                .toList();
        if (wanted.isEmpty()) return;
        Places places = Places.ask(qemu);
        for (VcpuState state : wanted) places = plug(qemu, places, state.id());
    }

    /** Where processors may be plugged in QEMU, in libvirt's order: by socket, die, core and thread; and how many run. */
    private record Places(List<MachineCommand.HotpluggableCpu> all, int running) {
        static Places ask(Conversation qemu) {
            return new Places(qemu.call(new MachineCommand.QueryHotpluggableCpus()).stream()
                    .sorted(Comparator.comparingLong(ProcessorCount::place)).toList(),
                    qemu.call(new MachineCommand.QueryCpusFast()).size());
        }
    }

    /** Plugs one in; QEMU is asked afterwards whether it runs. */
    private static Places plug(Conversation qemu, Places places, int number) {
        if (number >= places.all.size() || places.all.get(number).qomPath().isPresent()) {
            throw QEMU.error(CONFIG_UNSUPPORTED,
                    "failed to find appropriate hotpluggable vcpus to reach the desired target vcpu count");
        }
        MachineCommand.HotpluggableCpu place = places.all.get(number);
        Json.Obj device = Json.object().with("driver", place.type()).with("id", "vcpu" + number);
        for (var property : place.props().members().entrySet()) device = device.with(property.getKey(), property.getValue());
        qemu.call(new DeviceCommand.DeviceAdd(device));
        Places after = Places.ask(qemu);
        if (after.running <= places.running) {
            throw QEMU.error(OPERATION_FAILED, "qemu didn't report thread id for vcpu '%d'", number);
        }
        return after;
    }

    private static void plug(Conversation qemu, int number) {
        plug(qemu, Places.ask(qemu), number);
    }

    private static long place(MachineCommand.HotpluggableCpu cpu) {
        long place = 0;
        for (String level : List.of("node-id", "socket-id", "die-id", "cluster-id", "core-id", "thread-id")) {
            place = place << 10 | cpu.props().findNumber(level).orElse(0L);
        }
        return place;
    }

    private void unplug(int number) throws InterruptedException {
        String alias = "vcpu" + number;
        try (EventWatch watch = vm.watch()) {
            vm.running().qemu().monitor().call(new DeviceCommand.DeviceDel(alias));
            Optional<Boolean> gone = watch.await(event -> switch (event) {
                case QemuEvent.DeviceDeleted(var device, _) when device.filter(alias::equals).isPresent() -> Optional.of(true);
                case QemuEvent.UnplugFailed(var device) when device.equals(alias) -> Optional.of(false);
                default -> Optional.empty();
            }, UNPLUG);
            if (gone.isEmpty()) {
                throw QEMU.error(OPERATION_TIMEOUT,
                        "vcpu unplug request timed out. Unplug result must be manually inspected in the domain");
            }
            if (!gone.get()) throw QEMU.error(OPERATION_FAILED, "unplug of device was rejected by the guest");
        }
    }

    /** A processor that QEMU has let go after all; safe to call twice. */
    public static void gone(Vm vm, String alias) {
        if (!alias.matches("vcpu\\d{1,5}")) return;
        int number = Integer.parseInt(alias.substring("vcpu".length()));
        vm.changeLive(live -> states(live).stream().anyMatch(state -> state.id() == number && state.enabled().yes())
                ? withState(live, number, false) : live);
    }

    private void became(int number, boolean on) {
        vm.changeLive(live -> withState(live, number, on));
        sampler.of(vm, vm.running()).processorsChanged();
        if (!on) return;
        Integer thread = sampler.of(vm, vm.running()).vcpuThreads().get(number);
        if (thread != null) new StartLimits(vm.running().live(), vm.running().qemu().pid()).ofProcessor(number, thread);
    }

    // documents

    /** Each processor one by one: those that are there from the beginning cannot be unplugged. */
    static List<VcpuState> states(Domain domain) {
        if (!domain.vcpus().isEmpty()) return domain.vcpus();
        int online = domain.vcpu().online();
        return IntStream.range(0, domain.vcpu().maximum())
                .mapToObj(id -> new VcpuState(id, YesNo.of(id < online), Optional.of(YesNo.of(id >= online)), Optional.empty()))
                .toList();
    }

    private static Domain with(Domain domain, List<VcpuState> states) {
        int online = (int) states.stream().filter(state -> state.enabled().yes()).count();
        Vcpu vcpu = domain.vcpu();
        return domain.with(draft -> {
            draft.vcpu = new Vcpu(vcpu.placement(), vcpu.cpuset(), Optional.of(online), vcpu.maximum());
            draft.vcpus = states;
        });
    }

    /** The running machine's, with the order in which they came. */
    static Domain withState(Domain live, int number, boolean on) {
        List<VcpuState> changed = states(live).stream().map(state -> state.id() == number
                ? new VcpuState(number, YesNo.of(on), Optional.of(YesNo.YES), Optional.empty()) : state).toList();
        List<VcpuState> ordered = new ArrayList<>();
        int order = 0;
        for (VcpuState state : changed) {
            Optional<Integer> turn = state.enabled().yes() ? Optional.of(++order) : Optional.empty();
            ordered.add(new VcpuState(state.id(), state.enabled(), state.hotpluggable(), turn));
        }
        return with(live, ordered);
    }

    /** The definition with so many: the first ones, the others to be plugged. */
    static Domain withCount(Domain domain, int count, boolean hotpluggable) {
        Vcpu vcpu = domain.vcpu();
        if (domain.vcpus().isEmpty() && (!hotpluggable || count <= vcpu.online())) {
            // nobody has told them apart: their number says it all
            return domain.with(draft ->
                    draft.vcpu = new Vcpu(vcpu.placement(), vcpu.cpuset(), Optional.of(count), vcpu.maximum()));
        }
        List<VcpuState> states = new ArrayList<>();
        int on = 0;
        boolean plugged = hotpluggable;
        int missing = count - domain.vcpu().online();
        for (VcpuState state : states(domain)) {
            boolean enabled = state.enabled().yes();
            if (enabled && state.hotpluggable().equals(Optional.of(YesNo.YES))) plugged = true;
            if (enabled && on >= count) {
                states.add(new VcpuState(state.id(), YesNo.NO, Optional.of(YesNo.YES), Optional.empty()));
            } else if (!enabled && missing > 0) {
                missing--;
                on++;
                states.add(new VcpuState(state.id(), YesNo.YES, Optional.of(YesNo.of(plugged)), Optional.empty()));
            } else {
                on += enabled ? 1 : 0;
                states.add(new VcpuState(state.id(), state.enabled(), state.hotpluggable(), Optional.empty()));
            }
        }
        return with(domain, states);
    }

    private static Domain withMaximum(Domain domain, int count) {
        Optional<Cpu.Topology> topology = domain.cpu().flatMap(Cpu::topology);
        int inCells = domain.cpu().flatMap(Cpu::numa).map(ProcessorCount::cpus).orElse(0);
        if (inCells > count) {
            throw QEMU.error(INVALID_ARG, "Number of CPUs in <numa> exceeds the desired maximum vcpu count");
        }
        if (topology.filter(places -> places.cpus() != count).isPresent()) {
            throw QEMU.error(INVALID_ARG, "CPU topology doesn't match the desired vcpu count");
        }
        Vcpu vcpu = domain.vcpu();
        return domain.with(draft -> {
            draft.vcpu = new Vcpu(vcpu.placement(), vcpu.cpuset(), Optional.of(Math.min(count, vcpu.online())), count);
            draft.vcpus = List.of();
        });
    }

    private static int cpus(Numa numa) {
        return numa.cell().stream().mapToInt(cell -> cell.cpus().map(cpus -> cpus.size()).orElse(0)).sum();
    }
}
