package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.host.Undo;
import jvirt.qemu.Disks;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Launcher.Plan;
import jvirt.qemu.Power;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.Leaving;
import jvirt.qemu.moment.MomentTree;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * Deletes external snapshots: the image that the machine got for one is committed to the image below, and is no more. A
 * machine that does not run gets a QEMU for as long as this takes, whose guest stands still.
 */
final class Merging {
    private static final Duration LIMIT = Duration.ofDays(1);

    private final Snapshots snapshots;
    private final Vm vm;

    Merging(Snapshots snapshots, Vm vm) {
        this.snapshots = snapshots;
        this.vm = vm;
    }

    /**
     * What becomes of one disk.
     *
     * @param image the image that goes
     * @param base the number of the image below it
     * @param below that image, which must be written to
     * @param top whether the guest writes to it
     */
    private record Merge(String target, String image, int index, int base, DiskSource below, boolean top, Optional<Snapshot> parent) {}

    void merge(Snapshot snapshot) throws InterruptedException {
        if (vm.active().isPresent()) {
            mergeLive(snapshot);
            return;
        }
        try (Undo undo = new Undo()) {
            Power power = new Power(vm);
            power.launch(Plan.boot(vm.definition(), snapshots.machines().nextId(), false), undo);
            power.tellStarted();
            mergeLive(snapshot);
            vm.ending(Ending.NOT_STARTED);
        }
    }

    private void mergeLive(Snapshot snapshot) throws InterruptedException {
        List<Merge> merges = new ArrayList<>();
        for (SnapshotDisk entry : snapshot.disks()) {
            if (!entry.skipped()) merges.add(prepared(snapshot, entry));
        }
        for (Merge merge : merges) {
            merge.parent.ifPresent(parent -> mark(parent, merge.target, true));
            commit(merge);
            Leaving.leave(vm, merge.target, merge.image, merge.index, true);
            merge.parent.ifPresent(parent -> mark(parent, merge.target, false));
        }
        for (Snapshot below : snapshots.of(vm).descendantsOf(snapshot.name())) {
            snapshots.keep(vm, updated(below, snapshot));
        }
    }

    private Merge prepared(Snapshot snapshot, SnapshotDisk entry) {
        if (entry.snapshotDeleteInProgress()) {
            throw QEMU.error(OPERATION_INVALID, "snapshot disk '%s' was target of not completed snapshot delete", entry.name());
        }
        Domain live = vm.running().live();
        Disk disk = Disks.named(live, entry.name()).orElseThrow(() ->
                QEMU.error(INTERNAL_ERROR, "No device found for image '%s'", entry.name()));
        String image = entry.path().orElse("");
        int index = Chains.index(disk, image).orElseThrow(() -> QEMU.error(OPERATION_FAILED,
                "VM disk source and snapshot disk source are not the same"));
        Optional<String> then = snapshot.machine().flatMap(machine -> Disks.named(machine, entry.name()))
                .flatMap(Disks::path);
        if (then.isEmpty()) {
            throw QEMU.error(OPERATION_FAILED, "failed to find disk '%s' in snapshot VM XML", entry.name());
        }
        BackingStore below = below(disk, image).orElseThrow(() ->
                QEMU.error(OPERATION_FAILED, "failed to find parent disk source in backing chain"));
        if (!below.source().flatMap(Disks::path).equals(then)) {
            throw QEMU.error(OPERATION_FAILED, "snapshot VM disk source and parent disk source are not the same");
        }
        Optional<Snapshot> parent = parent(snapshot, entry.name());
        if (parent.filter(other -> !other.external()).isPresent()) {
            throw QEMU.error(OPERATION_UNSUPPORTED,
                    "deleting external snapshot that has internal snapshot as parent not supported");
        }
        return new Merge(entry.name(), image, index, below.index().orElseThrow(), below.source().orElseThrow(),
                Disks.path(disk).equals(Optional.of(image)), parent);
    }

    private static Optional<BackingStore> below(Disk disk, String image) {
        if (Disks.path(disk).equals(Optional.of(image))) return disk.backingStore().filter(store -> !store.none());
        return Chains.below(disk).filter(store -> store.source().flatMap(Disks::path).equals(Optional.of(image))).findFirst()
                .flatMap(BackingStore::backingStore).filter(store -> !store.none());
    }

