package jvirt.qemu.firmware;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.json.JsonException;

/** The firmwares of a host; the first that fits is to be taken. */
public record Firmwares(List<Firmware> all) {
    public static final Firmwares NONE = new Firmwares(List.of());
    /** The packages' descriptions, and the administrator's, which go before those of the same name. */
    private static final List<Path> SYSTEM = List.of(Path.of("/usr/share/qemu/firmware"), Path.of("/etc/qemu/firmware"));

    public Firmwares {
        all = List.copyOf(all);
    }

    /** Looks now. */
    public static Firmwares ofHost() {
        return read(SYSTEM);
    }

    /** Those described in these folders: of two files of one name the later folder's counts, an empty one hides the other. */
    public static Firmwares read(List<Path> folders) {
        TreeMap<String, Path> files = new TreeMap<>();
        try {
            for (Path folder : folders) {
                if (!Files.isDirectory(folder)) continue;
                try (Stream<Path> inside = Files.list(folder)) {
                    inside.filter(Files::isRegularFile).forEach(file -> files.put(file.getFileName().toString(), file));
                }
            }
            List<Firmware> found = new ArrayList<>();
            for (Path file : files.values()) {
                if (Files.size(file) > 0) found.add(parse(file));
            }
            return new Firmwares(found);
        } catch (IOException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "cannot read firmware descriptions: %s", e.getMessage());
        }
    }

    private static Firmware parse(Path file) throws IOException {
        try {
            return Firmware.parse(Files.readString(file));
        } catch (JsonException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "malformed firmware description '%s': %s", file, e.getMessage());
        }
    }

    /** Those for guests of this architecture and machine. */
    public Firmwares of(String architecture, String machine) {
        return new Firmwares(all.stream().filter(firmware -> firmware.fits(architecture, machine)).toList());
    }

    public boolean hasInterface(String name) {
        return all.stream().anyMatch(firmware -> firmware.interfaces().contains(name));
    }

    public boolean hasFeature(String name) {
        return all.stream().anyMatch(firmware -> firmware.features().contains(name));
    }

    /** The files of the code, each once. */
    public List<String> files() {
        return all.stream().flatMap(firmware -> firmware.file().stream()).distinct().toList();
    }
}
