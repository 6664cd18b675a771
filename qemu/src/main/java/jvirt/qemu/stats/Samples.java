package jvirt.qemu.stats;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import jvirt.api.json.Json;
import jvirt.host.ProcessTimes;
import jvirt.qemu.process.Qemu;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.MigrationCommand;

/**
 * What one running QEMU said last. Each kind of answer has an age up to which it is good enough; who needs a fresher one
 * asks, and those who ask at the same time share the answer.
 */
public final class Samples {
    /** Figures that count: a client that looks every second never sees the same ones twice. */
    private static final Duration COUNTERS = Duration.ofMillis(100);
    /** Sizes of images: they change when somebody resizes one, or a thin one grows. */
    private static final Duration IMAGES = Duration.ofSeconds(2);
    private static final Duration THREADS = Duration.ofSeconds(1);

    private final Qemu qemu;
    private final Slot<BlockFigures> blocks = new Slot<>(COUNTERS);
    private final Slot<Map<String, BlockCommand.Node>> images = new Slot<>(IMAGES);
    private final Slot<Json.Obj> guestMemory = new Slot<>(COUNTERS);
    private final Slot<List<MachineCommand.Iothread>> iothreads = new Slot<>(COUNTERS);
    private final Slot<Map<Integer, Integer>> vcpuThreads = new Slot<>(THREADS);
    private final Slot<Json.Obj> dirtyRate = new Slot<>(COUNTERS);
    private final Slot<KvmFigures> kvmOfMachine = new Slot<>(COUNTERS);
    private final Slot<KvmFigures> kvmOfProcessors = new Slot<>(COUNTERS);
    private volatile Optional<List<Json.Obj>> kvmSchemas = Optional.empty();
    private volatile boolean dirtyRateUnknown = true;

    Samples(Qemu qemu) {
        this.qemu = qemu;
    }

    Qemu qemu() {
        return qemu;
    }

    /** One kind of answer. */
    private static final class Slot<T> {
        private final ReentrantLock asking = new ReentrantLock();
        private final Duration age;
        private volatile Optional<Taken<T>> last = Optional.empty();

        private record Taken<T>(T value, long when) {}

        Slot(Duration age) {
            this.age = age;
        }

        private Optional<T> fresh() {
            return last.filter(taken -> System.nanoTime() - taken.when < age.toNanos()).map(Taken::value);
        }

        T get(Supplier<T> ask) {
            Optional<T> known = fresh();
            if (known.isPresent()) return known.get();
            asking.lock();
            try {
                Optional<T> meanwhile = fresh();
                if (meanwhile.isPresent()) return meanwhile.get();
                T value = ask.get();
                last = Optional.of(new Taken<>(value, System.nanoTime()));
                return value;
            } finally {
                asking.unlock();
            }
        }

        void forget() {
            last = Optional.empty();
        }
    }

    /** Counters of disks and the watermarks of their images. */
    public BlockFigures blocks() {
        return blocks.get(() -> BlockFigures.of(qemu.monitor().call(new BlockCommand.QueryStats(Optional.empty()))));
    }

    /** Images by the name of their block node. */
    public Map<String, BlockCommand.Node> images() {
        return images.get(() -> {
            Map<String, BlockCommand.Node> nodes = new HashMap<>();
            for (BlockCommand.Node node : qemu.monitor().call(new BlockCommand.QueryNodes(Optional.of(true)))) {
                node.nodeName().ifPresent(name -> nodes.put(name, node));
            }
            return nodes;
        });
    }

    /** Images have changed: what is known of them is old. */
    public void imagesChanged() {
        images.forget();
        blocks.forget();
    }

    /** What the guest's balloon driver told of its memory: {@code stats} and {@code last-update}. */
    public Json.Obj guestMemory(String balloon) {
        return guestMemory.get(() -> qemu.monitor()
                .call(new MachineCommand.QomGet("/machine/peripheral/" + balloon, "guest-stats")).asObject());
    }

    public List<MachineCommand.Iothread> iothreads() {
        return iothreads.get(() -> qemu.monitor().call(new MachineCommand.QueryIothreads()));
    }

    /** Threads for disks have come or gone. */
    public void threadsChanged() {
        iothreads.forget();
    }

    /** The thread of each virtual processor, by its number. */
    public Map<Integer, Integer> vcpuThreads() {
        return vcpuThreads.get(() -> {
            Map<Integer, Integer> threads = new HashMap<>();
            for (MachineCommand.Cpu cpu : qemu.monitor().call(new MachineCommand.QueryCpusFast())) {
                threads.put(cpu.cpuIndex(), cpu.threadId());
            }
            return threads;
        });
    }

    /** Processors came or went. */
    public void processorsChanged() {
        vcpuThreads.forget();
    }

    /** How fast the guest writes its memory: asked until it is known that nobody measures it. */
    public Json.Obj dirtyRate() {
        if (!dirtyRateUnknown) return Json.object().with("status", "unstarted");
        Json.Obj said = dirtyRate.get(() -> qemu.monitor().call(new MigrationCommand.QueryDirtyRate()));
        if (said.findString("status").filter("unstarted"::equals).isPresent()) dirtyRateUnknown = false;
        return said;
    }

    /** Somebody measures how fast the guest writes its memory. */
    public void dirtyRateStarted() {
        dirtyRateUnknown = true;
        dirtyRate.forget();
    }

    /** What KVM counts of the machine ({@code vm}) or of each processor ({@code vcpu}). */
    public KvmFigures kvm(String target) {
        return (target.equals("vm") ? kvmOfMachine : kvmOfProcessors).get(() -> {
            if (kvmSchemas.isEmpty()) kvmSchemas = Optional.of(qemu.monitor().call(new MachineCommand.QueryStatsSchemas(Optional.empty())));
            return KvmFigures.of(kvmSchemas.get(), qemu.monitor().call(
                    new MachineCommand.QueryStats(target, Optional.empty(), Json.object())), target);
        });
    }

    /** What the process has used; none when it has just ended. */
    public Optional<ProcessTimes> times() {
        return ProcessTimes.of(qemu.pid());
    }
}