    /** The snapshot before this one of which the disk is a part. */
    private Optional<Snapshot> parent(Snapshot snapshot, String disk) {
        MomentTree<Snapshot> tree = snapshots.of(vm);
        Optional<Snapshot> parent = tree.parentOf(snapshot);
        while (parent.isPresent()) {
            boolean has = parent.get().disks().stream().anyMatch(entry -> entry.name().equals(disk) && !entry.skipped());
            if (has) return parent;
            parent = tree.parentOf(parent.get());
        }
        return parent;
    }

    /** Notes on disk that the image of a snapshot is not whole for a while. */
    private void mark(Snapshot parent, String disk, boolean inProgress) {
        Snapshot now = snapshots.of(vm).named(parent.name());
        snapshots.keep(vm, now.withDisks(now.disks().stream()
                .map(entry -> entry.name().equals(disk) ? entry.withDeleteInProgress(inProgress) : entry).toList()));
    }

    private void commit(Merge merge) throws InterruptedException {
        String job = "commit-" + merge.target + "-" + Long.toHexString(System.nanoTime());
        Monitor monitor = vm.running().qemu().monitor();
        Disk disk = Disks.named(vm.running().live(), merge.target).orElseThrow();
        allow(disk, merge.below);
        Chains.above(disk, merge.image).ifPresent(overlay -> allow(disk, overlay));   // will name another image as its base
        try (EventWatch watch = vm.watch()) {
            monitor.call(new JobCommand.Commit(job, Chains.topNode(disk), Optional.of(node(merge.base)),
                    Optional.of(node(merge.index)), Optional.empty(), Optional.empty(), true, false));
            if (merge.top) {
                String ready = await(watch, job, "ready");
                if (ready.equals("ready")) monitor.call(new JobCommand.Complete(job));
            }
            await(watch, job, "concluded");
            Optional<String> error = monitor.call(new JobCommand.QueryJobs()).stream().filter(one -> one.id().equals(job))
                    .findFirst().flatMap(JobCommand.Job::error);
            monitor.call(new JobCommand.Dismiss(job));
            if (error.isPresent()) {
                throw QEMU.error(INTERNAL_ERROR, "block commit failed while deleting disk '%s' snapshot: '%s'", merge.target,
                        error.get());
            }
        }
    }

    /** Lets QEMU write to an image of the disk's chain that the guest only reads. */
    private void allow(Disk disk, DiskSource image) {
        snapshots.access().allow(vm, disk.withSource(image).withBackingStore(Optional.empty()));
    }

    private static String node(int index) {
        return "libvirt-" + index + "-format";
    }

    private static String await(EventWatch watch, String job, String wanted) throws InterruptedException {
        return watch.await(event -> event instanceof QemuEvent.JobChange(var id, var status) && id.equals(job)
                        && (status.equals(wanted) || status.equals("concluded")) ? Optional.of(status) : Optional.empty(), LIMIT)
                .orElseThrow(() -> QEMU.error(OPERATION_FAILED, "guest unexpectedly quit"));
    }

    /** A later snapshot whose machine stood on an image that is no more stands on the one below it. */
    private static Snapshot updated(Snapshot below, Snapshot deleted) {
        return below.withMachines(below.machine().map(machine -> updated(machine, deleted)),
                below.inactive().map(machine -> updated(machine, deleted)));
    }

    private static Domain updated(Domain machine, Snapshot deleted) {
        Domain now = machine;
        for (SnapshotDisk entry : deleted.disks()) {
            if (!entry.external()) continue;
            Optional<Disk> before = deleted.machine().flatMap(then -> Disks.named(then, entry.name()));
            now = Chains.replace(now, entry.name(), disk -> Disks.path(disk).equals(entry.path()) && before.isPresent()
                    ? disk.withSource(before.get().source()).withDriver(before.get().driver().orElse(Disk.Driver.NONE))
                    : Chains.without(disk, entry.path().orElse("")));
        }
        return now;
    }
}
