package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorCode;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Auth;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;
import jvirt.api.domain.device.Iotune;
import jvirt.api.domain.device.SecretRef;
import jvirt.api.domain.device.VirtioOptions;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.DiskName;
import jvirt.qemu.definition.Setting;

/** Refuses disks that cannot be. */
final class DiskChecks {
    private static final Set<Disk.Format> ENCRYPTED = Set.of(Disk.Format.RAW, Disk.Format.QCOW2);
    private static final Set<Disk.Bus> ON_DRIVES = Set.of(Disk.Bus.IDE, Disk.Bus.FDC, Disk.Bus.SCSI, Disk.Bus.SATA);
    private static final Set<DiskSource.Protocol> AUTHENTICATED = Set.of(DiskSource.Protocol.ISCSI, DiskSource.Protocol.RBD,
            DiskSource.Protocol.HTTP, DiskSource.Protocol.HTTPS, DiskSource.Protocol.FTP, DiskSource.Protocol.FTPS,
            DiskSource.Protocol.SSH);
    private static final String SERIAL = "[A-Za-z0-9\\-_ .+]*";
    /** {@code VENDOR_LEN} and {@code PRODUCT_LEN}: what fits a SCSI inquiry. */
    private static final int VENDOR = 8;
    private static final int PRODUCT = 16;

    private DiskChecks() {}

    static void common(Disk disk) {
        // a disk is known by its target in all that follows
        COMMON.refuse(disk.target().dev().isEmpty(), ErrorCode.NO_TARGET, "%s", path(disk.source()).orElse(""));
        Disk.Bus bus = disk.target().bus().orElseThrow();
        COMMON.unsupported(disk.auth().isPresent() && disk.source().extras().auth().isPresent(),
                "an <auth> definition already found for disk source");
        COMMON.unsupported(disk.encryption().isPresent() && disk.source().extras().encryption().isPresent(),
                "an <encryption> definition already found for disk source");
        source(disk.source(), disk.source().extras().auth().or(disk::auth),
                disk.source().extras().encryption().or(disk::encryption));
        startup(disk);
        COMMON.unsupported(disk.sgio().equals(Optional.of(Disk.Sgio.UNFILTERED)), "unfiltered sgio is no longer supported");
        lun(disk);
        disk.iotune().ifPresent(DiskChecks::conflicts);
        address(disk, bus);
        if (bus != Disk.Bus.VIRTIO) virtioOnly(disk, bus);
        if (disk.source() instanceof DiskSource.VhostUser) vhostUser(disk, bus);
        COMMON.unsupported(disk.target().tray().isPresent() && !disk.removable(), "tray is only valid for cdrom and floppy");
        printable("vendor", disk.vendor(), VENDOR);
        printable("product", disk.product(), PRODUCT);
        String word = XmlBinding.word(bus);
        COMMON.internal(disk.device() == Disk.Kind.FLOPPY && bus != Disk.Bus.FDC, "Invalid bus type '%s' for floppy disk", word);
        COMMON.internal(disk.device() != Disk.Kind.FLOPPY && bus == Disk.Bus.FDC, "Invalid bus type '%s' for disk", word);
        COMMON.xml(disk.target().removable().isPresent() && bus != Disk.Bus.USB, "removable is only valid for usb disks");
        boolean floppyName = disk.target().dev().startsWith("fd");
        COMMON.internal(disk.device() == Disk.Kind.DISK && floppyName, "Invalid harddisk device name: %s", disk.target().dev());
        COMMON.internal(disk.device() == Disk.Kind.FLOPPY && !floppyName, "Invalid floppy device name: %s", disk.target().dev());
        boolean empty = path(disk.source()).isEmpty() && !disk.removable();
        COMMON.refuse(empty && !(disk.source() instanceof DiskSource.Network), ErrorCode.NO_SOURCE, "%s", disk.target().dev());
    }

