package jvirt.qemu.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;
import jvirt.api.json.Json;
import jvirt.api.xml.OnOff;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.DiskName;

/** Disks: their images and what the guest sees of them. */
public final class Disks {
    private Disks() {}

    /** Everything of a disk: the nodes of its chain, then the device. */
    public static List<Part> parts(Disk disk, Chassis chassis, Supplier supplier) {
        List<Part> parts = new ArrayList<>(backend(disk, supplier));
        if (!onCard(disk)) parts.add(new Part.Front(device(disk, chassis)));
        return parts;
    }

    /** What stands behind the device; nothing behind a drive without a medium. */
    public static List<Part> backend(Disk disk, Supplier supplier) {
        if (disk.source() instanceof DiskSource.VhostUser daemon) {
            var end = new ChardevSource.UnixEnd(ChardevSource.Mode.CONNECT, daemon.path(), List.of(), daemon.reconnect());
            return List.of(Chardevs.socket(vhostUser(disk),
                    end, true));
        }
        if (empty(disk)) return List.of();
        if (onCard(disk)) return List.of(drive(disk));
        List<Part> parts = new ArrayList<>(Blocks.parts(image(disk, supplier), supplier));
        if (copiesOnRead(disk)) {
            parts.add(new Part.Block(Props.device("copy-on-read").text("node-name", copyOnReadNode(disk))
                    .text("file", image(disk, supplier).formatNode()).text("discard", "unmap").json()));
        }
        String below = image(disk, supplier).formatNode();
        for (int i = 0; i < disk.throttlefilters().size(); i++) {
            parts.add(new Part.Block(Props.device("throttle").text("node-name", ThrottleGroups.node(disk, i))
                    .text("throttle-group", ThrottleGroups.id(disk.throttlefilters().get(i).group())).text("file", below).json()));
            below = ThrottleGroups.node(disk, i);
        }
        return parts;
    }

    /** SD cards sit in a reader of the board's, which only the old {@code -drive} reaches. */
    public static boolean onCard(Disk disk) {
        return disk.target().bus().filter(Disk.Bus.SD::equals).isPresent();
    }

