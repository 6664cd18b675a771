package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;

/** Where a disk sits on its controller: follows from its name, since {@code sdc} is the third. */
final class DriveAddresses {
    /** Of a narrow bus, which a disk's name is counted by on any controller: {@code SCSI_NARROW_BUS_MAX_CONT_UNIT}, libvirt 9.0.0. */
    private static final int SCSI_UNITS = 7;

    private DriveAddresses() {}

    static Disk place(Disk disk, Making making) {
        if (disk.target().dev().isEmpty()) return disk;   // refused when the whole is looked at
        int index = DiskName.index(disk.target().dev());
        if (index < 0) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Unknown disk name '%s' and no address specified", disk.target().dev());
        }
        return switch (disk.target().bus().orElseThrow()) {
            case SCSI -> at(disk, scsi(disk, index, making));
            case IDE -> at(disk, new Address.Drive(index / 4, index % 4 / 2, 0, index % 2));
            case SATA -> at(disk, new Address.Drive(index / 6, 0, 0, index % 6));
            case FDC -> at(disk, new Address.Drive(index / 2, 0, 0, index % 2));
            case VIRTIO, XEN, USB, UML, SD -> disk;
        };
    }

    private static Disk at(Disk disk, Address.Drive drive) {
        return disk.withInfo(disk.info().withAddress(drive));
    }

    private static Address.Drive scsi(Disk disk, int index, Making making) {
        Address.Drive drive = new Address.Drive(index / SCSI_UNITS, 0, 0, index % SCSI_UNITS);
        boolean taken = making.devices.hostdevs.stream().filter(one -> one.subject() instanceof Hostdev.Subject.Scsi)
                .anyMatch(one -> DeviceDefaults.drive(one).equals(Optional.of(drive)));
        if (taken) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "using disk target name '%s' conflicts with SCSI host device "
                    + "address controller='%d' bus='%d' target='%d' unit='%d", disk.target().dev(), drive.controller(), 0, 0,
                    drive.unit());
        }
        return drive;
    }

    /** The first free unit of the first controller that has one. */
    static Hostdev place(Hostdev hostdev, Making making) {
        for (int controller = 0;; controller++) {
            for (int unit = 0; unit < SCSI_UNITS; unit++) {
                Address.Drive drive = new Address.Drive(controller, 0, 0, unit);
                if (used(drive, making)) continue;
                return hostdev.withInfo(hostdev.info().withAddress(drive));
            }
        }
    }

    private static boolean used(Address.Drive drive, Making making) {
        return making.devices.disks.stream().filter(disk -> disk.target().bus().equals(Optional.of(Disk.Bus.SCSI)))
                .anyMatch(disk -> DeviceDefaults.drive(disk).equals(Optional.of(drive)))
                || making.devices.hostdevs.stream().anyMatch(one -> DeviceDefaults.drive(one).equals(Optional.of(drive)));
    }

    static void refuseDiskAt(Hostdev hostdev, List<Disk> disks) {
        Optional<Address.Drive> place = DeviceDefaults.drive(hostdev);
        if (place.isEmpty()) return;
        boolean taken = disks.stream().filter(disk -> disk.target().bus().equals(Optional.of(Disk.Bus.SCSI)))
                .anyMatch(disk -> DeviceDefaults.drive(disk).equals(place));
        if (taken) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR,
                    "SCSI host address controller='%d' bus='%d' target='%d' unit='%d' in use by a SCSI disk",
                    place.get().controller(), place.get().bus(), place.get().target(), place.get().unit());
        }
    }
}