    private static void source(DiskSource source, Optional<Auth> identity, Optional<Encryption> encrypted) {
        DiskSource.Network network = source instanceof DiskSource.Network one ? one : null;
        identity.ifPresent(auth -> {
            COMMON.unsupported(network == null && !(source instanceof DiskSource.Volume),
                    "authentication is supported only for network backed disks");
            if (network == null || network.protocol().isEmpty()) return;
            DiskSource.Protocol protocol = network.protocol().get();
            COMMON.unsupported(!AUTHENTICATED.contains(protocol), "authentication is not supported for protocol '%s'",
                    XmlBinding.word(protocol));
            secret(protocol, auth.secret().flatMap(SecretRef::type));
        });
        encrypted.ifPresent(encryption -> COMMON.unsupported(encryption.format() == Encryption.Format.LUKS
                && encryption.cipher().isPresent(), "supplying <cipher> for domain disk definition is unnecessary"));
        boolean rbd = network != null && network.protocol().equals(Optional.of(DiskSource.Protocol.RBD));
        COMMON.xml(network != null && network.snapshot().isPresent() && !rbd,
                "<snapshot> element is currently supported only with 'rbd' disks");
        COMMON.xml(network != null && network.config().isPresent() && !rbd,
                "<config> element is currently supported only with 'rbd' disks");
        COMMON.unsupported(source instanceof DiskSource.Nvme nvme && nvme.namespace() == 0, "NVMe namespace can't be zero");
    }

    /** The kind of secret says what the storage server is. */
    private static void secret(DiskSource.Protocol protocol, Optional<String> type) {
        if (protocol != DiskSource.Protocol.ISCSI && protocol != DiskSource.Protocol.RBD) return;
        COMMON.unsupported(type.isEmpty(), "unknown secret type '%s'", "<null>");
        String expected = protocol == DiskSource.Protocol.ISCSI ? "iscsi" : "ceph";
        COMMON.unsupported(!type.get().equals(expected), "invalid secret type '%s'", type.get());
    }

    private static void startup(Disk disk) {
        Optional<DiskSource.StartupPolicy> policy = disk.source().extras().startupPolicy();
        if (policy.isEmpty()) return;
        COMMON.xml(disk.source() instanceof DiskSource.Network, "disk startupPolicy '%s' is not allowed for disk of '%s' type",
                XmlBinding.word(policy.get()), "network");
        COMMON.xml(!disk.removable() && policy.get() == DiskSource.StartupPolicy.REQUISITE,
                "disk startupPolicy 'requisite' is allowed only for cdrom or floppy");
    }

    private static void lun(Disk disk) {
        if (disk.device() != Disk.Kind.LUN) {
            COMMON.unsupported(disk.source().extras().reservations().isPresent(), "<reservations/> allowed only for lun devices");
            COMMON.unsupported(disk.rawio().isPresent(), "rawio can be used only with device='lun'");
            COMMON.unsupported(disk.sgio().isPresent(), "sgio can be used only with device='lun'");
            return;
        }
        switch (disk.source()) {
            case DiskSource.Block _, DiskSource.Volume _ -> { }
            case DiskSource.Network network -> COMMON.unsupported(
                    !network.protocol().equals(Optional.of(DiskSource.Protocol.ISCSI)),
                    "disk device='lun' is not supported for protocol='%s'",
                    network.protocol().map(XmlBinding::word).orElse(""));
            default -> COMMON.unsupported(true, "disk device='lun' is only valid for block type disk source");
        }
        COMMON.unsupported(disk.driver().flatMap(Disk.Driver::type).filter(type -> type != Disk.Format.RAW).isPresent(),
                "disk device 'lun' must use 'raw' format");
        COMMON.unsupported(!disk.source().extras().slice().isEmpty(), "disk device 'lun' doesn't support storage slice");
        COMMON.unsupported(disk.source().extras().encryption().isPresent() || disk.encryption().isPresent(),
                "disk device 'lun' doesn't support encryption");
    }

    private static void conflicts(Iotune tune) {
        conflict("bytes_sec", tune.totalBytesSec(), tune.readBytesSec(), tune.writeBytesSec());
        conflict("iops_sec", tune.totalIopsSec(), tune.readIopsSec(), tune.writeIopsSec());
        conflict("bytes_sec_max", tune.totalBytesSecMax(), tune.readBytesSecMax(), tune.writeBytesSecMax());
        conflict("iops_sec_max", tune.totalIopsSecMax(), tune.readIopsSecMax(), tune.writeIopsSecMax());
    }

    private static void conflict(String what, Optional<Long> total, Optional<Long> read, Optional<Long> write) {
        COMMON.xml(total.isPresent() && (read.isPresent() || write.isPresent()),
                "total and read/write %s cannot be set at the same time", what);
    }

