package jvirt.qemu.caps;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.JsonException;
import jvirt.qemu.qmp.ProbeCommand;

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

    /** What QEMU said, without telling apart what migrates. */
    public static HostCpu of(ProbeCommand.CpuModel model, boolean migratability) {
        return new HostCpu(model.name(), migratability, properties(model));
    }

    static List<Property> properties(ProbeCommand.CpuModel model) {
        List<Property> properties = new ArrayList<>();
        model.props().orElse(Json.object()).members().forEach((name, json) ->
                value(json).ifPresent(value -> properties.add(new Property(name, value, Optional.empty()))));
        return properties;
    }

    private static Optional<Value> value(Json json) {
        return switch (json) {
            case Json.Str(String text) -> Optional.of(new Value.Text(text));
            case Json.Bool truth -> Optional.of(new Value.Truth(truth == Json.Bool.TRUE));
            case Json.Num number -> number(number);
            case Json.Obj _, Json.Arr _, Json.Null _ -> Optional.empty();
        };
    }

    /** A number beyond 63 bits is left out, as by libvirt. */
    private static Optional<Value> number(Json.Num number) {
        try {
            long value = number.asLong();
            return value < 0 && !number.text().startsWith("-") ? Optional.empty() : Optional.of(new Value.Number(value));
        } catch (JsonException _) {
            return Optional.empty();
        }
    }
}
