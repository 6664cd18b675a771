package jvirt.cli.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.cli.xml.Draft;

/**
 * The guest's documents: what it boots with first, if that is something else, and what it is in the end.
 *
 * @param first for the installation
 */
record Documents(Optional<Draft> first, Draft last) {

    /** The documents one after the other, those that {@code step}, 1, 2 or all, means. */
    String print(String step) {
        return switch (step) {
            case "1" -> first.orElse(last).toXml();
            case "2" -> {
                if (first.isEmpty()) throw new InstallException("Requested installation does not have XML step 2");
                yield last.toXml();
            }
            case "all" -> first.map(Draft::toXml).orElse("") + last.toXml();
            default -> throw InstallException.of("Unknown XML step request '%s', must be 1, 2, or all", step);
        };
    }

    /** Gives the devices their boot order: the first device of each kind. */
    static void bootOrder(Draft domain, List<String> kinds) {
        while (domain.find("os/boot").isPresent()) domain.remove("os/boot");
        Draft devices = domain.reach("devices");
        for (Draft device : devices.children()) device.unset("boot/@order");
        List<Draft> chosen = new ArrayList<>();
        for (String kind : kinds) {
            devices.children().stream().filter(device -> kind(device).equals(kind)).findFirst().ifPresent(chosen::add);
        }
        for (int i = 0; i < chosen.size(); i++) chosen.get(i).set("boot/@order", Integer.toString(i + 1));
    }

    private static String kind(Draft device) {
        return switch (device.name()) {
            case "interface" -> "network";
            case "disk" -> switch (String.valueOf(device.attribute("device"))) {
                case "cdrom" -> "cdrom";
                case "floppy" -> "fd";
                default -> "hd";
            };
            default -> "";
        };
    }

    /** Takes the medium at {@code path} out of its drive. */
    static void eject(Draft domain, String path) {
        for (Draft disk : domain.all("devices/disk")) {
            boolean holds = List.of("file", "dev", "dir").stream().anyMatch(kind -> disk.get("source/@" + kind).filter(path::equals).isPresent());
            if (!"cdrom".equals(disk.attribute("device")) || !holds) continue;
            disk.remove("source");
            disk.unset("driver/@name");
            disk.unset("driver/@type");
            disk.set("@type", "file");
            return;
        }
    }
}
