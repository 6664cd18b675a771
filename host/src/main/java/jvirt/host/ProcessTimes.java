package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a process or a thread has used, in nanoseconds.
 *
 * @param processor on which it ran last
 * @param residentKib memory of the process
 */
public record ProcessTimes(long user, long system, int processor, long residentKib) {
    /** Kernel ticks of {@code /proc} in nanoseconds: 100 a second on every Linux that userspace sees. */
    private static final long TICK_NANOS = 10_000_000L;
    private static final long PAGE_KIB = 4;

    /** Of a whole process; none when it is gone. */
    public static Optional<ProcessTimes> of(int pid) {
        return parse(Path.of("/proc/" + pid + "/stat"));
    }

    /** Of one thread; none when it is gone. */
    public static Optional<ProcessTimes> of(int pid, int tid) {
        return parse(Path.of("/proc/" + pid + "/task/" + tid + "/stat"));
    }

    /** When a process began, in the kernel's ticks since the host came up; none when it is gone. */
    public static OptionalLong started(int pid) {
        try {
            return OptionalLong.of(Long.parseLong(fields(Path.of("/proc/" + pid + "/stat"))[19]));
        } catch (IOException _) {
            return OptionalLong.empty();
        }
    }

    /** The second field is the name in parentheses, which may hold anything; the third is field 0 here. */
    private static String[] fields(Path file) throws IOException {
        String stat = Files.readString(file);
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static Optional<ProcessTimes> parse(Path file) {
        try {
            String[] fields = fields(file);
            return Optional.of(new ProcessTimes(Long.parseLong(fields[11]) * TICK_NANOS, Long.parseLong(fields[12]) * TICK_NANOS,
                    Integer.parseInt(fields[36].strip()), Long.parseLong(fields[21]) * PAGE_KIB));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    public long total() {
        return user + system;
    }

    /** Nanoseconds in which a thread could run and no processor was free: the second field of {@code schedstat}; else 0. */
    public static long delay(int pid, int tid) {
        try {
            String[] fields = Files.readString(Path.of("/proc/" + pid + "/task/" + tid + "/schedstat")).split("\\s+");
            return Long.parseLong(fields[1]);
        } catch (IOException | RuntimeException _) {
            return 0;
        }
    }

    /** Nanoseconds that the scheduler let a thread wait, where the kernel was built to tell; else 0. */
    public static long waited(int pid, int tid) {
        Path file = Path.of("/proc/" + pid + "/task/" + tid + "/sched");
        if (!Files.isReadable(file)) return 0;
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith("se.statistics.wait_sum") || line.startsWith("se.wait_sum"))
                    .map(line -> (long) (Double.parseDouble(line.substring(line.indexOf(':') + 1).strip()) * 1_000_000))
                    .findFirst().orElse(0L);
        } catch (IOException | RuntimeException _) {
            return 0;
        }
    }

    /** The names of a process's threads, by number. */
    public static Map<Integer, String> threads(int pid) throws IOException {
        Map<Integer, String> names = new TreeMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/" + pid + "/task"))) {
            for (Path task : tasks.toList()) {
                try {
                    names.put(Integer.parseInt(task.getFileName().toString()), Files.readString(task.resolve("comm")).strip());
                } catch (IOException _) {
                    // the thread ended meanwhile
                }
            }
        }
        return names;
    }
}
