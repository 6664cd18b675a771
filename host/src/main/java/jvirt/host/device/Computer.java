package jvirt.host.device;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.nodedev.Capability.Machine;
import jvirt.api.nodedev.NodeDevice;
import jvirt.api.xml.Uuids;

/** The machine as a whole: the root of the tree of devices. */
final class Computer {
    static final String NAME = "computer";

    private Computer() {}

    static NodeDevice describe(Path sys) {
        Path dmi = sys.resolve("class/dmi/id");
        UUID uuid = text(dmi, "product_uuid").flatMap(Uuids::parse).orElse(new UUID(0, 0));
        Machine machine = new Machine(text(dmi, "product_name"),
                Optional.of(new Machine.Hardware(text(dmi, "sys_vendor"), text(dmi, "product_version"), text(dmi, "product_serial"),
                        Optional.of(uuid))),
                Optional.of(new Machine.Firmware(text(dmi, "bios_vendor"), text(dmi, "bios_version"), text(dmi, "bios_date"))));
        return new NodeDevice(NAME, Optional.empty(), List.of(), Optional.empty(), Optional.empty(), List.of(machine));
    }

    private static Optional<String> text(Path folder, String file) {
        try {
            return Optional.of(Files.readString(folder.resolve(file)).strip()).filter(text -> !text.isEmpty());
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
