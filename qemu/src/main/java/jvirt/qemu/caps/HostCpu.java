package jvirt.qemu.caps;

import java.util.List;
import java.util.Optional;

/**
 * The host's processor as QEMU would show it to a guest, by properties of QEMU's processor objects.
 *
 * @param migratability QEMU told apart which properties survive a migration
 */
public record HostCpu(String model, boolean migratability, List<Property> properties) {
    public HostCpu {
        properties = List.copyOf(properties);
    }

    /**
     * One property.
     *
     * @param migratable the guest can take it to another host; empty where it was not told apart
     */
    public record Property(String name, Value value, Optional<Boolean> migratable) {}

    /** What a property is. */
    public sealed interface Value {
        record Truth(boolean value) implements Value {}

        record Text(String value) implements Value {}

        record Number(long value) implements Value {}
    }
}
