package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The host's memory by pages and by distance, as {@code /sys} tells it. */
public final class HostMemory {
    private static final Path NODES = Path.of("/sys/devices/system/node");
    private static final Path HUGE_PAGES = Path.of("/sys/kernel/mm/hugepages");
    /** The size of an ordinary page on every host that QEMU has KVM for, but for some of ppc64 and aarch64. */
    public static final long ORDINARY_KIB = 4;

    private HostMemory() {}

    /** Pages of one size: how many there are, and how many of them are free. */
    public record Pages(long sizeKib, long total, long free) {}

    /** The pages of a NUMA node, small ones first; the ordinary ones are what huge ones leave. */
    public static List<Pages> pages(int node) throws IOException {
        Path folder = NODES.resolve("node" + node);
        boolean nodes = Files.isDirectory(folder);
        String meminfo = Files.readString(nodes ? folder.resolve("meminfo") : Path.of("/proc/meminfo"));
        List<Pages> pages = new ArrayList<>();
        long hugeKib = 0;
        for (Map.Entry<Long, Path> size : huge(nodes ? folder.resolve("hugepages") : HUGE_PAGES).entrySet()) {
            long total = number(size.getValue().resolve("nr_hugepages"));
            hugeKib += total * size.getKey();
            pages.add(new Pages(size.getKey(), total, number(size.getValue().resolve("free_hugepages"))));
        }
        pages.addFirst(new Pages(ORDINARY_KIB, (NodeInfo.memory(meminfo, "MemTotal:") - hugeKib) / ORDINARY_KIB,
                NodeInfo.memory(meminfo, "MemFree:") / ORDINARY_KIB));
        return pages;
    }

    /** The file in which the kernel is told how many huge pages of a size to keep on a node; on the host as a whole for -1. */
    public static Optional<Path> pool(int node, long sizeKib) {
        Path folder = node >= 0 && Files.isDirectory(NODES.resolve("node" + node)) ? NODES.resolve("node" + node + "/hugepages") : HUGE_PAGES;
        return Optional.of(folder.resolve("hugepages-" + sizeKib + "kB/nr_hugepages")).filter(Files::exists);
    }

    /** How many it keeps. */
    public static long kept(Path pool) throws IOException {
        return number(pool);
    }

    /** The sizes of pages in KiB, small ones first. */
    public static List<Long> pageSizes() throws IOException {
        List<Long> sizes = new ArrayList<>(List.of(ORDINARY_KIB));
        sizes.addAll(huge(HUGE_PAGES).keySet());
        return sizes;
    }

    private static TreeMap<Long, Path> huge(Path folder) throws IOException {
        TreeMap<Long, Path> sizes = new TreeMap<>();
        if (!Files.isDirectory(folder)) return sizes;
        try (Stream<Path> inside = Files.list(folder)) {
            inside.forEach(size -> sizes.put(Long.parseLong(size.getFileName().toString().replaceAll("\\D", "")), size));
        }
        return sizes;
    }

    private static long number(Path file) throws IOException {
        return Long.parseLong(Files.readString(file).strip());
    }

    /** How far each node is from this one, in the nodes' order; 10 is itself. Empty where the kernel does not tell. */
    public static List<Integer> distances(int node) throws IOException {
        Path file = NODES.resolve("node" + node).resolve("distance");
        if (!Files.exists(file)) return List.of();
        return Stream.of(Files.readString(file).strip().split("\\s+")).map(Integer::parseInt).toList();
    }
}
