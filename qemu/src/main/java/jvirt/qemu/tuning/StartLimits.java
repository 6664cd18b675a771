package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.IdSet;
import jvirt.api.domain.BlkioTune;
import jvirt.api.domain.CpuTune;
import jvirt.api.domain.CpuTune.SignedLong;
import jvirt.api.domain.Domain;
import jvirt.api.domain.NumaTune;
import jvirt.host.Affinity;
import jvirt.host.ErrnoException;
import jvirt.host.ProcessTimes;
import jvirt.host.SchedulingPolicy;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.MachineCommand;

/**
 * What a definition says of the machine's share of the host, in force before its guest runs. A machine of which nothing is said
 * is not looked at: its start waits for no group.
 *
 * @param pid QEMU's
 */
public record StartLimits(Domain live, int pid) {
    /** Of the process as a whole: before it has taken any memory. */
    public void ofProcess() {
        if (!limited()) return;
        Group group = Group.of(live, pid);
        live.blkiotune().filter(tune -> tune.weight().isPresent() || !tune.device().isEmpty()).ifPresent(tune -> {
            require(group, "blkio", "Block I/O tuning is not available on this host");
            BlockWeights.write(group, tune);
        });
        live.memtune().filter(MemoryLimits::any).ifPresent(tune -> {
            require(group, "memory", "Memory cgroup is not available on this host");
            MemoryLimits.write(group, tune);
        });
        tune().shares().ifPresent(shares -> {
            require(group, "cpu", "CPU tuning is not available on this host");
            Scheduling.writeShares(group, shares);
        });
        band(tune().globalPeriod(), tune().globalQuota()).filter(Band::given).ifPresent(band -> {
            requireForBand(group);
            band.write(group);
        });
        nodes().ifPresent(nodes -> {
            if (has(group, "cpuset")) group.write("cpuset", "cpuset.mems", nodes.toString());
        });
    }

    private boolean limited() {
        return live.blkiotune().filter(tune -> tune.weight().isPresent() || !tune.device().isEmpty()).isPresent()
                || live.memtune().filter(MemoryLimits::any).isPresent() || tune().shares().isPresent()
                || tune().globalPeriod().isPresent() || tune().globalQuota().isPresent() || nodes().isPresent();
    }

    private CpuTune tune() {
        return live.cputune().orElse(CpuTune.NONE);
    }

    private static Optional<Band> band(Optional<Long> period, Optional<SignedLong> quota) {
        return Optional.of(new Band(period.orElse(0L), quota.map(SignedLong::value).orElse(0L)));
    }

    /** QEMU itself prefers and spreads; what is strict, the kernel sees to. */
    private Optional<IdSet> nodes() {
        return live.numatune().flatMap(NumaTune::memory).filter(memory -> memory.mode().filter(mode ->
                mode == NumaTune.Mode.STRICT || mode == NumaTune.Mode.RESTRICTIVE).isPresent()).flatMap(NumaTune.Memory::nodeset);
    }

    private static boolean has(Group group, String controller) {
        return group.cgroup().folder(controller).filter(Files::isDirectory).isPresent();
    }

    private static void require(Group group, String controller, String complaint) {
        if (!has(group, controller)) throw QEMU.error(CONFIG_UNSUPPORTED, "%s", complaint);
    }

    private static void requireForBand(Group group) {
        require(group, "cpu", "cgroup cpu is required for scheduler tuning");
    }

    // threads

    /** Of its threads, which are there once QEMU answers. */
    public void ofThreads(Conversation qemu) {
        if (!threadsLimited()) return;
        Map<Integer, Integer> processors = new HashMap<>();
        qemu.call(new MachineCommand.QueryCpusFast()).forEach(cpu -> processors.put(cpu.cpuIndex(), cpu.threadId()));
        Map<Integer, Integer> iothreads = new HashMap<>();
        qemu.call(new MachineCommand.QueryIothreads()).stream().filter(one -> one.id().matches("iothread\\d{1,9}"))
                .forEach(one -> iothreads.put(Integer.parseInt(one.id().substring("iothread".length())), one.threadId()));
        List<Integer> others = others();
        others.removeAll(processors.values());
        others.removeAll(iothreads.values());
        limit("emulator", others, tune().emulatorpin().map(CpuTune.EmulatorPin::cpuset),
                band(tune().emulatorPeriod(), tune().emulatorQuota()));
        tune().emulatorsched().ifPresent(sched -> schedule(pid, sched.scheduler(), sched.priority()));
        processors.forEach(this::ofProcessor);
        iothreads.forEach(this::ofIothread);
    }

    private boolean threadsLimited() {
        CpuTune tune = tune();
        return live.vcpu().cpuset().isPresent() || !tune.vcpupin().isEmpty() || tune.emulatorpin().isPresent()
                || !tune.iothreadpin().isEmpty() || !tune.vcpusched().isEmpty() || !tune.iothreadsched().isEmpty()
                || tune.emulatorsched().isPresent() || tune.period().isPresent() || tune.quota().isPresent()
                || tune.emulatorPeriod().isPresent() || tune.emulatorQuota().isPresent()
                || tune.iothreadPeriod().isPresent() || tune.iothreadQuota().isPresent();
    }

    /** Of one processor, also of one that comes while the guest runs. */
    public void ofProcessor(int number, int thread) {
        limit("vcpu" + number, List.of(thread), tune().vcpupin().stream().filter(pin -> pin.vcpu() == number).findFirst()
                .map(CpuTune.VcpuPin::cpuset), band(tune().period(), tune().quota()));
        tune().vcpusched().stream().filter(sched -> sched.vcpus().contains(number)).findFirst()
                .ifPresent(sched -> schedule(thread, sched.scheduler(), sched.priority()));
    }

    /** Of one thread for disks. */
    public void ofIothread(int number, int thread) {
        limit("iothread" + number, List.of(thread), tune().iothreadpin().stream().filter(pin -> pin.iothread() == number)
                .findFirst().map(CpuTune.IoThreadPin::cpuset), band(tune().iothreadPeriod(), tune().iothreadQuota()));
        tune().iothreadsched().stream().filter(sched -> sched.iothreads().contains(number)).findFirst()
                .ifPresent(sched -> schedule(thread, sched.scheduler(), sched.priority()));
    }

    private List<Integer> others() {
        try {
            return new ArrayList<>(ProcessTimes.threads(pid).keySet());
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot list the threads of domain '%s': %s", live.name(), e.getMessage());
        }
    }

    private void limit(String part, List<Integer> threads, Optional<IdSet> pinned, Optional<Band> band) {
        band.filter(Band::given).ifPresent(given -> {
            Group group = Group.of(live, pid);
            requireForBand(group);
            given.write(group.part(part, threads));
        });
        pinned.or(() -> live.vcpu().cpuset()).ifPresent(processors -> threads.forEach(thread -> pin(thread, processors)));
    }

    private static void pin(int thread, IdSet processors) {
        try {
            Affinity.set(thread, processors.bits());
        } catch (ErrnoException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot set CPU affinity on process %d: %s", thread, e.reason());
        }
    }

    private static void schedule(int thread, CpuTune.Scheduler scheduler, Optional<Integer> priority) {
        try {
            SchedulingPolicy.valueOf(scheduler.name()).set(thread, priority.orElse(0));
        } catch (ErrnoException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Cannot set scheduler parameters for pid %d: %s", thread, e.reason());
        }
    }
}
