package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A cache of the host's processors.
 *
 * @param type {@code Unified}, {@code Data} or {@code Instruction}
 * @param cpus who shares it, as a list of ranges
 */
public record CacheBank(int level, int id, String type, long sizeKib, String cpus) {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu");
    private static final Comparator<CacheBank> ORDER = Comparator.comparingInt(CacheBank::level)
            .thenComparing(CacheBank::type).thenComparingInt(CacheBank::id);

    /** The caches of this level and those behind it. */
    public static List<CacheBank> read(BitSet online, int fromLevel) throws IOException {
        TreeSet<CacheBank> banks = new TreeSet<>(ORDER);
        for (int cpu : online.stream().toArray()) {
            Path folder = CPUS.resolve("cpu" + cpu + "/cache");
            if (!Files.isDirectory(folder)) continue;
            try (Stream<Path> inside = Files.list(folder)) {
                for (Path index : inside.filter(path -> path.getFileName().toString().startsWith("index")).toList()) {
                    bank(index).filter(bank -> bank.level >= fromLevel).ifPresent(banks::add);
                }
            }
        }
        return List.copyOf(banks);
    }

    /** A kernel that does not number its caches, or does not say their size, tells too little. */
    private static Optional<CacheBank> bank(Path index) throws IOException {
        for (String needed : List.of("id", "size", "shared_cpu_list")) {
            if (!Files.exists(index.resolve(needed))) return Optional.empty();
        }
        String size = text(index, "size");
        long factor = switch (size.charAt(size.length() - 1)) {
            case 'G' -> 1024 * 1024;
            case 'M' -> 1024;
            default -> 1;
        };
        return Optional.of(new CacheBank(Integer.parseInt(text(index, "level")), Integer.parseInt(text(index, "id")),
                text(index, "type"), Long.parseLong(size.replaceAll("\\D", "")) * factor, text(index, "shared_cpu_list")));
    }

    private static String text(Path folder, String file) throws IOException {
        return Files.readString(folder.resolve(file)).strip();
    }
}
