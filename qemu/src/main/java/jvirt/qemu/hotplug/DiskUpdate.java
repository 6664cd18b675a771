package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Iotune;
import jvirt.api.xml.YesNo;
import jvirt.host.Undo;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.Reply;

/** Changes the medium of a running guest's drive; all else of a disk stays as it is. */
record DiskUpdate(Conversation qemu, PlugSite site, IntSupplier nodes) {
    /** What a new description may leave out, but not change, by the names that libvirt's refusal has for it. */
    private static final Map<String, Function<Disk, Optional<?>>> FIXED = fixed();

    private static Map<String, Function<Disk, Optional<?>>> fixed() {
        Map<String, Function<Disk, Optional<?>>> fixed = new LinkedHashMap<>();
        fixed.put("device", disk -> Optional.of(disk.device()));
        fixed.put("bus", disk -> disk.target().bus());
        fixed.put("tray", disk -> disk.target().tray());
        fixed.put("removable", disk -> disk.target().removable());
        fixed.put("geometry cylinders", disk -> disk.geometry().map(Disk.Geometry::cyls));
        fixed.put("geometry heads", disk -> disk.geometry().map(Disk.Geometry::heads));
        fixed.put("geometry sectors", disk -> disk.geometry().map(Disk.Geometry::secs));
        fixed.put("BIOS-translation-modus", disk -> disk.geometry().flatMap(Disk.Geometry::trans));
        fixed.put("blockio logical_block_size", disk -> disk.blockio().flatMap(Disk.BlockIo::logicalBlockSize));
        fixed.put("blockio physical_block_size", disk -> disk.blockio().flatMap(Disk.BlockIo::physicalBlockSize));
        limit(fixed, "total_bytes_sec", Iotune::totalBytesSec);
        limit(fixed, "read_bytes_sec", Iotune::readBytesSec);
        limit(fixed, "write_bytes_sec", Iotune::writeBytesSec);
        limit(fixed, "total_iops_sec", Iotune::totalIopsSec);
        limit(fixed, "read_iops_sec", Iotune::readIopsSec);
        limit(fixed, "write_iops_sec", Iotune::writeIopsSec);
        limit(fixed, "total_bytes_sec_max", Iotune::totalBytesSecMax);
        limit(fixed, "read_bytes_sec_max", Iotune::readBytesSecMax);
        limit(fixed, "write_bytes_sec_max", Iotune::writeBytesSecMax);
        limit(fixed, "total_iops_sec_max", Iotune::totalIopsSecMax);
        limit(fixed, "read_iops_sec_max", Iotune::readIopsSecMax);
        limit(fixed, "write_iops_sec_max", Iotune::writeIopsSecMax);
        limit(fixed, "size_iops_sec", Iotune::sizeIopsSec);
        limit(fixed, "group name", Iotune::groupName);
        fixed.put("throttlefilters", disk -> Optional.of(disk.throttlefilters()).filter(filters -> !filters.isEmpty()));
        fixed.put("serial", Disk::serial);
        fixed.put("wwn", Disk::wwn);
        fixed.put("vendor", Disk::vendor);
        fixed.put("product", Disk::product);
        driver(fixed, "cache", Disk.Driver::cache);
        driver(fixed, "error_policy", Disk.Driver::errorPolicy);
        driver(fixed, "rerror_policy", Disk.Driver::readErrorPolicy);
        driver(fixed, "io", Disk.Driver::io);
        driver(fixed, "ioeventfd", Disk.Driver::ioeventfd);
        driver(fixed, "event_idx", Disk.Driver::eventIdx);
        driver(fixed, "copy_on_read", Disk.Driver::copyOnRead);
        fixed.put("transient", disk -> disk.dropped().map(_ -> true));
        fixed.put("address", Disk::address);
        fixed.put("boot order", disk -> disk.info().boot().map(DeviceInfo.Boot::order));
        fixed.put("rawio", disk -> disk.rawio().filter(YesNo::yes));
        fixed.put("sgio", Disk::sgio);
        driver(fixed, "discard", Disk.Driver::discard);
        driver(fixed, "iothread", Disk.Driver::iothread);
        fixed.put("backenddomain", Disk::backenddomain);
        fixed.put("readonly", disk -> Optional.of(true).filter(_ -> disk.readonly()));
        fixed.put("shared", disk -> Optional.of(true).filter(_ -> disk.shareable()));
        return fixed;
    }

