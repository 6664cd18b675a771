package jvirt.host.device;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One device: its folder below {@code /sys}, and what udev has found out about it. Files come and go while they are read: what is
 * not there is absent, never an error.
 *
 * @param folder without links, such as {@code /sys/devices/pci0000:00/0000:00:02.0}
 * @param properties of the kernel's {@code uevent} and of udev's database
 * @param links below {@code /dev}, from udev's database
 */
record Sysfs(Path folder, Map<String, String> properties, List<String> links) {

    /** The device behind an entry of {@code /sys/class} or {@code /sys/bus}. */
    static Optional<Sysfs> of(Path entry, Path udevData) {
        try {
            Path folder = entry.toRealPath();
            Map<String, String> properties = new HashMap<>();
            List<String> links = new ArrayList<>();
            lines(folder.resolve("uevent")).forEach(line -> put(properties, line));
            Path known = udevData.resolve(databaseName(folder, properties));
            for (String line : lines(known)) {
                if (line.startsWith("E:")) put(properties, line.substring(2));
                if (line.startsWith("S:")) links.add("/dev/" + line.substring(2));
            }
            return Optional.of(new Sysfs(folder, properties, links));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static void put(Map<String, String> properties, String line) {
        int equals = line.indexOf('=');
        if (equals > 0) properties.put(line.substring(0, equals), line.substring(equals + 1));
    }

    /** How udev calls a device in its database: by device number, by interface number, or by subsystem and name. */
    private static String databaseName(Path folder, Map<String, String> properties) {
        String subsystem = subsystem(folder).orElse("");
        if (properties.containsKey("MAJOR")) {
            return (subsystem.equals("block") ? "b" : "c") + properties.get("MAJOR") + ":" + properties.get("MINOR");
        }
        if (properties.containsKey("IFINDEX")) return "n" + properties.get("IFINDEX");
        return "+" + subsystem + ":" + folder.getFileName();
    }

    private static Optional<String> subsystem(Path folder) {
        return linkName(folder.resolve("subsystem"));
    }

    private static Optional<String> linkName(Path link) {
        try {
            return Optional.of(Files.readSymbolicLink(link).getFileName().toString());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static List<String> lines(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException _) {
            return List.of();
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    /** The kernel's driver, where one is bound. */
    Optional<String> driver() {
        return linkName(folder.resolve("driver"));
    }

    /** What a link in the folder points to, by its last name. */
    Optional<String> link(String attribute) {
        return linkName(folder.resolve(attribute));
    }

    Optional<String> property(String property) {
        return Optional.ofNullable(properties.get(property)).filter(value -> !value.isEmpty());
    }

    /** An attribute's text without white space at its ends. */
    Optional<String> text(String attribute) {
        try {
            String text = new String(Files.readAllBytes(folder.resolve(attribute)), StandardCharsets.UTF_8).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** An attribute's number, {@code 0x} or not. */
    Optional<Long> number(String attribute, int radix) {
        return text(attribute).flatMap(text -> parse(text, radix));
    }

    static Optional<Long> parse(String text, int radix) {
        try {
            return Optional.of(radix == 16 && text.startsWith("0x")
                    ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text, radix));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** The node below {@code /dev}. */
    Optional<String> node() {
        return property("DEVNAME").map(name -> name.startsWith("/") ? name : "/dev/" + name);
    }

    boolean has(String attribute) {
        return Files.exists(folder.resolve(attribute));
    }

    /** The names in one of its folders. */
    List<String> entries(String attribute) {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.resolve(attribute))) {
            for (Path entry : entries) names.add(entry.getFileName().toString());
        } catch (IOException _) {
            return List.of();
        }
        names.sort(null);
        return names;
    }
}
