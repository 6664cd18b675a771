package jvirt.host.device;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The names of vendors and products, from the lists that distributions install ({@code pci.ids}, {@code usb.ids}). A list is read
 * when a name is first asked for, and may be forgotten again: it is large and seldom needed.
 */
final class Ids {
    private static final List<Path> FOLDERS = List.of(Path.of("/usr/share/hwdata"), Path.of("/usr/share/misc"));

    static final Ids PCI = new Ids("pci.ids");
    static final Ids USB = new Ids("usb.ids");

    private final String file;
    private SoftReference<Map<Integer, String>> names = new SoftReference<>(null);

    private Ids(String file) {
        this.file = file;
    }

    Optional<String> vendor(int vendor) {
        return Optional.ofNullable(names().get(vendor << 16));
    }

    /** The product's name; product 0 has none of its own in the key's form. */
    Optional<String> product(int vendor, int product) {
        return product == 0 ? Optional.empty() : Optional.ofNullable(names().get(vendor << 16 | product));
    }

    private synchronized Map<Integer, String> names() {
        Map<Integer, String> known = names.get();
        if (known == null) {
            known = read();
            names = new SoftReference<>(known);
        }
        return known;
    }

    /** A vendor's line begins with its number, a product's with a tab; classes and subsystems are left out. */
    private Map<Integer, String> read() {
        Map<Integer, String> read = new HashMap<>();
        for (Path folder : FOLDERS) {
            Path list = folder.resolve(file);
            if (!Files.isReadable(list)) continue;
            try (var lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
                int[] vendor = {-1};
                lines.forEach(line -> take(line, vendor, read));
                return read;
            } catch (IOException | java.io.UncheckedIOException _) {
                // the other folder may have a whole one
            }
        }
        return read;
    }

    private static void take(String line, int[] vendor, Map<Integer, String> read) {
        boolean product = line.startsWith("\t");
        int start = product ? 1 : 0;
        if (line.startsWith("\t\t") || line.length() < start + 7 || line.startsWith("#")) return;
        Optional<Long> number = Sysfs.parse(line.substring(start, start + 4), 16);
        if (!product) vendor[0] = number.map(Long::intValue).orElse(-1);
        if (number.isEmpty() || vendor[0] < 0) return;
        String name = new String(line.substring(start + 4).strip().getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        read.put(product ? vendor[0] << 16 | number.get().intValue() : vendor[0] << 16, name);
    }
}
