package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The first processor as {@code /proc/cpuinfo} tells it; texts are empty and numbers 0 where it does not.
 *
 * @param microcode the version of its firmware
 * @param physicalBits how wide its addresses of memory are
 */
public record Processor(String vendor, String name, int family, int model, int stepping, long microcode, Set<String> flags,
        int physicalBits) {
    public Processor {
        flags = Set.copyOf(flags);
    }

    /** Looks now. */
    public static Processor read() throws IOException {
        return parse(Files.readString(Path.of("/proc/cpuinfo")));
    }

    static Processor parse(String cpuinfo) {
        Map<String, String> fields = new HashMap<>();
        for (String line : cpuinfo.split("\n")) {
            int colon = line.indexOf(':');
            if (colon < 0) {
                if (fields.isEmpty()) continue;
                break;
            }
            fields.putIfAbsent(line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return new Processor(fields.getOrDefault("vendor_id", ""), fields.getOrDefault("model name", ""),
                (int) number(fields, "cpu family"), (int) number(fields, "model"), (int) number(fields, "stepping"),
                number(fields, "microcode"), Set.of(fields.getOrDefault("flags", "").split("\\s+")),
                physicalBits(fields.getOrDefault("address sizes", "")));
    }

    /** As in {@code 46 bits physical, 48 bits virtual}. */
    private static int physicalBits(String sizes) {
        int end = sizes.indexOf(" bits physical");
        return end < 0 ? 0 : Integer.parseInt(sizes.substring(0, end).strip());
    }

    private static long number(Map<String, String> fields, String name) {
        try {
            return Long.decode(fields.getOrDefault(name, "0"));
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    /** One line that is another on another kind of processor; empty where the kernel does not tell. */
    public Optional<String> signature() {
        if (vendor.isEmpty()) return Optional.empty();
        return Optional.of("%s, %s, family: %d, model: %d, stepping: %d".formatted(vendor, name, family, model, stepping));
    }
}