    private static void address(Disk disk, Disk.Bus bus) {
        COMMON.unsupported(ON_DRIVES.contains(bus) && disk.address().isPresent()
                && !(disk.address().get() instanceof Address.Drive),
                "Invalid address type '%s' for the disk '%s' with the bus type '%s'",
                disk.address().map(CommonDeviceChecks::wordOf).orElse(""), disk.target().dev(), XmlBinding.word(bus));
    }

    private static void virtioOnly(Disk disk, Disk.Bus bus) {
        COMMON.unsupported(disk.model().isPresent(), "disk model '%s' not supported for bus '%s'",
                disk.model().map(XmlBinding::word).orElse(""),
                XmlBinding.word(bus));
        if (disk.driver().isEmpty()) return;
        Disk.Driver driver = disk.driver().get();
        COMMON.unsupported(driver.queues().isPresent(),
                "queues attribute in disk driver element is only supported by virtio-blk");
        COMMON.unsupported(driver.eventIdx().isPresent(), "disk event_idx mode supported only for virtio bus");
        COMMON.unsupported(driver.ioeventfd().isPresent(), "disk ioeventfd mode supported only for virtio bus");
        virtioOptions(driver.virtio());
    }

    static void virtioOptions(VirtioOptions options) {
        String text = "%s driver option is only supported for virtio devices";
        COMMON.unsupported(options.iommu().isPresent(), text, "iommu");
        COMMON.unsupported(options.ats().isPresent(), text, "ats");
        COMMON.unsupported(options.packed().isPresent(), text, "packed");
        COMMON.unsupported(options.pagePerVq().isPresent(), "page_per_vq option is only supported for virtio devices");
    }

    private static void vhostUser(Disk disk, Disk.Bus bus) {
        COMMON.unsupported(bus != Disk.Bus.VIRTIO, "vhostuser disk supports only virtio bus");
        COMMON.unsupported(disk.snapshot().filter(mode -> mode != Disk.SnapshotMode.NO).isPresent(),
                "only snapshot=no is supported with vhostuser disk");
        disk.driver().ifPresent(driver -> {
            none("cache", driver.cache().isPresent());
            none("error_policy", driver.errorPolicy().isPresent() || driver.readErrorPolicy().isPresent());
            none("io", driver.io().isPresent());
            none("ioeventfd", driver.ioeventfd().isPresent());
            none("copy_on_read", driver.copyOnRead().isPresent());
            none("discard", driver.discard().isPresent());
            none("iothread", driver.iothread().isPresent());
            none("detect_zeroes", driver.detectZeroes().isPresent());
            none("metadata_cache", driver.metadataCache().isPresent());
        });
        none("iotune", disk.iotune().isPresent());
        none("backingStore", disk.backingStore().filter(store -> !store.none()).isPresent());
        none("encryption", disk.encryption().isPresent() || disk.source().extras().encryption().isPresent());
        none("readonly", disk.readonly());
        none("shareable", disk.shareable());
        none("transient", disk.dropped().isPresent());
        none("serial", disk.serial().isPresent());
        none("wwn", disk.wwn().isPresent());
        none("vendor", disk.vendor().isPresent());
        none("product", disk.product().isPresent());
        none("auth", disk.auth().isPresent() || disk.source().extras().auth().isPresent());
        none("geometry", disk.geometry().isPresent());
        none("blockio", disk.blockio().isPresent());
    }

    private static void none(String what, boolean written) {
        COMMON.unsupported(written, "%s is not supported with vhostuser disk", what);
    }

    private static void printable(String what, Optional<String> text, int most) {
        if (text.isEmpty()) return;
        COMMON.xml(!text.get().chars().allMatch(c -> c >= ' ' && c <= '~'), "disk %s is not printable string", what);
        COMMON.unsupported(text.get().length() > most, "disk %s is more than %d characters", what, most);
    }

