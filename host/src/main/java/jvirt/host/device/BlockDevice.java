package jvirt.host.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.Storage;
import jvirt.api.nodedev.Capability.Storage.Blocks;
import jvirt.api.nodedev.Capability.Storage.DriveAbility;

/** Disks and drives. What is neither (loop devices, RAM disks, partitions) is no device of the host to libvirt. */
final class BlockDevice {
    private BlockDevice() {}

    static Optional<Capability> describe(Sysfs device) {
        Optional<String> node = device.node();
        Optional<String> type = node.flatMap(file -> type(device, file));
        if (type.isEmpty()) return Optional.empty();
        boolean tray = type.get().equals("cdrom") || type.get().equals("floppy");
        boolean removable = tray && device.number("removable", 10).orElse(0L) == 1;
        Optional<Long> number = device.number("size", 10);
        Optional<Long> size = device.number("queue/logical_block_size", 10);
        long bytes = number.orElse(0L) * size.orElse(0L);
        Blocks blocks = new Blocks(size.filter(some -> some > 0), number.filter(some -> some > 0));
        Blocks none = new Blocks(Optional.empty(), Optional.empty());
        List<DriveAbility> abilities = new ArrayList<>();
        if (removable) {
            boolean medium = device.property("ID_CDROM_MEDIA").or(() -> device.property("ID_FS_LABEL")).isPresent();
            abilities.add(new DriveAbility.Removable(medium ? 1 : 0, medium ? bytes : 0,
                    medium ? device.property("ID_FS_LABEL") : Optional.empty(), medium ? blocks : none));
        }
        return Optional.of(new Storage(node.get(), device.property("ID_BUS"), type, device.text("device/model"),
                device.text("device/vendor"), device.property("ID_SERIAL"), removable ? Optional.empty() : Optional.of(bytes),
                removable ? none : blocks, abilities));
    }

    /** udev's word for it, or what its driver's name tells. */
    private static Optional<String> type(Sysfs device, String node) {
        Optional<String> known = device.property("ID_TYPE").filter(type -> !type.equals("generic"));
        if (known.isPresent()) return known.map(type -> type.equals("cd") ? "cdrom" : type);
        if (device.property("ID_DRIVE_FLOPPY").isPresent()) return Optional.of("floppy");
        if (device.property("ID_CDROM").isPresent()) return Optional.of("cdrom");
        if (device.property("ID_DRIVE_FLASH_SD").isPresent()) return Optional.of("sd");
        if (node.startsWith("/dev/vd") || node.startsWith("/dev/nvme")) return Optional.of("disk");
        if (node.startsWith("/dev/dasd")) return Optional.of("dasd");
        if (node.startsWith("/dev/sr")) return Optional.of("cdrom");
        if (node.startsWith("/dev/sd")) return Optional.of("disk");
        return Optional.empty();
    }
}
