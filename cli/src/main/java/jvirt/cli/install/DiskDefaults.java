package jvirt.cli.install;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What a disk gets that was not said: how QEMU reads it, on which bus it is, and its name there. */
final class DiskDefaults {
    private DiskDefaults() {}

    static void complete(Guest guest, Part disk) {
        Facts facts = guest.facts();
        DiskSource source = guest.disks().source(disk);
        disk.orElse("@device", "disk");
        disk.orElse("@type", guest.disks().type(disk));
        driver(facts, disk, source);
        if (disk.get("target/@bus").isEmpty()) disk.set("target/@bus", bus(guest, disk));
        if (disk.is("@device", "cdrom")) disk.flag("readonly", true);
        boolean plain = disk.is("@device", "disk") && facts.qemu();
        boolean block = plain && disk.is("@type", "block");
        if (block) {
            disk.orElse("driver/@cache", "none");
            disk.orElse("driver/@io", "native");
        }
        boolean sparse = plain && source instanceof DiskSource.Created(var _, NewVolume volume) && volume.sparse();
        if (block || sparse) disk.orElse("driver/@discard", "unmap");
        if (disk.get("target/@dev").isEmpty()) disk.set("target/@dev", name(guest, disk));
    }

    /** Which program reads the image, and in which format: to let QEMU guess would let the guest choose. */
    static void driver(Facts facts, Part disk, DiskSource source) {
        boolean empty = source.path().isEmpty();
        if (!empty && facts.qemu()) disk.orElse("driver/@name", "qemu");
        if (!disk.is("driver/@name", "qemu") || disk.get("driver/@type").isPresent()) return;
        boolean raw = disk.is("@type", "block") || source.format().filter("iso"::equals).isPresent();
        disk.set("driver/@type", raw ? "raw" : source.format().orElse(null));
    }

    private static String bus(Guest guest, Part disk) {
        boolean cdrom = disk.is("@device", "cdrom");
        if (disk.is("@device", "floppy")) return "fdc";
        if (guest.isXenPv()) return "xen";
        if (!guest.isHvm()) return "ide";
        if (disk.is("@device", "disk") && guest.virtio(guest.os().drivesVirtioDisk())) return "virtio";
        if (guest.isX86()) return guest.isQ35() ? "sata" : "ide";
        if (cdrom && guest.virtio(guest.os().drivesVirtioScsi())) return "scsi";
        return guest.machine().filter(machine -> machine.startsWith("vexpress")).isPresent() ? "sd" : "usb";
    }

    /** The names of a bus, and how many there can be. */
    private record Names(String prefix, int most) {
        static Names of(Part disk) {
            return switch (disk.get("target/@bus").orElse("")) {
                case "virtio" -> new Names("vd", 1024);
                case "xen" -> new Names("xvd", 1024);
                case "fdc" -> new Names("fd", 2);
                case "ide" -> new Names("hd", 4);
                case "nvme" -> new Names("nvme0n", 1024);
                default -> disk.is("@device", "floppy") ? new Names("fd", 2) : new Names("sd", 1024);
            };
        }
    }

    /**
     * The name for a disk: the first one free behind all that are taken, or, where others were named by hand, the first gap
     * before the last of them.
     */
    static String name(Guest guest, Part disk) {
        Names names = Names.of(disk);
        Set<String> taken = guest.devices("disk").stream().flatMap(one -> one.get("target/@dev").stream())
                .filter(name -> name.startsWith(names.prefix())).collect(Collectors.toSet());
        Optional<String> gap = Optional.empty();
        for (int i = 0; i < names.most(); i++) {
            String name = names.prefix() + (names.prefix().startsWith("nvme") ? Integer.toString(i + 1) : letters(i));
            if (taken.remove(name)) continue;
            if (taken.isEmpty()) return name;
            if (gap.isEmpty()) gap = Optional.of(name);
        }
        return gap.orElseThrow(() -> InstallException.of("Only %d disks for bus '%s' are supported", names.most(), disk.get("target/@bus").orElse("")));
    }

    /** a to z, aa to zz, ... */
    private static String letters(int number) {
        String last = Character.toString('a' + number % 26);
        return number < 26 ? last : letters(number / 26 - 1) + last;
    }
}
