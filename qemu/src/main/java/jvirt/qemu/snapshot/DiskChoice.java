package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Os;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.api.snapshot.SnapshotMemory;
import jvirt.api.snapshot.SnapshotState;
import jvirt.api.xml.XmlBinding;
import jvirt.qemu.Disks;

/** Which disks take part in a snapshot, and how: what is not said is filled in, what cannot be is refused. */
final class DiskChoice {
    private DiskChoice() {}

    /** The snapshot with an entry for each disk of the machine, in the machine's order. */
    static Snapshot aligned(Snapshot snapshot, Domain machine, SnapshotMode standard) {
        List<Disk> disks = machine.devices().disks();
        if (snapshot.disks().size() > disks.size()) throw unsupported("too many disk snapshot requests for domain");
        Map<String, SnapshotDisk> said = new HashMap<>();
        for (SnapshotDisk asked : snapshot.disks()) {
            Disk disk = Disks.named(machine, asked.name()).orElseThrow(() -> unsupported("no disk named '%s'", asked.name()));
            String target = disk.target().dev();
            if (said.put(target, checked(asked, disk, standard).withName(target)) != null) {
                throw unsupported("disk '%s' specified twice", asked.name());
            }
        }
        List<SnapshotDisk> all = new ArrayList<>();
        for (Disk disk : disks) {
            SnapshotDisk entry = said.getOrDefault(disk.target().dev(), unsaid(disk, standard));
            all.add(named(entry, disk, snapshot.name(), all));
        }
        return snapshot.withDisks(all);
    }

    private static VirtException unsupported(String detail, Object... args) {
        return ErrorDomain.DOMAIN_SNAPSHOT.error(CONFIG_UNSUPPORTED, detail, args);
    }

    private static SnapshotDisk checked(SnapshotDisk asked, Disk disk, SnapshotMode standard) {
        boolean uniform = standard == SnapshotMode.INTERNAL;
        SnapshotMode mode;
        if (asked.snapshot().isEmpty()) {
            mode = own(disk).filter(own -> !uniform || own == SnapshotMode.NO).orElse(standard);
        } else {
            mode = asked.snapshot().get();
            boolean bothNot = mode == SnapshotMode.NO && own(disk).equals(Optional.of(SnapshotMode.NO));
            if (uniform && mode != standard && !bothNot) {
                throw unsupported("disk '%s' must use snapshot mode '%s'", asked.name(), "internal");
            }
        }
        if (asked.path().isPresent() && mode != SnapshotMode.EXTERNAL) {
            throw unsupported("file '%s' for disk '%s' requires use of external snapshot mode", asked.path().get(), asked.name());
        }
        return asked.with(Optional.of(mode), asked.driver(), asked.source());
    }

    /** An empty drive has nothing to keep; else the disk's own word counts, else the snapshot's. */
    private static SnapshotDisk unsaid(Disk disk, SnapshotMode standard) {
        SnapshotMode mode = Disks.empty(disk) ? SnapshotMode.NO : own(disk).orElse(standard);
        return new SnapshotDisk(disk.target().dev(), Optional.of(mode), false, Optional.empty(), Optional.empty());
    }

    /** What the disk's definition says of snapshots: what cannot be written needs none. */
    private static Optional<SnapshotMode> own(Disk disk) {
        return disk.snapshot().or(() -> disk.readonly() ? Optional.of(SnapshotMode.NO) : Optional.empty());
    }