    static void driver(Disk disk, Domain domain, Setting setting) {
        StorageChecks.chain(disk, setting);
        format(disk);
        driveAddress(disk);
        place(disk, setting);
        reading(disk);
        identity(disk);
        thread(disk, domain);
        dropped(disk);
        iotune(disk, domain);
        throttled(disk, domain);
        rotation(disk);
        DRIVER.unsupported(disk.driver().flatMap(Disk.Driver::name).filter(name -> !name.equals("qemu")).isPresent(),
                "unsupported driver name '%s' for disk '%s'", disk.driver().flatMap(Disk.Driver::name).orElse(""),
                path(disk.source()).orElse("<null>"));
        boolean partition = DiskName.index(disk.target().dev()) >= 0
                && Character.isDigit(disk.target().dev().charAt(disk.target().dev().length() - 1));
        DRIVER.unsupported(partition, "invalid disk target '%s', partitions can't appear in disk targets", disk.target().dev());
        DRIVER.unsupported(disk.source() instanceof DiskSource.VhostUser && !setting.can(QemuFlag.DEVICE_VHOST_USER_BLK),
                "vhostuser disk is not supported with this QEMU binary");
    }

    /** What QEMU's block layer takes. */
    private static void format(Disk disk) {
        Optional<Disk.Format> format = disk.driver().flatMap(Disk.Driver::type);
        Optional<Encryption> encryption = disk.source().extras().encryption().or(disk::encryption);
        boolean storage = encryption.flatMap(Encryption::engine).equals(Optional.of(Encryption.Engine.LIBRBD));
        DRIVER.unsupported(encryption.isPresent() && !storage && !ENCRYPTED.contains(format.orElse(Disk.Format.RAW)),
                "encryption is supported only with 'raw' and 'qcow2' image format");
        DRIVER.unsupported(format.equals(Optional.of(Disk.Format.DIR)), "'directory' storage format is not directly "
                + "supported by QEMU, use 'dir' disk type instead");
        Disk.Format written = format.orElse(Disk.Format.RAW);
        DRIVER.unsupported(disk.shareable() && !disk.readonly() && written != Disk.Format.RAW,
                "shared access for disk '%s' requires use of supported storage format", disk.target().dev());
    }

    /** The places that QEMU's controllers have. */
    private static void driveAddress(Disk disk) {
        if (!(disk.address().orElse(null) instanceof Address.Drive drive)) return;
        switch (disk.target().bus().orElseThrow()) {
            case SCSI -> DRIVER.internal(drive.bus() != 0, "SCSI controller only supports 1 bus");
            case IDE -> {
                DRIVER.internal(drive.controller() != 0, "Only 1 IDE controller is supported");
                DRIVER.unsupported(drive.target() != 0, "target must be 0 for ide controller");
            }
            case FDC -> {
                DRIVER.internal(drive.controller() != 0, "Only 1 fdc controller is supported");
                DRIVER.internal(drive.bus() != 0, "Only 1 fdc bus is supported");
                DRIVER.unsupported(drive.target() != 0, "target must be 0 for controller fdc");
            }
            case SATA -> {
                DRIVER.unsupported(drive.bus() != 0, "bus must be 0 for sata controller");
                DRIVER.unsupported(drive.target() != 0, "target must be 0 for sata controller");
            }
            default -> { }
        }
    }

    private static void place(Disk disk, Setting setting) {
        Disk.Bus bus = disk.target().bus().orElseThrow();
        String word = XmlBinding.word(bus);
        Address address = disk.address().orElse(null);
        switch (bus) {
            case SCSI -> DRIVER.internal(!(address instanceof Address.Drive), "unexpected address type for scsi disk");
            case IDE -> DRIVER.internal(!(address instanceof Address.Drive), "unexpected address type for ide disk");
            case FDC -> DRIVER.internal(!(address instanceof Address.Drive), "unexpected address type for fdc disk");
            case SATA -> DRIVER.internal(!(address instanceof Address.Drive), "unexpected address type for sata disk");
            case USB -> {
                DRIVER.unsupported(!setting.can(QemuFlag.DEVICE_USB_STORAGE),
                        "This QEMU doesn't support '-device usb-storage'");
                DRIVER.internal(address != null && !(address instanceof Address.Usb), "unexpected address type for usb disk");
            }
            default -> { }
        }
        boolean lunBus = bus == Disk.Bus.SCSI || bus == Disk.Bus.VIRTIO || bus == Disk.Bus.USB;
        DRIVER.unsupported(disk.device() == Disk.Kind.LUN && !lunBus, "disk device='lun' is not supported for bus='%s'", word);
        DRIVER.unsupported(disk.device() == Disk.Kind.CDROM && bus == Disk.Bus.VIRTIO,
                "disk type of '%s' does not support ejectable media", word);
        boolean fixed = disk.device() == Disk.Kind.DISK;
        DRIVER.unsupported(fixed && disk.readonly() && bus == Disk.Bus.IDE, "readonly ide disks are not supported");
        DRIVER.unsupported(fixed && disk.readonly() && bus == Disk.Bus.SATA, "readonly sata disks are not supported");
        boolean geometryBus = bus == Disk.Bus.IDE || bus == Disk.Bus.SCSI || bus == Disk.Bus.VIRTIO;
        disk.geometry().ifPresent(geometry -> {
            DRIVER.unsupported(!geometryBus, "CHS geometry can not be set for '%s' bus", word);
            DRIVER.unsupported(geometry.trans().isPresent() && bus != Disk.Bus.IDE,
                    "CHS translation mode can only be set for 'ide' bus not '%s'", word);
        });
    }

