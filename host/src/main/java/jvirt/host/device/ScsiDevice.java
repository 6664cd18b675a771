package jvirt.host.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.Scsi;
import jvirt.api.nodedev.Capability.ScsiHost;
import jvirt.api.nodedev.Capability.ScsiTarget;

/** Adapters, targets and units of the kernel's SCSI layer, which SATA and USB disks go through too. */
final class ScsiDevice {
    /** What a unit is, by its number in SCSI's INQUIRY (scsi/scsi_proto.h), in libvirt's words. */
    private static final Map<Integer, String> TYPES = Map.of(0, "disk", 1, "tape", 3, "processor", 4, "worm", 5, "cdrom",
            6, "scanner", 7, "mod", 8, "changer", 12, "raid", 13, "enclosure");

    private ScsiDevice() {}

    static Optional<Capability> describeHost(Sysfs device) {
        Optional<Long> number = Sysfs.parse(device.name().replaceFirst("^host", ""), 10);
        if (number.isEmpty()) return Optional.empty();
        String host = "scsi_host/" + device.name() + "/";
        String fibre = "fc_host/" + device.name() + "/";
        List<ScsiHost.Hba> abilities = new ArrayList<>();
        if (device.has(fibre)) {
            abilities.add(new ScsiHost.Hba.FibreChannel(name(device, fibre + "node_name"), name(device, fibre + "port_name"),
                    Optional.of(name(device, fibre + "fabric_name")).filter(text -> !text.isEmpty())));
            if (device.has(fibre + "vport_create")) {
                abilities.add(new ScsiHost.Hba.VirtualPorts(number(device, fibre + "max_npiv_vports"),
                        number(device, fibre + "npiv_vports_inuse")));
            }
        }
        return Optional.of(new ScsiHost(number.get().intValue(), device.number(host + "unique_id", 10).map(Long::intValue),
                abilities));
    }

    private static String name(Sysfs device, String attribute) {
        return device.text(attribute).map(text -> text.replaceFirst("^0x", "")).orElse("");
    }

    private static int number(Sysfs device, String attribute) {
        return device.number(attribute, 10).map(Long::intValue).orElse(0);
    }

    static Optional<Capability> describeTarget(Sysfs device) {
        return Optional.of(new ScsiTarget(device.name(), Optional.empty()));
    }

    /** {@code 2:0:0:0} */
    static Optional<Capability> describeUnit(Sysfs device) {
        String[] parts = device.name().split(":");
        if (parts.length != 4) return Optional.empty();
        try {
            return Optional.of(new Scsi(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]),
                    Integer.parseInt(parts[3]), device.number("type", 10).map(Long::intValue).map(TYPES::get)));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    static Optional<Capability> describeGeneric(Sysfs device) {
        return device.node().map(Capability.ScsiGeneric::new);
    }
}
