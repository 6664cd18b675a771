package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Default;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Live;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.TypedBy;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.YesNo;

/** A disk of the guest. Components stand in the order in which libvirt prints them. */
@Is("disk")
public record Disk(
        @Default("disk") Kind device,
        Optional<VirtioModel> model,
        Optional<YesNo> rawio,
        Optional<Sgio> sgio,
        Optional<SnapshotMode> snapshot,
        Optional<Driver> driver,
        Optional<Auth> auth,
        @TypedBy("type") DiskSource source,
        @KeepEmpty Optional<BackingStore> backingStore,
        Optional<BackendDomain> backenddomain,
        Optional<Geometry> geometry,
        Optional<BlockIo> blockio,
        @Live Optional<Mirror> mirror,
        @Default("") Target target,
        Optional<Iotune> iotune,
        @Wrapped("throttlefilters") @Name("throttlefilter") List<ThrottleFilter> throttlefilters,
        boolean readonly,
        boolean shareable,
        @Name("transient") @KeepEmpty Optional<Transient> dropped,
        @InElement Optional<String> serial,
        @InElement Optional<String> wwn,
        @InElement Optional<String> vendor,
        @InElement Optional<String> product,
        Optional<Encryption> encryption,
        @Inline DeviceInfo info) implements Device {
    public Disk {
        info = info.noRom();
    }

    @Override
    public Disk withInfo(DeviceInfo changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, backingStore, backenddomain, geometry,
                blockio, mirror, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product,
                encryption, changed);
    }

    /** A throttle group that the disk is in; in libvirt since 11.2.0. */
    public record ThrottleFilter(String group) {}

    public enum Kind { DISK, CDROM, FLOPPY, LUN }

    public enum Sgio { FILTERED, UNFILTERED }

    /** Where a snapshot of the machine keeps this disk's part. */
    public enum SnapshotMode { NO, INTERNAL, EXTERNAL, MANUAL }

    public enum Bus { IDE, FDC, SCSI, VIRTIO, XEN, USB, UML, SATA, SD }

    /** How QEMU opens the image and serves the disk. */
    public record Driver(
            Optional<String> name,
            Optional<Format> type,
            Optional<Cache> cache,
            @Name("error_policy") Optional<ErrorPolicy> errorPolicy,
            @Name("rerror_policy") Optional<ErrorPolicy> readErrorPolicy,
            Optional<Io> io,
            Optional<OnOff> ioeventfd,
            @Name("event_idx") Optional<OnOff> eventIdx,
            @Name("copy_on_read") Optional<OnOff> copyOnRead,
            Optional<Discard> discard,
            Optional<Integer> iothread,
            @Name("detect_zeroes") Optional<DetectZeroes> detectZeroes,
            Optional<Integer> queues,
            @Name("queue_size") Optional<Integer> queueSize,
            @Inline VirtioOptions virtio,
            @Name("metadata_cache") Optional<BackingStore.MetadataCache> metadataCache) {
        public static final Driver NONE = new Driver(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), VirtioOptions.NONE,
                Optional.empty());

        /** The same, of another name, and format if there is one. */
        public Driver named(String driver, Optional<Format> format) {
            return new Driver(Optional.of(driver), format, cache, errorPolicy, readErrorPolicy, io, ioeventfd,
                    eventIdx, copyOnRead, discard, iothread, detectZeroes, queues, queueSize, virtio, metadataCache);
        }

        public Driver withCache(Cache changed) {
            return new Driver(name, type, Optional.of(changed), errorPolicy, readErrorPolicy, io, ioeventfd, eventIdx,
                    copyOnRead, discard, iothread, detectZeroes, queues, queueSize, virtio, metadataCache);
        }

        /** The same, of another name and image format. */
        public Driver of(String driver, Format format) {
            return new Driver(Optional.of(driver), Optional.of(format), cache, errorPolicy, readErrorPolicy, io, ioeventfd,
                    eventIdx, copyOnRead, discard, iothread, detectZeroes, queues, queueSize, virtio, metadataCache);
        }
    }

    /** The format of an image. */
    public enum Format { RAW, DIR, BOCHS, CLOOP, DMG, ISO, VPC, VDI, FAT, VHD, PLOOP, COW, QCOW, QCOW2, QED, VMDK }

    public enum Cache { NONE, WRITETHROUGH, WRITEBACK, DIRECTSYNC, UNSAFE }

    public enum ErrorPolicy { STOP, REPORT, IGNORE, ENOSPACE }

    public enum Io { NATIVE, THREADS, @Name("io_uring") IO_URING }

    public enum Discard { UNMAP, IGNORE }

    public enum DetectZeroes { OFF, ON, UNMAP }

    /** The domain that has the disk, where that is not the host (Xen). */
    public record BackendDomain(String name) {}

    public record Geometry(int cyls, int heads, int secs, Optional<Translation> trans) {
        public enum Translation { NONE, AUTO, LBA }
    }

    public record BlockIo(@Name("logical_block_size") Optional<Integer> logicalBlockSize,
            @Name("physical_block_size") Optional<Integer> physicalBlockSize) {}

    /** The image to which a running job copies. */
    public record Mirror(
            Optional<String> file,
            @Name("format") Optional<String> oldFormat,
            Optional<String> job,
            Optional<String> ready,
            Optional<BackingStore.Format> format,
            @TypedBy("type") DiskSource source,
            @KeepEmpty Optional<BackingStore> backingStore) {
        /** The same, at another stage: {@code yes} when it is ready. */
        public Mirror at(String stage) {
            return new Mirror(file, oldFormat, job, Optional.of(stage), format, source, backingStore);
        }
    }

    /** What the guest sees: a name that hints at the order, a bus. */
    public record Target(
            @Default("") String dev,
            Optional<Bus> bus,
            Optional<Tray> tray,
            Optional<OnOff> removable,
            @Name("rotation_rate") Optional<Integer> rotationRate) {
        public enum Tray { CLOSED, OPEN }

        public Target {
            tray = tray.filter(Tray.OPEN::equals);
        }

        public Target withDev(String changed) {
            return new Target(changed, bus, tray, removable, rotationRate);
        }

        public Target withTray(boolean open) {
            return new Target(dev, bus, Optional.of(open ? Tray.OPEN : Tray.CLOSED), removable, rotationRate);
        }

        public Target withBus(Bus changed) {
            return new Target(dev, Optional.of(changed), tray, removable, rotationRate);
        }
    }

    /** What the guest writes is dropped when it ends. */
    public record Transient(Optional<YesNo> shareBacking) {}

    public boolean removable() {
        return device == Kind.CDROM || device == Kind.FLOPPY;
    }

    /** A drive with nothing in it. */
    public Disk withoutMedium() {
        DiskSource nothing = new DiskSource.File(Optional.empty(), Optional.empty(),
                DiskSource.Extras.NONE.withStartupPolicy(source.extras().startupPolicy()));
        Disk empty = withSource(nothing).withBackingStore(Optional.empty());
        return driver.map(own -> empty.withDriver(own.named(own.name().orElse("qemu"), Optional.empty()))).orElse(empty);
    }

    public Disk withSource(DiskSource changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, changed, backingStore, backenddomain, geometry,
                blockio, mirror, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product, encryption,
                info);
    }

    public Disk withBackingStore(Optional<BackingStore> changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, changed, backenddomain, geometry,
                blockio, mirror, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product, encryption,
                info);
    }

    public Disk withDriver(Driver changed) {
        return new Disk(device, model, rawio, sgio, snapshot, Optional.of(changed), auth, source, backingStore,
                backenddomain, geometry, blockio, mirror, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor,
                product, encryption, info);
    }

    public Disk withTarget(Target changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, backingStore, backenddomain, geometry,
                blockio, mirror, changed, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product, encryption,
                info);
    }

    public Disk withSnapshot(Optional<SnapshotMode> changed) {
        return new Disk(device, model, rawio, sgio, changed, driver, auth, source, backingStore, backenddomain,
                geometry, blockio, mirror, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product,
                encryption, info);
    }

    public Disk withEncryption(Optional<Encryption> changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, backingStore, backenddomain, geometry,
                blockio, mirror, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product, changed, info);
    }

    public Disk withMirror(Optional<Mirror> changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, backingStore, backenddomain, geometry,
                blockio, changed, target, iotune, throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product, encryption,
                info);
    }

    public Disk withIotune(Iotune changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, backingStore, backenddomain, geometry,
                blockio, mirror, target, Optional.of(changed), throttlefilters, readonly, shareable, dropped, serial, wwn, vendor, product,
                encryption, info);
    }

    public Disk withReadonly(boolean changed) {
        return new Disk(device, model, rawio, sgio, snapshot, driver, auth, source, backingStore, backenddomain, geometry,
                blockio, mirror, target, iotune, throttlefilters, changed, shareable, dropped, serial, wwn, vendor, product, encryption,
                info);
    }
}
