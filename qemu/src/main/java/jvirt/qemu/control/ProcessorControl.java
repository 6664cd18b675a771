package jvirt.qemu.control;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;
import jvirt.api.IdSet;
import jvirt.api.domain.CpuTune;
import jvirt.api.domain.Domain;
import jvirt.host.Affinity;
import jvirt.host.ErrnoException;
import jvirt.host.NodeInfo;
import jvirt.host.ProcessTimes;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.stats.Processors;
import jvirt.qemu.stats.Sampler;

/** On which of the host's processors a machine's threads run, and where they are now. */
public record ProcessorControl(Vm vm, Sampler sampler) {
    /** A virtual processor: its number, what it used, on which processor it ran last, where it may. */
    public record Running(int number, long nanos, int processor, BitSet allowed) {}

    /** The processors of the running machine. */
    public List<Running> running() {
        Active active = vm.active().orElseThrow(() ->
                QEMU.error(OPERATION_INVALID, "cannot retrieve vcpu information for inactive domain"));
        int pid = active.qemu().pid();
        Map<Integer, Integer> threads = sampler.of(vm, active).vcpuThreads();
        List<Running> running = new ArrayList<>();
        for (int number : Processors.online(active.live())) {
            int thread = thread(threads, number);
            Optional<ProcessTimes> times = ProcessTimes.of(pid, thread);
            running.add(new Running(number, times.map(ProcessTimes::total).orElse(0L), times.map(ProcessTimes::processor).orElse(0),
                    affinity(thread)));
        }
        return running;
    }

    private static int thread(Map<Integer, Integer> threads, int number) {
        Integer thread = threads.get(number);
        if (thread == null) throw QEMU.error(OPERATION_INVALID, "cpu affinity is not supported");
        return thread;
    }

