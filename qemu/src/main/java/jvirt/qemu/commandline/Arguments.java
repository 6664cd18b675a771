package jvirt.qemu.commandline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.QemuExtras;
import jvirt.api.json.Json;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.Part;

/** A command line while it grows, in the form that this QEMU reads. For one thread. */
final class Arguments {
    private final List<String> words = new ArrayList<>();
    private final Map<String, String> environment = new LinkedHashMap<>();
    private final QemuCapabilities capabilities;
    private final Map<String, List<QemuExtras.Property>> overrides = new LinkedHashMap<>();

    Arguments(QemuCapabilities capabilities, Domain domain) {
        this.capabilities = capabilities;
        domain.qemu().override().map(QemuExtras.Overrides::device).orElse(List.of()).forEach(device ->
                overrides.put(device.alias(), device.frontend().map(QemuExtras.FrontEnd::property).orElse(List.of())));
    }

    Arguments add(String... some) {
        words.addAll(List.of(some));
        return this;
    }

    Arguments environment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    void add(List<Part> parts) {
        parts.forEach(this::add);
    }

    void add(Part part) {
        switch (part) {
            case Part.Option(var option) -> words.addAll(option);
            case Part.Thing(var props) -> json("-object", props, "qom-type", QemuFlag.OBJECT_JSON);
            case Part.Net(var props) -> json("-netdev", props, "type", QemuFlag.NETDEV_JSON);
            case Part.Block(var props) -> add("-blockdev", props.toString());
            case Part.Char(var backend) -> add("-chardev", backend.option());
            case Part.Passed(int set, int descriptor, String opaque) ->
                    add("-add-fd", "set=" + set + ",fd=" + descriptor + ",opaque=" + opaque);
            case Part.Front(var props) -> json("-device", overridden(props), "driver", QemuFlag.DEVICE_JSON);
        }
    }

    private void json(String option, Json.Obj props, String first, QemuFlag flag) {
        add(option, capabilities.has(flag) ? props.toString() : KeyValues.of(props, first));
    }

    /** The device with what the user has put in place of our properties. */
    private Json.Obj overridden(Json.Obj props) {
        List<QemuExtras.Property> properties = props.findString("id").map(overrides::get).orElse(null);
        if (properties == null) return props;
        Map<String, Json> members = new LinkedHashMap<>(props.members());
        for (QemuExtras.Property property : properties) {
            members.remove(property.name());
            value(property).ifPresent(value -> members.put(property.name(), value));
        }
        return new Json.Obj(new LinkedHashMap<>(members));
    }

    private static Optional<Json> value(QemuExtras.Property property) {
        String text = property.value().orElse("");
        return switch (property.type()) {
            case STRING -> Optional.of(Json.of(text));
            case SIGNED, UNSIGNED -> Optional.of(new Json.Num(text));
            case BOOL -> Optional.of(Json.of(text.equals("true")));
            case REMOVE -> Optional.empty();
        };
    }

    CommandLine finish(String emulator) {
        List<String> all = new ArrayList<>(List.of(emulator));
        all.addAll(words);
        return new CommandLine(Collections.unmodifiableMap(environment), List.copyOf(all));
    }
}
