package jvirt.api.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.IdSet;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Live;
import jvirt.api.xml.Name;
import jvirt.api.xml.NonZero;
import jvirt.api.xml.Refused;
import jvirt.api.xml.Units;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/** Shares, limits, pinning and scheduling of the guest's threads, {@code <cputune>}. */
public record CpuTune(
        @InElement Optional<Long> shares,
        @InElement Optional<Long> period,
        @InElement Optional<SignedLong> quota,
        @Name("global_period") @InElement Optional<Long> globalPeriod,
        @Name("global_quota") @InElement Optional<SignedLong> globalQuota,
        @Name("emulator_period") @InElement Optional<Long> emulatorPeriod,
        @Name("emulator_quota") @InElement Optional<SignedLong> emulatorQuota,
        @Name("iothread_period") @InElement Optional<Long> iothreadPeriod,
        @Name("iothread_quota") @InElement Optional<SignedLong> iothreadQuota,
        List<VcpuPin> vcpupin,
        Optional<EmulatorPin> emulatorpin,
        List<IoThreadPin> iothreadpin,
        Optional<EmulatorSched> emulatorsched,
        List<VcpuSched> vcpusched,
        List<IoThreadSched> iothreadsched,
        List<CacheTune> cachetune,
        List<MemoryTune> memorytune) {

    public static final CpuTune NONE = new CpuTune(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of(),
            Optional.empty(), List.of(), Optional.empty(), List.of(), List.of(), List.of(), List.of());

    public CpuTune {
        period = period.filter(value -> value != 0);
        quota = quota.filter(SignedLong::set);
        globalPeriod = globalPeriod.filter(value -> value != 0);
        globalQuota = globalQuota.filter(SignedLong::set);
        emulatorPeriod = emulatorPeriod.filter(value -> value != 0);
        emulatorQuota = emulatorQuota.filter(SignedLong::set);
        iothreadPeriod = iothreadPeriod.filter(value -> value != 0);
        iothreadQuota = iothreadQuota.filter(SignedLong::set);
        vcpupin = vcpupin.stream().sorted(Comparator.comparingInt(VcpuPin::vcpu)).toList();
        vcpusched = vcpusched.stream().flatMap(VcpuSched::each)
                .sorted(Comparator.comparingInt(sched -> sched.vcpus().last())).toList();
        iothreadsched = iothreadsched.stream().flatMap(IoThreadSched::each).toList();
    }

    /** What is said of I/O threads, in this order of their ids. */
    public CpuTune byThread(Comparator<Integer> order) {
        return new CpuTune(shares, period, quota, globalPeriod, globalQuota, emulatorPeriod, emulatorQuota, iothreadPeriod,
                iothreadQuota, vcpupin, emulatorpin,
                iothreadpin.stream().sorted(Comparator.comparing(IoThreadPin::iothread, order)).toList(), emulatorsched,
                vcpusched, iothreadsched.stream().sorted(Comparator.comparing(sched -> sched.iothreads().last(), order))
                        .toList(), cachetune, memorytune);
    }

    public CpuTune withVcpupin(List<VcpuPin> changed) {
        return new CpuTune(shares, period, quota, globalPeriod, globalQuota, emulatorPeriod, emulatorQuota,
                iothreadPeriod, iothreadQuota, changed, emulatorpin, iothreadpin, emulatorsched, vcpusched,
                iothreadsched, cachetune, memorytune);
    }

    public CpuTune withEmulatorpin(Optional<EmulatorPin> changed) {
        return new CpuTune(shares, period, quota, globalPeriod, globalQuota, emulatorPeriod, emulatorQuota,
                iothreadPeriod, iothreadQuota, vcpupin, changed, iothreadpin, emulatorsched, vcpusched, iothreadsched,
                cachetune, memorytune);
    }

    public CpuTune withIothreadpin(List<IoThreadPin> changed) {
        return new CpuTune(shares, period, quota, globalPeriod, globalQuota, emulatorPeriod, emulatorQuota,
                iothreadPeriod, iothreadQuota, vcpupin, emulatorpin, changed, emulatorsched, vcpusched, iothreadsched,
                cachetune, memorytune);
    }

    /** Without what is said of processors that the machine has not: numbers from this one on. */
    public CpuTune within(int processors) {
        List<CacheTune> caches = cachetune.stream().map(tune -> new CacheTune(tune.vcpus.below(processors), tune.id, tune.cache,
                tune.monitor.stream().map(one -> new CacheMonitor(one.level, one.vcpus.below(processors)))
                        .filter(one -> !one.vcpus.isEmpty()).toList())).filter(tune -> !tune.vcpus.isEmpty()).toList();
        List<MemoryTune> memories = memorytune.stream().map(tune -> new MemoryTune(tune.vcpus.below(processors), tune.id,
                tune.node, tune.monitor.stream().map(one -> new MemoryMonitor(one.vcpus.below(processors)))
                        .filter(one -> !one.vcpus.isEmpty()).toList())).filter(tune -> !tune.vcpus.isEmpty()).toList();
        return new CpuTune(shares, period, quota, globalPeriod, globalQuota, emulatorPeriod, emulatorQuota, iothreadPeriod,
                iothreadQuota, vcpupin, emulatorpin, iothreadpin, emulatorsched, vcpusched, iothreadsched, caches, memories);
    }

    /** With other shares and limits; what is absent is as it was. */
    public CpuTune withLimits(Limits changed) {
        return new CpuTune(changed.shares.or(() -> shares), changed.period.or(() -> period), signed(changed.quota, quota),
                changed.globalPeriod.or(() -> globalPeriod), signed(changed.globalQuota, globalQuota),
                changed.emulatorPeriod.or(() -> emulatorPeriod), signed(changed.emulatorQuota, emulatorQuota),
                changed.iothreadPeriod.or(() -> iothreadPeriod), signed(changed.iothreadQuota, iothreadQuota), vcpupin, emulatorpin,
                iothreadpin, emulatorsched, vcpusched, iothreadsched, cachetune, memorytune);
    }

    private static Optional<SignedLong> signed(Optional<Long> changed, Optional<SignedLong> before) {
        return changed.map(SignedLong::new).or(() -> before);
    }

    /** Shares, and limits in microseconds; a quota of -1 is none. */
    public record Limits(Optional<Long> shares, Optional<Long> period, Optional<Long> quota, Optional<Long> globalPeriod,
            Optional<Long> globalQuota, Optional<Long> emulatorPeriod, Optional<Long> emulatorQuota,
            Optional<Long> iothreadPeriod, Optional<Long> iothreadQuota) {}

    /** A number of 64 bits that may be negative. */
    public record SignedLong(long value) {
        public static SignedLong parse(String text) {
            return new SignedLong(Long.parseLong(text.strip()));
        }

        boolean set() {
            return value != 0;
        }

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    public record VcpuPin(int vcpu, IdSet cpuset) {}

    public record EmulatorPin(IdSet cpuset) {}

    public record IoThreadPin(@NonZero int iothread, IdSet cpuset) {}

    /** A scheduling policy of the kernel. */
    public enum Scheduler { BATCH, IDLE, FIFO, RR }

    public record EmulatorSched(Scheduler scheduler, Optional<Integer> priority) {
        public EmulatorSched {
            priority = priorityOf(scheduler, priority);
        }
    }

    public record VcpuSched(
            @Refused(missing = "Missing attribute 'vcpus' in element 'vcpusched'") IdSet vcpus, Scheduler scheduler, Optional<Integer> priority) {
        public VcpuSched {
            priority = priorityOf(scheduler, priority);
        }

        /** libvirt prints one element a CPU. */
        Stream<VcpuSched> each() {
            return vcpus.stream().mapToObj(id -> new VcpuSched(IdSet.of(id), scheduler, priority));
        }
    }

    public record IoThreadSched(
            @Refused(missing = "Missing attribute 'iothreads' in element 'iothreadsched'") IdSet iothreads, Scheduler scheduler, Optional<Integer> priority) {
        public IoThreadSched {
            priority = priorityOf(scheduler, priority);
        }

        Stream<IoThreadSched> each() {
            return iothreads.stream().mapToObj(id -> new IoThreadSched(IdSet.of(id), scheduler, priority));
        }
    }

    private static Optional<Integer> priorityOf(Scheduler scheduler, Optional<Integer> priority) {
        return scheduler == Scheduler.FIFO || scheduler == Scheduler.RR ? priority : Optional.empty();
    }

    /** Cache of the host that is set aside for some virtual CPUs. */
    public record CacheTune(IdSet vcpus, @Live Optional<String> id, List<Cache> cache, List<CacheMonitor> monitor) {}

    public enum CacheType { BOTH, CODE, DATA }

    /** @param bytes how much of the cache */
    public record Cache(int id, int level, CacheType type, long bytes) {
        public static Cache parse(Element element) {
            Cache.Head head = XmlBinding.read(Head.class, element);
            return new Cache(head.id, head.level, head.type,
                    Units.bytes(element, element.required("size"), element.attribute("unit")));
        }

        public void format(XmlWriter writer) {
            var pretty = Units.pretty(bytes);
            writer.attribute("id", id).attribute("level", level)
                    .attribute("type", type.name().toLowerCase(Locale.ROOT))
                    .attribute("size", pretty.value()).attribute("unit", pretty.unit());
        }

        /** What of the element needs no unit. */
        public record Head(int id, int level, CacheType type) {}
    }

    public record CacheMonitor(int level, IdSet vcpus) {}

    /** Memory bandwidth of the host that is set aside for some virtual CPUs. */
    public record MemoryTune(IdSet vcpus, @Live Optional<String> id, List<Node> node, List<MemoryMonitor> monitor) {}

    public record Node(int id, int bandwidth) {}

    public record MemoryMonitor(IdSet vcpus) {}
}
