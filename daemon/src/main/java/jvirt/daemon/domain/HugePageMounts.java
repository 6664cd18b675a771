package jvirt.daemon.domain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jvirt.qemu.device.Resources;

/** Where the host's huge pages are mounted. */
final class HugePageMounts {
    private static final Path MOUNTS = Path.of("/proc/mounts");

    private HugePageMounts() {}

    static Resources.HugePages read() throws IOException {
        long usual = Files.readAllLines(Path.of("/proc/meminfo")).stream().filter(line -> line.startsWith("Hugepagesize:"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", ""))).findFirst().orElse(2048L);
        List<Map.Entry<Long, Path>> mounts = new ArrayList<>();
        for (String line : Files.readAllLines(MOUNTS)) {
            String[] fields = line.split(" ");
            if (!fields[2].equals("hugetlbfs")) continue;
            long size = size(fields[3], usual);
            Map.Entry<Long, Path> mount = Map.entry(size, Path.of(fields[1]));
            if (size == usual) mounts.addFirst(mount);
            else mounts.add(mount);
        }
        return new Resources.HugePages(List.copyOf(mounts));
    }

    /** The option {@code pagesize}, in KiB. */
    private static long size(String options, long usual) {
        for (String option : options.split(",")) {
            if (!option.startsWith("pagesize=")) continue;
            long number = Long.parseLong(option.replaceAll("\\D", ""));
            return switch (option.charAt(option.length() - 1)) {
                case 'G' -> number << 20;
                case 'M' -> number << 10;
                default -> number;
            };
        }
        return usual;
    }
}
