package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.qemu.Disks;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.moment.MomentTree;

/** Deletes snapshots, or only what is known of them. */
final class Deleting {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** {@code virDomainSnapshotDeleteFlags}. */
    private static final int CHILDREN = 1;
    private static final int METADATA_ONLY = 1 << 1;
    private static final int CHILDREN_ONLY = 1 << 2;

    private final Snapshots snapshots;
    private final Vm vm;
    private final int flags;

    Deleting(Snapshots snapshots, Vm vm, int flags) {
        this.snapshots = snapshots;
        this.vm = vm;
        this.flags = flags;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    void delete(String name) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.SNAPSHOT_DELETE, "virDomainSnapshotDelete")) {
            MomentTree<Snapshot> tree = snapshots.of(vm);
            Snapshot snapshot = tree.named(name);
            boolean below = has(CHILDREN) || has(CHILDREN_ONLY);
            if (!has(METADATA_ONLY)) check(tree, snapshot, below);
            if (below) {
                // the leaves first: what is left when one fails is a tree still
                for (Snapshot child : tree.descendantsOf(name).reversed()) delete(child);
            }
            if (!has(CHILDREN_ONLY)) delete(snapshots.of(vm).named(name));
        }
    }

    private void check(MomentTree<Snapshot> tree, Snapshot snapshot, boolean below) {
        if (!snapshot.external() && vm.active().isPresent()) checkImages(snapshot, vm.active().get().live());
        if (below) {
            List<Snapshot> children = tree.descendantsOf(snapshot.name());
            boolean external = children.stream().anyMatch(Snapshot::external);
            if (external && children.stream().anyMatch(child -> !child.external())) {
                throw QEMU.error(CONFIG_UNSUPPORTED,
                        "deletion of external and internal children disk snapshots not supported");
            }
            if (external) throw QEMU.error(CONFIG_UNSUPPORTED, "deletion of external children disk snapshots not supported");
        }
        boolean busy = vm.active().filter(active -> !active.work().jobs().isEmpty()).isPresent();
        if (snapshot.external() && busy) {
            throw QEMU.error(OPERATION_UNSUPPORTED,
                    "cannot delete external snapshots when there is another active block job");
        }
        if (snapshot.external() && has(CHILDREN)) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "deletion of external disk snapshots with children not supported");
        }
    }

    /** QEMU deletes from the images that it has open: they must be those of the snapshot. */
    private static void checkImages(Snapshot snapshot, Domain live) {
        for (SnapshotDisk entry : snapshot.disks()) {
            Optional<String> now = Disks.named(live, entry.name()).flatMap(Disks::path);
            Optional<String> then = snapshot.machine().flatMap(machine -> Disks.named(machine, entry.name()))
                    .flatMap(Deleting::path);
            if (!now.equals(then)) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "disk image '%s' for internal snapshot '%s' is not the same as disk "
                        + "image currently used by VM", entry.name(), snapshot.name());
            }
        }
    }

    private static Optional<String> path(Disk disk) {
        return Disks.path(disk);
    }

    private void delete(Snapshot snapshot) throws InterruptedException {
        if (!has(METADATA_ONLY)) {
            if (snapshot.external()) {
                new LiveOverlays(snapshots, vm).delete(snapshot);
            } else {
                deleteInside(snapshot);
            }
        }
        forget(snapshot);
    }

    private void deleteInside(Snapshot snapshot) throws InterruptedException {
        if (vm.active().isEmpty()) {
            snapshots.images().delete(snapshot, snapshot.machine().orElse(vm.definition()));
            return;
        }
        try {
            StateJobs.delete(vm, snapshot.name());
        } catch (VirtException e) {
            // what cannot be deleted from an image is no reason to keep what is known of it, says libvirt
            LOG.log(Level.WARNING, "snapshot " + snapshot.name() + " of " + vm.name() + " was not deleted from its images", e);
        }
    }

    /** What came after it comes after its parent from now on. */
    private void forget(Snapshot snapshot) {
        MomentTree<Snapshot> tree = snapshots.of(vm);
        for (Snapshot child : tree.childrenOf(snapshot.name())) snapshots.keep(vm, child.withParent(snapshot.parent()));
        boolean current = tree.isCurrent(snapshot.name());
        snapshots.forget(vm, snapshot.name());
        if (current) snapshots.setCurrent(vm, snapshot.parent().filter(parent -> tree.find(parent).isPresent()));
    }
}