    private static Part drive(Disk disk) {
        String file = switch (disk.source()) {
            case DiskSource.File(var path, _, _) -> path.orElse("");
            case DiskSource.Block(var path, _) -> path.orElse("");
            case DiskSource.Dir(var path, _) -> "fat:" + path.orElse("");
            case DiskSource.Network _, DiskSource.Volume _, DiskSource.Nvme _, DiskSource.VhostUser _ ->
                    throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "unsupported source of SD card '%s'", disk.target().dev());
        };
        boolean folder = disk.source() instanceof DiskSource.Dir;
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        return Part.Option.of("-drive", "file=" + Words.escaped(file)
                + (folder ? "" : ",format=" + Words.of(driver.type().orElse(Disk.Format.RAW))) + ",if=sd,index=" + DiskName.index(disk.target().dev())
                + (disk.readonly() ? ",readonly=on" : "")
                + driver.cache().map(mode -> ",cache=" + Words.of(mode)).orElse("")
                + driver.copyOnRead().map(state -> ",copy-on-read=" + Words.of(state)).orElse("")
                + driver.discard().map(how -> ",discard=" + Words.of(how)).orElse("")
                + driver.io().map(how -> ",aio=" + Words.of(how)).orElse(""));
    }

    private static Image image(Disk disk, Supplier supplier) {
        return Image.of(disk, disk.device() == Disk.Kind.CDROM && disk.source() instanceof DiskSource.Block(var dev, _)
                && dev.filter(supplier.resources()::hostCdrom).isPresent());
    }

    /** Its persistent reservations go through a helper that we start. */
    public static boolean managesReservations(Disk disk) {
        return disk.source().extras().reservations().filter(pr -> pr.managed().yes()).isPresent();
    }

    /** The helper that all disks share whose reservations we manage. */
    public static Part reservationManager(Resources resources) {
        return new Part.Thing(Props.object("pr-manager-helper", "pr-helper0")
                .text("path", resources.folder().resolve("pr-helper0.sock").toString()).json());
    }

    /** No medium is in the drive. */
    public static boolean empty(Disk disk) {
        return switch (disk.source()) {
            case DiskSource.File(var file, _, _) -> file.isEmpty();
            case DiskSource.Block(var dev, _) -> dev.isEmpty();
            case DiskSource.Dir(var dir, _) -> dir.isEmpty();
            case DiskSource.Volume(var pool, _, _, _) -> pool.isEmpty();
            case DiskSource.Network network -> network.protocol().isEmpty();
            case DiskSource.Nvme _, DiskSource.VhostUser _ -> false;
        };
    }

    private static boolean copiesOnRead(Disk disk) {
        return disk.driver().flatMap(Disk.Driver::copyOnRead).filter(OnOff::on).isPresent();
    }

    private static String copyOnReadNode(Disk disk) {
        return "libvirt-CoR-" + disk.target().dev();
    }

    private static String vhostUser(Disk disk) {
        return "chr-vu-" + Chassis.alias(disk);
    }

    /** The device itself. */
    public static Json.Obj device(Disk disk, Chassis chassis) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        Props props = front(disk, driver, chassis);
        chassis.place(props, disk);
        boolean daemon = disk.source() instanceof DiskSource.VhostUser;
        scsiIdentity(props, disk);
        props.set("share-rw", disk.shareable());
        if (daemon) props.text("chardev", vhostUser(disk));
        else props.text("drive", topNode(disk));
        props.text("id", Chassis.alias(disk))
                .positive("bootindex", disk.device() == Disk.Kind.FLOPPY ? 0 : chassis.bootIndex(disk))
                .positive("logical_block_size", disk.blockio().flatMap(Disk.BlockIo::logicalBlockSize))
                .positive("physical_block_size", disk.blockio().flatMap(Disk.BlockIo::physicalBlockSize))
                .json("wwn", disk.wwn().map(Disks::wwn))
                .positive("rotation_rate", disk.target().rotationRate())
                .text("vendor", disk.vendor())
                .text("product", disk.product());
        if (disk.target().bus().orElse(null) == Disk.Bus.USB && chassis.can(QemuFlag.USB_STORAGE_REMOVABLE)) {
            props.flag("removable", disk.target().removable().filter(OnOff::on).isPresent());
        }
        if (disk.device() != Disk.Kind.LUN) props.text("write-cache", driver.cache().map(Disks::writeCache));
        disk.geometry().ifPresent(geometry -> props.positive("cyls", geometry.cyls()).positive("heads", geometry.heads())
                .positive("secs", geometry.secs()).text("bios-chs-trans", geometry.trans().map(Words::of)));
        props.text("serial", disk.serial().map(serial -> serial.replace(" ", "\\ ")));
        errorPolicies(props, driver);
        return props.json();
    }

    private static Props front(Disk disk, Disk.Driver driver, Chassis chassis) {
        boolean cdrom = disk.device() == Disk.Kind.CDROM;
        Disk.Bus bus = disk.target().bus().orElse(null);
        return switch (bus) {
            case IDE, SATA -> Props.device(cdrom ? "ide-cd" : "ide-hd");
            case SCSI -> Props.device(disk.device() == Disk.Kind.LUN ? "scsi-block" : cdrom ? "scsi-cd" : "scsi-hd");
            case VIRTIO -> virtio(disk, driver, chassis);
            case USB -> Props.device("usb-storage");
            case FDC -> Props.device("floppy");
            case XEN, UML, SD -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "unsupported disk bus '%s' with device setup",
                    Words.of(bus));
            case null -> throw new IllegalStateException("the disk has no bus yet");
        };
    }

    private static Props virtio(Disk disk, Disk.Driver driver, Chassis chassis) {
        boolean daemon = disk.source() instanceof DiskSource.VhostUser;
        Props props = chassis.virtio(daemon ? "vhost-user-blk" : "virtio-blk", disk, disk.model(), driver.virtio())
                .text("iothread", driver.iothread().filter(thread -> thread > 0).map(thread -> "iothread" + thread))
                .onOff("ioeventfd", driver.ioeventfd())
                .onOff("event_idx", driver.eventIdx());
        if (!daemon && chassis.can(QemuFlag.VIRTIO_BLK_SCSI)) {
            if (disk.device() == Disk.Kind.LUN) props.flag("scsi", true);
            else if (!chassis.can(QemuFlag.VIRTIO_BLK_SCSI_DEFAULT_DISABLED)) props.flag("scsi", false);
        }
        return props.positive("num-queues", driver.queues()).positive("queue-size", driver.queueSize());
    }

    /** What the guest is told the SCSI disk is called: its serial number, else a name of ours that does not change. */
    private static void scsiIdentity(Props props, Disk disk) {
        if (disk.target().bus().orElse(null) != Disk.Bus.SCSI || disk.device() == Disk.Kind.LUN) return;
        props.text("device_id", disk.serial().orElse("drive-" + Chassis.alias(disk)));
    }

    /** The node that the device reads and writes: the topmost of its filters, where it has some; none without a medium. */
    public static Optional<String> topNode(Disk disk) {
        if (copiesOnRead(disk) && !empty(disk)) return Optional.of(copyOnReadNode(disk));
        if (empty(disk)) return Optional.empty();
        int filters = disk.throttlefilters().size();
        return filters > 0 ? Optional.of(ThrottleGroups.node(disk, filters - 1))
                : disk.source().extras().index().map(number -> "libvirt-" + number + "-format");
    }

    private static Json wwn(String text) {
        try {
            return new Json.Num(Long.toUnsignedString(Long.parseUnsignedLong(text.replaceFirst("^0[xX]", ""), 16)));
        } catch (NumberFormatException e) {
            throw ErrorDomain.QEMU.error(INVALID_ARG, e, "Failed to parse wwn '%s' as number", text);
        }
    }

    private static String writeCache(Disk.Cache mode) {
        return switch (mode) {
            case NONE, WRITEBACK, UNSAFE -> "on";
            case WRITETHROUGH, DIRECTSYNC -> "off";
        };
    }

    private static void errorPolicies(Props props, Disk.Driver driver) {
        Optional<String> write = driver.errorPolicy().map(Disks::policy);
        Optional<String> read = driver.readErrorPolicy().map(Disks::policy);
        if (read.isEmpty()) {
            // enospace is of writing alone
            read = write.filter(policy -> !policy.equals("enospc"));
        }
        props.text("werror", write).text("rerror", read);
    }

    private static String policy(Disk.ErrorPolicy policy) {
        return policy == Disk.ErrorPolicy.ENOSPACE ? "enospc" : Words.of(policy);
    }

    /** Floppies hang on a controller that is not a device of its own: the turn in the boot order is the controller's. */
    public static List<Part> floppyController(Chassis chassis) {
        List<Disk> floppies = chassis.domain().devices().disks().stream()
                .filter(disk -> disk.target().bus().orElse(null) == Disk.Bus.FDC).toList();
        if (floppies.isEmpty()) return List.of();
        int first = 0;
        int second = 0;
        for (Disk floppy : floppies) {
            boolean isSecond = floppy.address().filter(address ->
                    address instanceof jvirt.api.domain.device.Address.Drive drive && drive.unit() > 0).isPresent();
            if (isSecond) second = chassis.bootIndex(floppy);
            else first = chassis.bootIndex(floppy);
        }
        if (chassis.board().q35()) {
            return List.of(new Part.Front(Props.device("isa-fdc").positive("bootindexA", first)
                    .positive("bootindexB", second).json()));
        }
        List<Part> parts = new ArrayList<>();
        if (first > 0) parts.add(Part.Option.of("-global", "isa-fdc.bootindexA=" + first));
        if (second > 0) parts.add(Part.Option.of("-global", "isa-fdc.bootindexB=" + second));
        return parts;
    }

    public static Disk complete(Disk disk) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        Optional<Disk.Format> format = driver.type();
        if (format.isEmpty() && !(disk.source() instanceof DiskSource.Volume)) format = Optional.of(Disk.Format.RAW);
        return disk.withDriver(driver.named(driver.name().orElse("qemu"), format))
                .withSource(withEngine(disk.source()))
                .withEncryption(disk.encryption().map(Disks::withEngine))
                .withBackingStore(disk.backingStore().map(Disks::withEngine))
                .withMirror(disk.mirror().map(Disks::withFormat));
    }

    /** A copy is raw where nobody says; of one into a file, path and format are told in the old way too. */
    private static Disk.Mirror withFormat(Disk.Mirror mirror) {
        BackingStore.Format format = mirror.format().orElse(new BackingStore.Format("raw", Optional.empty()));
        boolean old = mirror.file().isPresent();
        return new Disk.Mirror(mirror.file(), old ? Optional.of(format.type()) : mirror.oldFormat(), mirror.job(), mirror.ready(),
                Optional.of(format), mirror.source(), mirror.backingStore());
    }

    /** QEMU itself opens an encrypted image, unless librbd is to. */
    private static Encryption withEngine(Encryption encryption) {
        return encryption.engine().isPresent() ? encryption : encryption.withEngine(Encryption.Engine.QEMU);
    }

    private static DiskSource withEngine(DiskSource source) {
        return source.extras().encryption()
                .map(encryption -> source.withExtras(source.extras().withEncryption(withEngine(encryption))))
                .orElse(source);
    }

    private static BackingStore withEngine(BackingStore store) {
        return new BackingStore(store.index(), store.format(), store.source().map(Disks::withEngine),
                store.backingStore().map(Disks::withEngine));
    }
}
