package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Numa;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Memories;
import jvirt.qemu.device.Resources;
import jvirt.qemu.device.Words;

/** The guest's NUMA cells, their distances and how fast they reach each other: {@code -numa}. */
final class NumaArguments {
    /** Distances that nobody wrote: a cell's own memory, another's. */
    private static final int NEAR = 10;
    private static final int FAR = 20;

    private NumaArguments() {}

    static List<Numa.Cell> cells(Domain domain) {
        return domain.cpu().flatMap(Cpu::numa).map(Numa::cell).orElse(List.of());
    }

    private static List<Numa.Link> links(Domain domain) {
        return domain.cpu().flatMap(Cpu::numa).flatMap(Numa::interconnects).map(Numa.Interconnects::link).orElse(List.of());
    }

    /** The firmware tells of latencies, bandwidths or caches of memory. */
    static boolean memoryAttributes(Domain domain) {
        return !links(domain).isEmpty() || cells(domain).stream().anyMatch(cell -> !cell.cache().isEmpty());
    }

    static void add(Chassis chassis, Resources resources, Arguments arguments) {
        Domain domain = chassis.domain();
        List<Numa.Cell> cells = cells(domain);
        if (cells.isEmpty()) return;
        boolean attributes = memoryAttributes(domain);
        List<Memories.Backend> backends = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            String id = "ram-node" + i;
            backends.add(Memories.backend(new Memories.Stretch(id, id, cells.get(i).memory().kib(), i, false,
                    Optional.empty()), false, chassis, resources));
        }
        boolean bySize = MachineArguments.type(chassis).map(MachineType::numaMemory).orElse(false);
        boolean needed = !bySize || attributes || backends.stream().anyMatch(Memories.Backend::needed);
        if (!needed) MemoryArguments.addOld(chassis, resources, arguments);
        int initiator = firstWithCpus(cells);
        for (int i = 0; i < cells.size(); i++) {
            if (needed) arguments.add(Memories.things(backends.get(i).props(), chassis));
            StringBuilder node = new StringBuilder("node,nodeid=").append(i);
            cells.get(i).cpus().ifPresent(cpus -> {
                for (String range : cpus.toString().split(",")) node.append(",cpus=").append(range);
            });
            if (attributes) node.append(",initiator=").append(initiator(i, domain).orElse(initiator));
            node.append(needed ? ",memdev=ram-node" + i : ",mem=" + cells.get(i).memory().kib() / 1024);
            arguments.add("-numa", node.toString());
        }
        distances(cells, arguments);
        if (attributes) attributes(domain, cells, arguments);
    }

    private static int firstWithCpus(List<Numa.Cell> cells) {
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i).cpus().isPresent()) return i;
        }
        throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "At least one NUMA node has to have CPUs");
    }

    /** The cell that is nearest to this cell's memory: the first that a link names, a cell with CPUs being its own. */
    private static Optional<Integer> initiator(int cell, Domain domain) {
        if (cells(domain).get(cell).cpus().isPresent()) return Optional.of(cell);
        return links(domain).stream().filter(link -> target(link) == cell).map(NumaArguments::initiator).findFirst();
    }

    private static int initiator(Numa.Link link) {
        return switch (link) {
            case Numa.Link.Latency latency -> latency.initiator();
            case Numa.Link.Bandwidth bandwidth -> bandwidth.initiator();
        };
    }

    private static int target(Numa.Link link) {
        return switch (link) {
            case Numa.Link.Latency latency -> latency.target();
            case Numa.Link.Bandwidth bandwidth -> bandwidth.target();
        };
    }

    private static void distances(List<Numa.Cell> cells, Arguments arguments) {
        if (cells.stream().allMatch(cell -> cell.distances().isEmpty())) return;
        for (int from = 0; from < cells.size(); from++) {
            for (int to = 0; to < cells.size(); to++) {
                arguments.add("-numa", "dist,src=" + from + ",dst=" + to + ",val=" + distance(cells, from, to));
            }
        }
    }

    private static int distance(List<Numa.Cell> cells, int from, int to) {
        return written(cells.get(from), to).or(() -> written(cells.get(to), from)).orElse(from == to ? NEAR : FAR);
    }

    private static Optional<Integer> written(Numa.Cell cell, int other) {
        return cell.distances().stream().filter(sibling -> sibling.id() == other).map(Numa.Sibling::value).findFirst();
    }

    private static void attributes(Domain domain, List<Numa.Cell> cells, Arguments arguments) {
        for (Numa.Link link : links(domain)) {
            arguments.add("-numa", switch (link) {
                case Numa.Link.Latency(int initiator, int target, var cache, var type, long value) ->
                        link(initiator, target, cache, type) + "latency,latency=" + value;
                case Numa.Link.Bandwidth(int initiator, int target, var cache, var type, var rate) ->
                        link(initiator, target, cache, type) + "bandwidth,bandwidth=" + rate.kib() + "K";
            });
        }
        for (int i = 0; i < cells.size(); i++) {
            for (Numa.Cache cache : cells.get(i).cache()) arguments.add("-numa", cache(i, cache));
        }
    }

    private static String link(int initiator, int target, Optional<Integer> cache, Numa.Access type) {
        String hierarchy = switch (cache.orElse(0)) {
            case 0 -> "memory";
            case 1 -> "first-level";
            case 2 -> "second-level";
            default -> "third-level";
        };
        return "hmat-lb,initiator=" + initiator + ",target=" + target + ",hierarchy=" + hierarchy + ",data-type="
                + Words.of(type) + "-";
    }

    private static String cache(int cell, Numa.Cache cache) {
        return "hmat-cache,node-id=" + cell + ",size=" + cache.size().kib() + "K,level=" + cache.level()
                + cache.associativity().map(how -> ",associativity=" + switch (how) {
                    case NONE -> "none";
                    case DIRECT -> "direct";
                    case FULL -> "complex";
                }).orElse("")
                + cache.policy().map(how -> ",policy=" + switch (how) {
                    case NONE -> "none";
                    case WRITEBACK -> "write-back";
                    case WRITETHROUGH -> "write-through";
                }).orElse("")
                + cache.line().filter(line -> line.bytes() > 0).map(line -> ",line=" + line.bytes()).orElse("");
    }
}
