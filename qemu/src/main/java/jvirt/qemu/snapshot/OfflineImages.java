package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_INVALID;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.host.Program;
import jvirt.host.Undo;
import jvirt.qemu.Disks;
import jvirt.qemu.image.Chains;
import jvirt.qemu.plug.VolumePaths;

/** Snapshots in the images of a machine that does not run: qemu-img does them. */
final class OfflineImages {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final Duration LIMIT = Duration.ofHours(1);

    private final VolumePaths volumes;

    OfflineImages(VolumePaths volumes) {
        this.volumes = volumes;
    }

    /** What qemu-img does with a snapshot of this name. */
    enum Action {
        CREATE("-c"), APPLY("-a"), DELETE("-d");

        private final String option;

        Action(String option) {
            this.option = option;
        }
    }

    /** An image inside which the snapshot is or will be. */
    private record Image(Disk disk, String path) {}

    private List<Image> images(Snapshot snapshot, Domain machine) {
        List<Image> images = new ArrayList<>();
        for (Disk disk : machine.devices().disks()) {
            boolean taken = snapshot.disks().stream()
                    .anyMatch(entry -> entry.name().equals(disk.target().dev()) && entry.internal());
            if (disk.device() == Disk.Kind.DISK && taken) images.add(new Image(disk, path(disk)));
        }
        return images;
    }

    private String path(Disk disk) {
        DiskSource source = disk.source() instanceof DiskSource.Volume volume ? volumes.resolve(volume) : disk.source();
        if (source instanceof DiskSource.File || source instanceof DiskSource.Block) return Disks.path(source).orElseThrow();
        throw ErrorDomain.QEMU.error(OPERATION_INVALID, "can't manipulate inactive snapshots of disk '%s'",
                disk.target().dev());
    }

    /** Makes the snapshot in all images, or in none. */
    void create(Snapshot snapshot, Domain machine, Undo undo) throws InterruptedException {
        for (Image image : images(snapshot, machine)) {
            run(Action.CREATE, snapshot.name(), image);
            undo.add("delete snapshot " + snapshot.name() + " of " + image.path,
                    () -> run(Action.DELETE, snapshot.name(), image));
        }
    }

    /** Brings all images back to the snapshot. */
    void apply(Snapshot snapshot, Domain machine) throws InterruptedException {
        if (!all(Action.APPLY, snapshot, machine)) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "snapshot '%s' could not be applied to all disks", snapshot.name());
        }
    }

    /** Deletes the snapshot from the images that have it. */
    void delete(Snapshot snapshot, Domain machine) throws InterruptedException {
        all(Action.DELETE, snapshot, machine);
    }

    /** Goes on with the other images when one fails; false when one did. */
    private boolean all(Action action, Snapshot snapshot, Domain machine) throws InterruptedException {
        boolean whole = true;
        for (Image image : images(snapshot, machine)) {
            try {
                run(action, snapshot.name(), image);
            } catch (VirtException e) {
                LOG.log(Level.WARNING, "skipping snapshot action on " + image.disk.target().dev(), e);
                whole = false;
            }
        }
        return whole;
    }

    private static void run(Action action, String name, Image image) throws InterruptedException {
        if (Disks.format(image.disk) != Disk.Format.QCOW2) {
            throw ErrorDomain.QEMU.error(OPERATION_INVALID, "Disk device '%s' does not support snapshotting",
                    image.disk.target().dev());
        }
        run(List.of("qemu-img", "snapshot", action.option, name, image.path));
    }

    private static void run(List<String> words) throws InterruptedException {
        try {
            Program.Result result = Program.of(words).limit(LIMIT).attempt();
            if (result.status() == 0) return;
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, "Child process (%s) unexpected exit status %d: %s",
                    String.join(" ", words), result.status(), result.error().strip());
        } catch (IOException e) {
            throw ErrorDomain.NONE.error(INTERNAL_ERROR, e, "Cannot run qemu-img: %s", e.getMessage());
        }
    }

    /** Makes the new images of an external snapshot, each standing on its disk's. */
    void overlay(Snapshot snapshot, Domain machine, Undo undo) throws InterruptedException {
        for (int i = 0; i < snapshot.disks().size(); i++) {
            SnapshotDisk entry = snapshot.disks().get(i);
            if (!entry.external()) continue;
            Disk disk = machine.devices().disks().get(i);
            Path target = Path.of(entry.path().orElseThrow());
            boolean there = Files.exists(target);
            if (!there) undo.add("remove " + target, () -> Files.deleteIfExists(target));
            run(List.of("qemu-img", "create", "-f", entry.format().orElseThrow(), "-o",
                    "backing_fmt=" + Disks.word(Disks.format(disk)) + ",backing_file="
                            + path(disk).replace(",", ",,"), target.toString()));
        }
    }

    /** The machine with the new images of an external snapshot for its disks. */
    static Domain moved(Domain machine, Snapshot snapshot) {
        return machine.with(draft -> draft.devices = draft.devices.map(device -> {
            if (!(device instanceof Disk disk)) return device;
            Optional<SnapshotDisk> entry = snapshot.disks().stream()
                    .filter(some -> some.external() && some.name().equals(disk.target().dev())).findFirst();
            return entry.map(some -> Chains.onto(disk, some)).orElse(disk);
        }));
    }
}