    /** A new image that has no name gets its disk's, with the snapshot's for a suffix. */
    private static SnapshotDisk named(SnapshotDisk entry, Disk disk, String snapshot, List<SnapshotDisk> before) {
        if (!entry.external() || entry.path().isPresent()) return entry;
        if (entry.source().filter(source -> !(source instanceof DiskSource.File)).isPresent()) {
            throw unsupported("cannot generate external snapshot name for disk '%s' on a '%s' device", entry.name(),
                    kind(entry.source().get()));
        }
        String image = Disks.path(disk).orElseThrow(() ->
                unsupported("cannot generate external snapshot name for disk '%s' without source", entry.name()));
        if (!Files.isRegularFile(Path.of(image))) {
            throw unsupported("source for disk '%s' is not a regular file; refusing to generate external snapshot name",
                    entry.name());
        }
        int dot = image.lastIndexOf('.');
        String stem = dot > image.lastIndexOf('/') ? image.substring(0, dot) : image;
        String path = stem + "." + snapshot;
        before.stream().filter(other -> other.path().equals(Optional.of(path))).findFirst().ifPresent(other -> {
            throw unsupported("cannot generate external snapshot name for disk '%s': collision with disk '%s'", entry.name(),
                    other.name());
        });
        return entry.with(entry.snapshot(), entry.driver(), Optional.of(new DiskSource.File(Optional.of(path),
                Optional.empty(), DiskSource.Extras.NONE)));
    }

    private static String kind(DiskSource source) {
        return switch (source) {
            case DiskSource.File _ -> "file";
            case DiskSource.Block _ -> "block";
            case DiskSource.Dir _ -> "dir";
            case DiskSource.Network _ -> "network";
            case DiskSource.Volume _ -> "volume";
            case DiskSource.Nvme _ -> "nvme";
            case DiskSource.VhostUser _ -> "vhostuser";
        };
    }

    /** What was found out of a snapshot's disks. */
    record Prepared(Snapshot snapshot, boolean external, boolean manual) {}

    /** Refuses what cannot be done; new images get a format. */
    static Prepared prepared(Snapshot snapshot, Domain machine, boolean active, boolean reuse) {
        boolean internal = false;
        boolean manual = false;
        boolean partial = false;
        boolean external = false;
        List<SnapshotDisk> ready = new ArrayList<>();
        for (int i = 0; i < snapshot.disks().size(); i++) {
            SnapshotDisk entry = snapshot.disks().get(i);
            Disk disk = machine.devices().disks().get(i);
            switch (entry.snapshot().orElseThrow()) {
                case INTERNAL -> {
                    internal = true;
                    checkInternal(snapshot, entry, disk, active);
                }
                case EXTERNAL -> {
                    external = true;
                    entry = withFormat(entry);
                    checkExternal(entry, disk, active, reuse);
                }
                case MANUAL -> {
                    manual = true;
                    partial = true;
                }
                case NO -> partial |= !Disks.empty(disk) && !disk.readonly();
            }
            ready.add(entry);
        }
        checkWhole(snapshot, machine, internal, external, partial);
        return new Prepared(snapshot.withDisks(ready), external, manual);
    }

    private static SnapshotDisk withFormat(SnapshotDisk entry) {
        Optional<SnapshotDisk.Driver> driver = entry.driver();
        if (entry.format().isPresent()) return entry;
        return entry.with(entry.snapshot(), Optional.of(new SnapshotDisk.Driver(Optional.of("qcow2"),
                driver.flatMap(SnapshotDisk.Driver::metadataCache))), entry.source());
    }