    private static void reading(Disk disk) {
        if (disk.driver().isEmpty()) return;
        Disk.Driver driver = disk.driver().get();
        if (driver.copyOnRead().equals(Optional.of(OnOff.ON))) {
            String dev = disk.target().dev();
            DRIVER.unsupported(disk.device() == Disk.Kind.LUN, "copy_on_read is not compatible with 'lun' disk '%s'", dev);
            DRIVER.unsupported(disk.removable(), "copy_on_read is not supported with removable disk '%s'", dev);
            DRIVER.unsupported(disk.readonly(), "copy_on_read is not compatible with read-only disk '%s'", dev);
        }
        boolean direct = driver.cache().filter(cache -> cache == Disk.Cache.NONE || cache == Disk.Cache.DIRECTSYNC).isPresent();
        DRIVER.unsupported(driver.io().equals(Optional.of(Disk.Io.NATIVE)) && !direct,
                "io='native' needs either no disk cache or directsync cache mode");
    }

    private static void identity(Disk disk) {
        Disk.Bus bus = disk.target().bus().orElseThrow();
        boolean lun = disk.device() == Disk.Kind.LUN;
        boolean onDrive = bus == Disk.Bus.IDE || bus == Disk.Bus.SCSI || bus == Disk.Bus.SATA;
        DRIVER.unsupported(disk.wwn().isPresent() && lun, "Setting wwn is not supported for lun device");
        DRIVER.unsupported(disk.wwn().isPresent() && !onDrive, "Only ide and scsi disk support wwn");
        boolean named = disk.vendor().isPresent() || disk.product().isPresent();
        DRIVER.unsupported(named && lun, "Setting vendor or product is not supported for lun device");
        DRIVER.unsupported(named && bus != Disk.Bus.SCSI, "Only scsi disk supports vendor and product");
        DRIVER.internal(disk.serial().isPresent() && (bus == Disk.Bus.FDC || bus == Disk.Bus.SD),
                "Serial property not supported for drive bus '%s'", XmlBinding.word(bus));
        DRIVER.internal(disk.serial().filter(serial -> !serial.matches(SERIAL)).isPresent(),
                "driver serial '%s' contains unsafe characters", disk.serial().orElse(""));
    }

    private static void thread(Disk disk, Domain domain) {
        Optional<Integer> thread = disk.driver().flatMap(Disk.Driver::iothread).filter(id -> id != 0);
        if (thread.isEmpty()) return;
        boolean placed = disk.target().bus().equals(Optional.of(Disk.Bus.VIRTIO))
                && (disk.address().orElse(null) instanceof Address.Pci || disk.address().orElse(null) instanceof Address.Ccw);
        DRIVER.unsupported(!placed, "IOThreads not available for bus %s target %s",
                disk.target().bus().map(XmlBinding::word).orElse(""), disk.target().dev());
        DRIVER.unsupported(!ProcessorChecks.exists(thread.get(), domain), "Disk iothread '%d' not defined in iothreadid",
                thread.get());
    }

