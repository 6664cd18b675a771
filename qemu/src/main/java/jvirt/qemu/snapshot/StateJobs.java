package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.qemu.EventWatch;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Command;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/** Has QEMU keep, restore and delete the state of a running machine inside its images. */
final class StateJobs {
    /** A large guest's memory into a slow image takes a while. */
    private static final Duration LIMIT = Duration.ofHours(1);

    private StateJobs() {}

    /** The block nodes of the disks that a snapshot inside the images covers; the first of them holds the memory. */
    static List<String> nodes(Domain live) {
        List<String> nodes = live.devices().disks().stream()
                .filter(disk -> !disk.readonly() && disk.device() == Disk.Kind.DISK && !DiskChoice.empty(disk)
                        && DiskChoice.format(disk) == Disk.Format.QCOW2)
                .map(StateJobs::node).toList();
        if (nodes.isEmpty()) throw QEMU.error(OPERATION_INVALID, "this domain does not have a device to take snapshots");
        return nodes;
    }

    /** The node of a disk's image format, as the command line names it. */
    static String node(Disk disk) {
        return "libvirt-" + disk.source().extras().index().orElseThrow(() ->
                new IllegalStateException("disk " + disk.target().dev() + " has no node")) + "-format";
    }

    static void save(Vm vm, String name) throws InterruptedException {
        List<String> nodes = nodes(vm.running().live());
        run(vm, "snapshot-save", job -> new JobCommand.SnapshotSave(job, name, nodes.getFirst(), nodes),
                "Failed to take snapshot");
    }

    static void load(Vm vm, String name) throws InterruptedException {
        List<String> nodes = nodes(vm.running().live());
        run(vm, "snapshot-load", job -> new JobCommand.SnapshotLoad(job, name, nodes.getFirst(), nodes),
                "Failed to load snapshot");
    }

    static void delete(Vm vm, String name) throws InterruptedException {
        List<String> nodes = nodes(vm.running().live());
        run(vm, "snapshot-delete", job -> new JobCommand.SnapshotDelete(job, name, nodes), "Failed to delete snapshot");
    }

    /** Whether every image holds the snapshot: QEMU would find out only when it is too late to go on. */
    static boolean held(Vm vm, String name) {
        List<String> nodes = nodes(vm.running().live());
        List<String> holding = vm.running().qemu().monitor().call(new BlockCommand.QueryNodes(Optional.of(true))).stream()
                .filter(node -> node.image().snapshots().stream().anyMatch(snapshot -> snapshot.name().equals(name)))
                .flatMap(node -> node.nodeName().stream()).toList();
        return holding.containsAll(nodes);
    }

    /** Makes a command for a job's id. */
    interface Start {
        Command<Command.Nothing> with(String job);
    }

    /** Runs a job to its end and takes its result. */
    static void run(Vm vm, String kind, Start start, String failure) throws InterruptedException {
        String id = kind + "-" + Long.toHexString(System.nanoTime());
        Monitor monitor = vm.running().qemu().monitor();
        try (EventWatch watch = vm.watch()) {
            monitor.call(start.with(id));
            Optional<String> end = watch.await(event -> concluded(event, id), LIMIT);
            if (end.isEmpty()) {
                throw vm.active().isEmpty() ? QEMU.error(OPERATION_FAILED, "guest unexpectedly quit")
                        : QEMU.error(OPERATION_TIMEOUT, "%s: not done within %d s", failure, LIMIT.toSeconds());
            }
            Optional<String> error = monitor.call(new JobCommand.QueryJobs()).stream().filter(job -> job.id().equals(id))
                    .findFirst().flatMap(JobCommand.Job::error);
            monitor.call(new JobCommand.Dismiss(id));
            if (error.isPresent()) throw QEMU.error(OPERATION_FAILED, "%s: %s", failure, error.get());
        }
    }

    private static Optional<String> concluded(QemuEvent event, String id) {
        return event instanceof QemuEvent.JobChange(var job, var status) && job.equals(id) && status.equals("concluded")
                ? Optional.of(status) : Optional.empty();
    }
}