    private static VirtException refused(String detail, Object... args) {
        return ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, detail, args);
    }

    private static void checkInternal(Snapshot snapshot, SnapshotDisk entry, Disk disk, boolean active) {
        if (active && snapshot.state().equals(Optional.of(SnapshotState.DISK_SNAPSHOT))) {
            throw refused("active qemu domains require external disk snapshots; disk %s requested internal", entry.name());
        }
        boolean local = disk.source() instanceof DiskSource.File || disk.source() instanceof DiskSource.Block
                || disk.source() instanceof DiskSource.Volume;
        if (!active && !local) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, disk.source() instanceof DiskSource.Network network
                    ? "internal inactive snapshots are not supported on 'network' disks using '"
                            + network.protocol().map(XmlBinding::word).orElse("none") + "' protocol"
                    : "internal inactive snapshots are not supported on '" + kind(disk.source()) + "' disks");
        }
        Disk.Format format = Disks.format(disk);
        if (format != Disk.Format.QCOW2) {
            throw refused("internal snapshot for disk %s unsupported for storage type %s", entry.name(), Disks.word(format));
        }
    }

    private static void checkExternal(SnapshotDisk entry, Disk disk, boolean active, boolean reuse) {
        String format = entry.format().orElseThrow();
        if (!format.equals("qcow2") && !format.equals("qed")) {
            throw refused("external snapshot format for disk %s is unsupported: %s", entry.name(), format);
        }
        boolean cached = entry.driver().flatMap(SnapshotDisk.Driver::metadataCache).isPresent();
        if (cached && !format.equals("qcow2")) {
            throw refused("metadata cache max size control is supported only with qcow2 images");
        }
        if (active && disk.device() == Disk.Kind.LUN) {
            throw refused("external active snapshots are not supported on scsi passthrough devices");
        }
        if (!active) {
            requireLocal(disk.source());
            requireLocal(entry.source().orElseThrow());
        }
        if (disk.shareable() && !disk.readonly()) {
            throw refused("shared access for disk '%s' requires use of supported storage format", entry.name());
        }
        checkTarget(entry, reuse);
    }

    private static void requireLocal(DiskSource source) {
        if (source instanceof DiskSource.File || source instanceof DiskSource.Block) return;
        throw ErrorDomain.QEMU.error(INTERNAL_ERROR, source instanceof DiskSource.Network network
                ? "external inactive snapshots are not supported on 'network' disks using '"
                        + network.protocol().map(XmlBinding::word).orElse("none") + "' protocol"
                : "external inactive snapshots are not supported on '" + kind(source) + "' disks");
    }

    /** A new image must not be there, or, where it is to be used as it is, must be. */
    private static void checkTarget(SnapshotDisk entry, boolean reuse) {
        DiskSource source = entry.source().orElseThrow();
        boolean block = source instanceof DiskSource.Block;
        if (!block && !(source instanceof DiskSource.File)) return;
        Path path = Path.of(entry.path().orElseThrow());
        if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            if (reuse) {
                throw ErrorDomain.QEMU.error(SYSTEM_ERROR, "missing existing file for disk %s: %s: No such file or directory",
                        entry.name(), path);
            }
            if (block) {
                throw ErrorDomain.QEMU.error(OPERATION_UNSUPPORTED, "block device snapshot target '%s' doesn't exist", path);
            }
            return;
        }
        boolean regular = Files.isRegularFile(path);
        if (block == regular) {
            throw refused("mismatch between configured type for snapshot disk '%s' and the type of existing file '%s'",
                    entry.name(), path);
        }
        if (!reuse && regular && path.toFile().length() > 0) {
            throw refused("external snapshot file for disk %s already exists and is not a block device: %s", entry.name(), path);
        }
    }

    private static void checkWhole(Snapshot snapshot, Domain machine, boolean internal, boolean external, boolean partial) {
        SnapshotMode memory = snapshot.memory().map(SnapshotMemory::snapshot).orElse(SnapshotMode.NO);
        if (!internal && !external && memory == SnapshotMode.NO) throw refused("nothing selected for snapshot");
        if (memory == SnapshotMode.INTERNAL && !internal || internal && partial) {
            throw refused("internal and full system snapshots require all disks to be selected for snapshot");
        }
        if (snapshot.state().equals(Optional.of(SnapshotState.DISK_SNAPSHOT)) && !external) {
            throw refused("disk-only snapshots require at least one disk to be selected for snapshot");
        }
        if (internal && external || memory == SnapshotMode.INTERNAL && external
                || memory == SnapshotMode.EXTERNAL && internal) {
            throw refused("mixing internal and external targets for a snapshot is not yet supported");
        }
        boolean flash = machine.os().loader().filter(loader -> loader.type().filter(Os.LoaderType.PFLASH::equals).isPresent()).isPresent();
        if (internal && flash) {
            throw ErrorDomain.QEMU.error(OPERATION_UNSUPPORTED,
                    "internal snapshots of a VM with pflash based firmware are not supported");
        }
    }
}