    private static BitSet affinity(int thread) {
        try {
            return Affinity.get(thread);
        } catch (ErrnoException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "cannot get CPU affinity of process %d: %s", thread, e.reason());
        }
    }

    private static void setAffinity(int thread, BitSet processors) {
        try {
            Affinity.set(thread, processors);
        } catch (ErrnoException e) {
            throw QEMU.error(INVALID_ARG, e, "cannot set CPU affinity on process %d: %s", thread, e.reason());
        }
    }

    private Domain one(int flags) {
        return Impact.ofOne(vm, flags).live() ? vm.current() : vm.definition();
    }

    /** All processors of the host that are on. */
    public static BitSet host() {
        try {
            return NodeInfo.read().online();
        } catch (IOException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "cannot read the host's processors: %s", e.getMessage());
        }
    }

    /** Where each virtual processor may run, plugged or not, in the order of their numbers. */
    public List<BitSet> pins(int flags) {
        Domain domain = one(flags);
        BitSet otherwise = domain.vcpu().cpuset().map(IdSet::bits).orElseGet(ProcessorControl::host);
        List<BitSet> pins = new ArrayList<>();
        for (int number = 0; number < domain.vcpu().maximum(); number++) {
            int wanted = number;
            pins.add(tune(domain).vcpupin().stream().filter(pin -> pin.vcpu() == wanted).findFirst()
                    .map(pin -> pin.cpuset().bits()).orElse(otherwise));
        }
        return pins;
    }

    private static CpuTune tune(Domain domain) {
        return domain.cputune().orElse(CpuTune.NONE);
    }

    /** Where QEMU's other threads may run. */
    public BitSet emulatorPin(int flags) {
        Domain domain = one(flags);
        return tune(domain).emulatorpin().map(CpuTune.EmulatorPin::cpuset).or(() -> domain.vcpu().cpuset()).map(IdSet::bits)
                .orElseGet(ProcessorControl::host);
    }

    /** Where each thread for disks may run, by its number. */
    public SequencedMap<Integer, BitSet> iothreadPins(int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        SequencedMap<Integer, BitSet> pins = new LinkedHashMap<>();
        if (impact.live()) {
            for (var thread : sampler.of(vm, vm.running()).iothreads()) {
                pins.put(number(thread.id()), affinity(thread.threadId()));
            }
            return pins;
        }
        Domain domain = vm.definition();
        BitSet otherwise = domain.vcpu().cpuset().map(IdSet::bits).orElseGet(ProcessorControl::host);
        for (int id : Processors.iothreads(domain)) {
            pins.put(id, tune(domain).iothreadpin().stream().filter(pin -> pin.iothread() == id).findFirst()
                    .map(pin -> pin.cpuset().bits()).orElse(otherwise));
        }
        return pins;
    }

    private static int number(String iothread) {
        return Integer.parseInt(iothread.replaceFirst("^iothread", ""));
    }

    private static void checkNotEmpty(BitSet processors) {
        if (processors.isEmpty()) throw QEMU.error(INVALID_ARG, "Empty cpu list for pinning");
    }

    /** Lets a virtual processor run on these alone. */
    public void pin(int number, BitSet processors, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainPinVcpuFlags")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.config() && number >= vm.definition().vcpu().maximum()) {
                throw QEMU.error(INVALID_ARG, "vcpu %d is out of range of persistent cpu count %d", number,
                        vm.definition().vcpu().online());
            }
            checkNotEmpty(processors);
            CpuTune.VcpuPin pin = new CpuTune.VcpuPin(number, new IdSet(processors));
            if (impact.live()) {
                Active active = vm.running();
                if (!Processors.online(active.live()).contains(number)) {
                    throw QEMU.error(INVALID_ARG, "vcpu %d is out of range of live cpu count %d", number,
                            active.live().vcpu().online());
                }
                setAffinity(thread(sampler.of(vm, active).vcpuThreads(), number), processors);
            }
            keep(impact, tune -> tune.withVcpupin(replaced(tune.vcpupin(), pin)), "cputune.vcpupin" + number, processors);
        }
    }

    private static List<CpuTune.VcpuPin> replaced(List<CpuTune.VcpuPin> pins, CpuTune.VcpuPin pin) {
        List<CpuTune.VcpuPin> changed = new ArrayList<>(pins);
        changed.removeIf(other -> other.vcpu() == pin.vcpu());
        changed.add(pin);
        return changed;
    }

    /** Lets QEMU's threads that are no processors run on these alone. */
    public void pinEmulator(BitSet processors, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainPinEmulator")) {
            Impact impact = Impact.of(vm, flags);
            checkNotEmpty(processors);
            if (impact.live()) setAffinity(vm.running().qemu().pid(), processors);
            keep(impact, tune -> tune.withEmulatorpin(Optional.of(new CpuTune.EmulatorPin(new IdSet(processors)))),
                    "cputune.emulatorpin", processors);
        }
    }

    /** Lets a thread for disks run on these alone. */
    public void pinIothread(int number, BitSet processors, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainPinIOThread")) {
            Impact impact = Impact.of(vm, flags);
            checkNotEmpty(processors);
            if (impact.live()) {
                int thread = sampler.of(vm, vm.running()).iothreads().stream().filter(one -> number(one.id()) == number)
                        .map(one -> one.threadId()).findFirst()
                        .orElseThrow(() -> QEMU.error(INVALID_ARG, "iothread %d not found", number));
                setAffinity(thread, processors);
            }
            if (impact.config() && !Processors.iothreads(vm.definition()).contains(number)) {
                throw QEMU.error(INVALID_ARG, "iothreadid %d not found", number);
            }
            CpuTune.IoThreadPin pin = new CpuTune.IoThreadPin(number, new IdSet(processors));
            keep(impact, tune -> {
                List<CpuTune.IoThreadPin> pins = new ArrayList<>(tune.iothreadpin());
                pins.removeIf(other -> other.iothread() == number);
                pins.add(pin);
                return tune.withIothreadpin(pins);
            }, "cputune.iothreadpin" + number, processors);
        }
    }

    private void keep(Impact impact, UnaryOperator<CpuTune> change, String name, BitSet processors) {
        UnaryOperator<Domain> changed = domain -> domain.with(draft -> draft.cputune = Optional.of(change.apply(tune(domain))));
        if (impact.config()) vm.machines().keep(vm, changed.apply(vm.definition()));
        if (impact.live()) {
            vm.changeLive(changed);
            vm.announce(new VmEvent.Tunable(List.of(new VmEvent.Parameter(name, new IdSet(processors).toString()))));
        }
    }
}
