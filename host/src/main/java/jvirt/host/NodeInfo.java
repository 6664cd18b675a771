package jvirt.host;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The machine that we run on, as {@code /proc} and {@code /sys} tell it.
 *
 * @param architecture as {@code uname -m} says
 * @param memoryKib all of it
 * @param megahertz of the first processor, 0 where it is not told
 * @param sockets in one NUMA node
 * @param cores in one socket
 * @param threads in one core
 * @param cells the NUMA nodes, at least one
 * @param online which processors are on, by number
 */
public record NodeInfo(String architecture, long memoryKib, int megahertz, int sockets, int cores, int threads,
        List<Cell> cells, BitSet present, BitSet online) {
    /** One NUMA node. */
    public record Cell(int id, long memoryKib, List<Cpu> cpus) {}

    /** One processor and where it sits. */
    public record Cpu(int id, int socket, int die, int core, String siblings) {}

    private static final Path CPUS = Path.of("/sys/devices/system/cpu");
    private static final Path NODES = Path.of("/sys/devices/system/node");

    /** Looks now. */
    public static NodeInfo read() throws IOException {
        BitSet online = cpuSet(text(CPUS.resolve("online"), "0"));
        BitSet present = cpuSet(text(CPUS.resolve("present"), "0"));
        TreeMap<Integer, Cpu> cpus = new TreeMap<>();
        for (int id = online.nextSetBit(0); id >= 0; id = online.nextSetBit(id + 1)) cpus.put(id, cpu(id));
        Set<Integer> sockets = new HashSet<>();
        Set<List<Integer>> cores = new HashSet<>();
        int threads = 1;
        for (Cpu cpu : cpus.values()) {
            sockets.add(cpu.socket);
            cores.add(List.of(cpu.socket, cpu.die, cpu.core));
            threads = Math.max(threads, cpuSet(cpu.siblings).cardinality());
        }
        List<Cell> cells = readCells(cpus);
        int socketsPerCell = Math.max(1, sockets.size() / cells.size());
        int coresPerSocket = Math.max(1, cores.size() / Math.max(1, sockets.size()));
        return new NodeInfo(System.getProperty("os.arch").equals("amd64") ? "x86_64" : System.getProperty("os.arch"),
                cells.stream().mapToLong(Cell::memoryKib).sum(), readMegahertz(), socketsPerCell,
                coresPerSocket, threads, cells, present, online);
    }

    private static Cpu cpu(int id) throws IOException {
        Path topology = CPUS.resolve("cpu" + id + "/topology");
        return new Cpu(id, number(topology.resolve("physical_package_id")), Math.max(0, number(topology.resolve("die_id"))),
                number(topology.resolve("core_id")), text(topology.resolve("thread_siblings_list"), Integer.toString(id)));
    }

    private static List<Cell> readCells(TreeMap<Integer, Cpu> cpus) throws IOException {
        List<Cell> cells = new ArrayList<>();
        TreeSet<Integer> nodes = new TreeSet<>();
        if (Files.isDirectory(NODES)) {
            BitSet onlineNodes = cpuSet(text(NODES.resolve("online"), "0"));
            onlineNodes.stream().forEach(nodes::add);
        }
        for (int node : nodes) {
            BitSet members = cpuSet(text(NODES.resolve("node" + node + "/cpulist"), ""));
            List<Cpu> inside = cpus.values().stream().filter(cpu -> members.get(cpu.id)).toList();
            cells.add(new Cell(node, memory(text(NODES.resolve("node" + node + "/meminfo"), ""), "MemTotal:"), inside));
        }
        if (cells.isEmpty()) {
            long all = memory(Files.readString(Path.of("/proc/meminfo")), "MemTotal:");
            cells.add(new Cell(0, all, List.copyOf(cpus.values())));
        }
        return List.copyOf(cells);
    }

    /** A line such as {@code MemTotal: 123 kB}, in KiB; 0 where it is not there. */
    static long memory(String meminfo, String field) {
        for (String line : meminfo.split("\n")) {
            int at = line.indexOf(field);
            if (at >= 0) return Long.parseLong(line.substring(at + field.length()).replace("kB", "").strip());
        }
        return 0;
    }

    private static int readMegahertz() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("cpu MHz")) return (int) Double.parseDouble(line.substring(line.indexOf(':') + 1));
        }
        return 0;
    }

    /** A list of ranges, as in {@code 0-3,8}. */
    public static BitSet cpuSet(String list) {
        BitSet set = new BitSet();
        for (String range : list.strip().split(",")) {
            if (range.isBlank()) continue;
            String[] ends = range.strip().split("-");
            set.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
        }
        return set;
    }

    private static int number(Path file) throws IOException {
        String text = text(file, "0");
        return Integer.parseInt(text);
    }

    private static String text(Path file, String otherwise) throws IOException {
        return Files.exists(file) ? Files.readString(file).strip() : otherwise;
    }

    /** KiB of free memory of the whole machine. */
    public static long freeKib() throws IOException {
        long free = 0;
        try (DirectoryStream<Path> nodes = Files.newDirectoryStream(NODES, "node[0-9]*")) {
            for (Path node : nodes) free += memory(text(node.resolve("meminfo"), ""), "MemFree:");
        } catch (NoSuchFileException _) {
            // a kernel without NUMA
        }
        return free > 0 ? free : memory(Files.readString(Path.of("/proc/meminfo")), "MemFree:");
    }
}