    private static void limit(Map<String, Function<Disk, Optional<?>>> fixed, String name, Function<Iotune, Optional<?>> of) {
        fixed.put("blkdeviotune " + name, disk -> disk.iotune().flatMap(of));
    }

    private static void driver(Map<String, Function<Disk, Optional<?>>> fixed, String name, Function<Disk.Driver, Optional<?>> of) {
        fixed.put(name, disk -> disk.driver().flatMap(of));
    }

    static Disk find(Domain live, Disk wanted) {
        return Matching.search(live, wanted).map(Disk.class::cast).orElseThrow(() ->
                QEMU.error(INTERNAL_ERROR, "disk '%s' not found", wanted.target().dev()));
    }

    Domain update(Domain live, Disk before, Disk wanted, Updating.Wish wish, Undo undo) {
        FIXED.forEach((name, value) -> {
            Optional<?> now = value.apply(wanted);
            if (now.isPresent() && !now.equals(value.apply(before))) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "cannot modify field '%s' of the disk", name);
            }
        });
        DiskSource.Extras policy = before.source().extras().withStartupPolicy(wanted.source().extras().startupPolicy());
        if (sameImage(before.source(), wanted.source())) {
            Disk after = before.withSource(before.source().withExtras(policy)).withSnapshot(wanted.snapshot().or(before::snapshot));
            return DeviceLists.replaced(live, before, after);
        }
        if (!before.removable()) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "disk source can be changed only in removable drives");
        }
        return medium(live, before, wanted, wish, undo);
    }

    private static boolean sameImage(DiskSource one, DiskSource other) {
        return one.withExtras(DiskSource.Extras.NONE).equals(other.withExtras(DiskSource.Extras.NONE));
    }

    /** Puts another medium into a drive, or none. */
    private Domain medium(Domain live, Disk before, Disk wanted, Updating.Wish wish, Undo undo) {
        Undo host = new Undo();
        undo.add("give back the medium of " + wanted.target().dev(), host::close);
        Disk after = before.withSource(wanted.source()).withBackingStore(wanted.backingStore())
                .withDriver(raw(wanted.driver().or(before::driver).orElse(Disk.Driver.NONE)));
        if (!Disks.empty(after)) {
            after = Launch.numbered(Launch.prepared(site.open(live, after, host)), nodes);
        }
        String drive = Chassis.alias(before);
        openTray(drive, wish);
        qemu.call(new BlockCommand.RemoveMedium(drive));
        Parts parts = new Parts(qemu);
        List<Part> old = Disks.backend(before, new Supplier(NoSecrets.in(site.resources(live, _ -> List.of())), 0));
        parts.takeBackends(old);
        Undo added = new Undo();
        try (added) {
            if (!Disks.empty(after)) {
                List<Part> backend = Disks.backend(after, new Supplier(site.resources(live, _ -> List.of()), 0));
                parts.give(backend, added);
                qemu.call(new BlockCommand.InsertMedium(drive, topNode(backend)));
            }
            qemu.call(new BlockCommand.CloseTray(drive));
            added.keep();
        }
        site.release(live, before);
        Disk closed = after.withTarget(after.target().withTray(false));
        Disk settled = Disks.empty(closed) ? closed.withoutMedium() : closed;
        site.keep(live, settled, host.handOver());
        return DeviceLists.replaced(live, before, settled);
    }

    /** What is not said to be anything else is a raw image. */
    private static Disk.Driver raw(Disk.Driver driver) {
        return driver.named(driver.name().orElse("qemu"), driver.type().or(() -> Optional.of(Disk.Format.RAW)));
    }

    private static String topNode(List<Part> backend) {
        return backend.reversed().stream().filter(Part.Block.class::isInstance).map(Part.Block.class::cast).findFirst()
                .orElseThrow().props().string("node-name");
    }

    private void openTray(String drive, Updating.Wish wish) {
        Reply<?> reply = qemu.ask(new BlockCommand.OpenTray(drive, wish.force() ? Optional.of(true) : Optional.empty()));
        if (!(reply instanceof Reply.Refused<?> refused)) return;
        // the guest holds the medium and was asked to let it go
        if (wish.force() || !refused.description().contains("locked")) reply.orThrow();
        if (!wish.opened().getAsBoolean()) {
            throw QEMU.error(OPERATION_FAILED, "timed out waiting for disk tray status update");
        }
    }
}
