package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the firmware and the kernel say of the host as a machine. */
public final class Hardware {
    private static final Path DMI = Path.of("/sys/class/dmi/id");

    private Hardware() {}

    /** Whether the firmware's tables can be read. */
    public static boolean hasTables() {
        return Files.isDirectory(DMI);
    }

    /** A field of the firmware's tables, such as {@code product_name}; some are for root's eyes only. */
    public static Optional<String> table(String field) {
        return text(DMI.resolve(field)).filter(value -> !value.isBlank());
    }

    /** What tells this host from others: the firmware's UUID, or else the installation's, as 32 digits with or without dashes. */
    public static Optional<String> uuid() {
        return table("product_uuid").or(Hardware::installation);
    }

    /** What tells this installation from others, likewise. */
    public static Optional<String> installation() {
        return text(Path.of("/etc/machine-id"));
    }

    /** The ways in which the kernel can sleep, of {@code mem} and {@code disk}. */
    public static List<String> sleepStates() {
        return text(Path.of("/sys/power/state")).map(states -> List.of(states.split("\\s+"))).orElse(List.of());
    }

    /** Devices can be given to guests. */
    public static boolean iommu() {
        try (Stream<Path> groups = Files.list(Path.of("/sys/kernel/iommu_groups"))) {
            return groups.findAny().isPresent();
        } catch (IOException _) {
            return false;
        }
    }

    /** Devices can be given to guests by VFIO. */
    public static boolean vfio() {
        return iommu() && Files.exists(Path.of("/dev/vfio/vfio"));
    }

    private static Optional<String> text(Path file) {
        try {
            return Files.isReadable(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
