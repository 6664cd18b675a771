package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.DOMAIN_SNAPSHOT;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotState;
import jvirt.qemu.Vm;
import jvirt.qemu.moment.MomentTree;

/**
 * Takes the description of a snapshot that exists: one whose metadata was lost, or one that was edited.
 *
 * @param diskOnly it must be one without memory
 * @param current the machine goes on from it
 */
record Redefining(Snapshots snapshots, Vm vm, boolean diskOnly, boolean current) {

    Snapshot take(Snapshot told) {
        MomentTree<Snapshot> tree = snapshots.of(vm);
        tree.checkParent(told);
        Optional<Snapshot> before = tree.find(told.name());
        check(told, before);
        SnapshotMode standard = told.state().equals(Optional.of(SnapshotState.DISK_SNAPSHOT)) || told.external()
                ? SnapshotMode.EXTERNAL : SnapshotMode.INTERNAL;
        Domain machine = told.machine().or(() -> before.flatMap(Snapshot::machine))
                .orElseThrow(() -> DOMAIN_SNAPSHOT.error(INTERNAL_ERROR, "missing domain in snapshot"));
        Snapshot aligned = DiskChoice.aligned(told, machine, standard);
        snapshots.keep(vm, aligned);
        if (current) snapshots.setCurrent(vm, Optional.of(told.name()));
        return aligned;
    }

    private void check(Snapshot told, Optional<Snapshot> before) {
        boolean disks = told.state().equals(Optional.of(SnapshotState.DISK_SNAPSHOT));
        if (diskOnly && !disks) throw refused("disk-only flag for snapshot %s requires disk-snapshot state", told.name());
        told.machine().filter(machine -> !machine.uuid().equals(vm.uuid())).ifPresent(_ -> {
            throw refused("definition for snapshot %s must use uuid %s", told.name(), vm.uuid());
        });
        before.filter(other -> other.online() != told.online()).ifPresent(_ -> {
            throw refused("cannot change between online and offline snapshot state in snapshot %s", told.name());
        });
        before.filter(other -> other.state().equals(Optional.of(SnapshotState.DISK_SNAPSHOT)) != disks).ifPresent(_ -> {
            throw refused("cannot change between disk only and full system in snapshot %s", told.name());
        });
    }

    private static RuntimeException refused(String detail, Object... args) {
        return DOMAIN_SNAPSHOT.error(INVALID_ARG, detail, args);
    }
}
