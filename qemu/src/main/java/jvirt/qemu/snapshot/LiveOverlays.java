package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.api.xml.View;
import jvirt.host.Undo;
import jvirt.qemu.Condition;
import jvirt.qemu.Disks;
import jvirt.qemu.Jobs;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Power;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.image.Bitmaps;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.LiveImages;
import jvirt.qemu.image.OneJob;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Monitor;

/** External snapshots of a running machine: it goes on in new images, each standing on the one before. */
final class LiveOverlays {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private final Snapshots snapshots;
    private final Vm vm;

    LiveOverlays(Snapshots snapshots, Vm vm) {
        this.snapshots = snapshots;
        this.vm = vm;
    }

    /**
     * How it is wished.
     *
     * @param reuse the new images are there already
     * @param quiesce the guest's file systems are to be at rest
     * @param live the guest runs on while its memory is written
     * @param halt the machine ends then
     */
    record Wishes(boolean reuse, boolean quiesce, boolean live, boolean halt) {}

    /** One disk and the image that it goes on in. */
    private record Move(Disk disk, SnapshotDisk entry, int index) {
        String node(String part) {
            return "libvirt-" + index + "-" + part;
        }
    }

    void take(Snapshot snapshot, boolean manual, Wishes wishes, Jobs.Turn turn, Undo undo) throws InterruptedException {
        boolean thaw = wishes.quiesce && vm.guest().freeze(List.of()) > 0;
        boolean memory = snapshot.memory().orElseThrow().snapshot() == SnapshotMode.EXTERNAL;
        boolean ran = vm.running().condition().running();
        boolean resume = ran && memory && !manual;
        Power power = new Power(vm);
        try {
            if (ran && (memory || manual) && !wishes.live) power.pause(Condition.PAUSED_SNAPSHOT);
            if (memory) writeMemory(snapshot, resume, turn, undo);
            move(snapshot, wishes.reuse, undo);
            if (wishes.halt) {
                thaw = false;
                power.end(Ending.FROM_SNAPSHOT);
            }
        } finally {
            if (resume && vm.active().filter(active -> !active.condition().running()).isPresent()) resume(power);
            if (thaw && vm.active().isPresent()) vm.guest().thaw();
        }
    }

    private void resume(Power power) throws InterruptedException {
        try {
            power.run(Condition.RUNNING_UNPAUSED);
        } catch (VirtException e) {
            LOG.log(Level.ERROR, "resuming " + vm.name() + " after snapshot failed", e);
            vm.announce(new VmEvent.State(Lifecycle.SUSPENDED_API_ERROR));
        }
    }

    private void writeMemory(Snapshot snapshot, boolean runs, Jobs.Turn turn, Undo undo) throws InterruptedException {
        Path file = Path.of(snapshot.memory().orElseThrow().file().orElseThrow());
        boolean there = Files.exists(file);
        snapshots.machines().saves().writeState(vm, turn, file, vm.configuration().format(View.INACTIVE), runs);
        if (!there) undo.add("remove " + file, () -> Files.deleteIfExists(file));
    }

    /** Opens the new images, and has all disks go on in them at one moment. */
    private void move(Snapshot snapshot, boolean reuse, Undo undo) throws InterruptedException {
        Domain live = vm.running().live();
        List<Move> moves = new ArrayList<>();
        for (int i = 0; i < snapshot.disks().size(); i++) {
            SnapshotDisk entry = snapshot.disks().get(i);
            if (entry.external()) moves.add(new Move(live.devices().disks().get(i), entry, vm.nextNode()));
        }
        try (Undo nodes = new Undo()) {
            for (Move move : moves) open(move, reuse, nodes, undo);
            Bitmaps bitmaps = Bitmaps.of(vm);
            vm.running().qemu().monitor().call(new BlockCommand.Transaction(moves.stream().flatMap(move -> Stream.concat(
                    bitmaps.goingOn(Chains.node(move.disk), move.node("format")).stream(),
                    Stream.of(BlockCommand.Action.snapshot(Chains.node(move.disk), move.node("format"))))).toList()));
            nodes.keep();
        }
        // from here on the guest writes to the new images: they must never be removed
        undo.keep();
        for (Move move : moves) follow(move);
    }

    /** Makes the image, unless it is there, and opens it without what it stands on. */
    private void open(Move move, boolean reuse, Undo nodes, Undo files) throws InterruptedException {
        Path path = Path.of(move.entry.path().orElseThrow());
        Monitor monitor = vm.running().qemu().monitor();
        boolean file = move.entry.source().orElseThrow() instanceof DiskSource.File;
        if (file && !reuse && !Files.exists(path)) {
            LiveImages.makeFile(path, "failed to create image file '" + path + "'", files);
        }
        snapshots.access().allow(vm, Chains.onto(move.disk, move.entry));
        String storage = move.node("storage");
        String format = move.entry.format().orElse("qcow2");
        monitor.call(new BlockCommand.Add(Json.object().with("driver", file ? "file" : "host_device")
                .with("filename", path.toString()).with("node-name", storage).with("auto-read-only", true)
                .with("discard", "unmap")));
        nodes.add("remove node " + storage, () -> monitor.call(new BlockCommand.Del(storage)));
        if (!reuse) create(move, storage, format, monitor);
        monitor.call(new BlockCommand.Add(Json.object().with("node-name", move.node("format")).with("read-only", false)
                .with("driver", format).with("file", storage).with("backing", Json.Null.NULL)));
        nodes.add("remove node " + move.node("format"), () -> monitor.call(new BlockCommand.Del(move.node("format"))));
    }

    /** Has QEMU write the empty image, of its disk's size. */
    private void create(Move move, String storage, String format, Monitor monitor) throws InterruptedException {
        long size = monitor.call(new BlockCommand.QueryNodes(Optional.of(true))).stream()
                .filter(node -> node.nodeName().equals(Optional.of(Chains.node(move.disk)))).findFirst().orElseThrow()
                .image().virtualSize();
        OneJob.run(vm, "blockdev-create", job -> new BlockCommand.Create(job, Json.object().with("driver", format)
                .with("file", storage).with("size", size).with("backing-file", Disks.path(move.disk).orElseThrow())
                .with("backing-fmt", Disks.word(Disks.format(move.disk)))), "failed to create image");
    }

    /** The running machine, and its definition if it has the same image, follow onto the new one. */
    private void follow(Move move) {
        String target = move.disk.target().dev();
        vm.changeLive(live -> Chains.replace(live, target, disk -> Chains.onto(disk, move.entry, move.index)));
        if (!vm.persistent()) return;
        Optional<Disk> defined = Disks.named(vm.definition(), target);
        if (defined.flatMap(Disks::path).equals(Disks.path(move.disk))) {
            snapshots.machines().keep(vm, Chains.replace(vm.definition(), target,
                    disk -> Chains.onto(disk, move.entry)));
        }
    }

    /** Deletes an external snapshot: what was written since is committed to the image below. */
    void delete(Snapshot snapshot) throws InterruptedException {
        new Merging(snapshots, vm).merge(snapshot);
    }
}