    private static void dropped(Disk disk) {
        if (disk.dropped().isEmpty()) return;
        String dev = disk.target().dev();
        DRIVER.unsupported(path(disk.source()).isEmpty(), "transient disk '%s' must not be empty", dev);
        DRIVER.unsupported(disk.readonly(), "transient disk '%s' must not be read-only", dev);
        DRIVER.unsupported(!(disk.source() instanceof DiskSource.File), "transient disk supported only with 'file' type (%s)",
                dev);
        DRIVER.unsupported(disk.device() != Disk.Kind.DISK, "transient disk supported only with 'disk' device (%s)", dev);
        boolean shares = disk.dropped().get().shareBacking().filter(YesNo::yes).isPresent();
        boolean shareBus = disk.target().bus().filter(bus -> bus == Disk.Bus.VIRTIO || bus == Disk.Bus.SCSI
                || bus == Disk.Bus.USB).isPresent();
        DRIVER.unsupported(shares && !shareBus, "disk bus '%s' doesn't support transiend disk backing image sharing",
                disk.target().bus().map(XmlBinding::word).orElse(""));
    }

    /** Disks of one group have one set of limits. */
    private static void iotune(Disk disk, Domain domain) {
        if (disk.iotune().isEmpty()) return;
        Optional<String> group = disk.iotune().get().groupName();
        if (group.isEmpty()) return;
        DRIVER.unsupported(disk.iotune().get().equals(Iotune.ofGroup(group)),
                "group_name can be configured only together with settings");
        for (Disk other : domain.devices().disks()) {
            Optional<Iotune> shared = other.iotune().filter(tune -> tune.groupName().equals(group));
            DRIVER.unsupported(shared.filter(tune -> !tune.equals(disk.iotune().get())).isPresent(),
                    "different iotunes for disks %s and %s", disk.target().dev(), other.target().dev());
        }
    }

    /** A disk is held back by limits of its own or by groups, each of which there is. */
    private static void throttled(Disk disk, Domain domain) {
        if (disk.throttlefilters().isEmpty()) return;
        String dev = disk.target().dev();
        DRIVER.unsupported(disk.iotune().isPresent(), "block 'throttlefilters' can't be used together with 'iotune' for disk '%s'", dev);
        DRIVER.unsupported(disk.removable(), "throttlefilters are not supported with removable disk '%s'", dev);
        DRIVER.unsupported(disk.driver().flatMap(Disk.Driver::copyOnRead).equals(Optional.of(OnOff.ON)),
                "block 'throttlefilters' can't be used together with 'copy_on_read' for disk '%s'", dev);
        DRIVER.unsupported(disk.source() instanceof DiskSource.VhostUser || disk.target().bus().equals(Optional.of(Disk.Bus.SD)),
                "throttlefilters are not supported for disk '%s'", dev);
        for (Disk.ThrottleFilter filter : disk.throttlefilters()) {
            DRIVER.unsupported(domain.throttlegroups().stream().noneMatch(group -> group.groupName().equals(Optional.of(filter.group()))),
                    "throttle group '%s' of disk '%s' not found", filter.group(), dev);
        }
        long different = disk.throttlefilters().stream().distinct().count();
        DRIVER.unsupported(different < disk.throttlefilters().size(), "duplicate throttle groups of disk '%s'", dev);
    }

    private static void rotation(Disk disk) {
        if (disk.target().rotationRate().filter(rate -> rate != 0).isEmpty()) return;
        Disk.Bus bus = disk.target().bus().orElseThrow();
        DRIVER.internal(bus != Disk.Bus.SCSI && bus != Disk.Bus.IDE && bus != Disk.Bus.SATA,
                "rotation rate is only valid for SCSI/IDE/SATA bus");
        DRIVER.internal(disk.device() != Disk.Kind.DISK, "rotation rate is only valid for disk device");
    }

    /** What libvirt names a source by in its texts; nothing for an empty one. */
    static Optional<String> path(DiskSource source) {
        return switch (source) {
            case DiskSource.File(var file, _, _) -> file;
            case DiskSource.Block(var dev, _) -> dev;
            case DiskSource.Dir(var dir, _) -> dir;
            case DiskSource.Network network -> network.name();
            case DiskSource.Volume(var pool, var volume, _, _) ->
                    volume.map(name -> "pool = '%s', volume = '%s'".formatted(pool.orElse(""), name));
            case DiskSource.Nvme nvme -> Optional.of(nvme.address().toString());
            case DiskSource.VhostUser vhostUser -> vhostUser.path();
        };
    }
}
