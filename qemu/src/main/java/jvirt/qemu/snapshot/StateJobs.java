package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.qemu.Disks;
import jvirt.qemu.Vm;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.OneJob;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.JobCommand;

/** Has QEMU keep, restore and delete the state of a running machine inside its images. */
final class StateJobs {
    private StateJobs() {}

    /** The block nodes of the disks that a snapshot inside the images covers; the first of them holds the memory. */
    static List<String> nodes(Domain live) {
        List<String> nodes = live.devices().disks().stream()
                .filter(disk -> !disk.readonly() && disk.device() == Disk.Kind.DISK && !Disks.empty(disk)
                        && Disks.format(disk) == Disk.Format.QCOW2)
                .map(Chains::node).toList();
        if (nodes.isEmpty()) throw QEMU.error(OPERATION_INVALID, "this domain does not have a device to take snapshots");
        return nodes;
    }

    static void save(Vm vm, String name) throws InterruptedException {
        List<String> nodes = nodes(vm.running().live());
        OneJob.run(vm, "snapshot-save", job -> new JobCommand.SnapshotSave(job, name, nodes.getFirst(), nodes),
                "Failed to take snapshot");
    }

    static void load(Vm vm, String name) throws InterruptedException {
        List<String> nodes = nodes(vm.running().live());
        OneJob.run(vm, "snapshot-load", job -> new JobCommand.SnapshotLoad(job, name, nodes.getFirst(), nodes),
                "Failed to load snapshot");
    }

    static void delete(Vm vm, String name) throws InterruptedException {
        List<String> nodes = nodes(vm.running().live());
        OneJob.run(vm, "snapshot-delete", job -> new JobCommand.SnapshotDelete(job, name, nodes), "Failed to delete snapshot");
    }

    /** Whether every image holds the snapshot: QEMU would find out only when it is too late to go on. */
    static boolean held(Vm vm, String name) {
        List<String> nodes = nodes(vm.running().live());
        List<String> holding = vm.running().qemu().monitor().call(new BlockCommand.QueryNodes(Optional.of(true))).stream()
                .filter(node -> node.image().snapshots().stream().anyMatch(snapshot -> snapshot.name().equals(name)))
                .flatMap(node -> node.nodeName().stream()).toList();
        return holding.containsAll(nodes);
    }
}
