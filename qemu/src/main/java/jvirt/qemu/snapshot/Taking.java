package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.domain.device.Disk;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotDisk;
import jvirt.api.snapshot.SnapshotMemory;
import jvirt.api.snapshot.SnapshotState;
import jvirt.host.Undo;
import jvirt.qemu.Condition;
import jvirt.qemu.Disks;
import jvirt.qemu.Job;
import jvirt.qemu.Jobs;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Power;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.image.ImageJobs;
import jvirt.qemu.snapshot.DiskChoice.Prepared;

/** Takes a snapshot of a machine, running or not. What fails leaves the machine and its images as they were. */
final class Taking {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** {@code virDomainSnapshotCreateFlags}. */
    private static final int REDEFINE = 1;
    private static final int CURRENT = 1 << 1;
    private static final int NO_METADATA = 1 << 2;
    private static final int HALT = 1 << 3;
    private static final int DISK_ONLY = 1 << 4;
    private static final int REUSE_EXTERNAL = 1 << 5;
    private static final int QUIESCE = 1 << 6;
    private static final int LIVE = 1 << 8;

    private final Snapshots snapshots;
    private final Vm vm;
    private final int flags;

    Taking(Snapshots snapshots, Vm vm, int flags) {
        this.snapshots = snapshots;
        this.vm = vm;
        this.flags = flags;
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    Snapshot take(String document) throws InterruptedException {
        if (has(QUIESCE) && !has(DISK_ONLY)) {
            throw QEMU.refusal("Flag 'VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY' is required by flag "
                    + "'VIR_DOMAIN_SNAPSHOT_CREATE_QUIESCE'");
        }
        if (has(LIVE) && has(REDEFINE)) {
            throw QEMU.refusal("Flags 'VIR_DOMAIN_SNAPSHOT_CREATE_LIVE' and "
                    + "'VIR_DOMAIN_SNAPSHOT_CREATE_REDEFINE' are mutually exclusive");
        }
        if (has(HALT) && !vm.persistent()) {
            throw QEMU.error(OPERATION_INVALID, "cannot halt after transient domain snapshot");
        }
        boolean offline = has(DISK_ONLY) || vm.active().isEmpty();
        Snapshot asked = has(REDEFINE) ? Snapshot.existing(document, snapshots::machine)
                : Snapshot.request(document, offline, Instant.now().getEpochSecond());
        check(asked);
        try (Jobs.Turn turn = vm.jobs().begin(Job.SNAPSHOT, "virDomainSnapshotCreateXML")) {
            return has(REDEFINE) ? new Redefining(snapshots, vm, has(DISK_ONLY), has(CURRENT)).take(asked) : take(asked, turn);
        }
    }

    private void check(Snapshot asked) {
        if (!has(NO_METADATA)) {
            if (asked.name().contains("/")) {
                throw QEMU.error(XML_DETAIL, "invalid snapshot name '%s': name can't contain '/'", asked.name());
            }
            if (asked.name().startsWith(".")) {
                throw QEMU.error(XML_DETAIL, "invalid snapshot name '%s': name can't start with '.'", asked.name());
            }
        }
        boolean external = asked.memory().filter(memory -> memory.snapshot() == SnapshotMode.EXTERNAL).isPresent();
        if (has(LIVE) && (vm.active().isEmpty() || !external)) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "live snapshot creation is supported only during full system snapshots");
        }
        SnapshotState state = has(REDEFINE) ? asked.state().orElseThrow() : state();
        switch (state) {
            case RUNNING, PAUSED, SHUTDOWN, SHUTOFF, CRASHED -> { }
            case PMSUSPENDED -> throw QEMU.error(OPERATION_UNSUPPORTED,
                    "qemu doesn't support taking snapshots of PMSUSPENDED guests");
            case DISK_SNAPSHOT, NOSTATE, BLOCKED -> {
                if (state != SnapshotState.DISK_SNAPSHOT || !has(REDEFINE)) {
                    throw QEMU.error(INTERNAL_ERROR, "Invalid domain state %s", state.word());
                }
            }
        }
    }

    /** What the machine does; the numbers are the same. */
    private SnapshotState state() {
        return SnapshotState.values()[vm.state().condition().state()];
    }

    private Snapshot take(Snapshot asked, Jobs.Turn turn) throws InterruptedException {
        boolean active = vm.active().isPresent();
        Domain machine = vm.configuration();
        Snapshot described = described(asked, machine, active);
        boolean allExternal = has(DISK_ONLY)
                || described.memory().orElseThrow().snapshot() == SnapshotMode.EXTERNAL;
        Snapshot aligned = DiskChoice.aligned(described, machine, allExternal ? SnapshotMode.EXTERNAL : SnapshotMode.INTERNAL);
        if (active) requireIdle(aligned);
        Prepared prepared = DiskChoice.prepared(aligned, machine, active, has(REUSE_EXTERNAL));
        Snapshot snapshot = prepared.snapshot();
        if (!has(NO_METADATA)) {
            snapshots.of(vm).requireNew(snapshot.name());
            snapshot = snapshot.withParent(snapshots.of(vm).current());
        }
        try (Undo undo = new Undo()) {
            act(prepared, snapshot, active, turn, undo);
            if (!has(NO_METADATA)) snapshots.keepCurrent(vm, snapshot);
            undo.keep();
        }
        return snapshot;
    }

    /** No disk that takes part has its images changed meanwhile. */
    private void requireIdle(Snapshot aligned) {
        Domain live = vm.running().live();
        for (SnapshotDisk entry : aligned.disks()) {
            Optional<Disk> disk = Disks.named(live, entry.name());
            if (disk.isEmpty() || entry.snapshot().filter(SnapshotMode.NO::equals).isPresent()) continue;
            ImageJobs.requireIdle(vm, disk.get());
            if (entry.external()) ImageJobs.requireAble(disk.get());
        }
    }

    /** The snapshot with the machine, what it does, and where its memory goes. */
    private Snapshot described(Snapshot asked, Domain machine, boolean active) {
        Optional<Domain> inactive = active && vm.persistent() ? Optional.of(vm.definition()) : Optional.empty();
        Optional<SnapshotMode> mode = asked.memory().map(SnapshotMemory::snapshot);
        if (has(DISK_ONLY)) {
            return asked.of(active ? SnapshotState.DISK_SNAPSHOT : SnapshotState.SHUTOFF, SnapshotMemory.NONE, machine, inactive);
        }
        if (mode.equals(Optional.of(SnapshotMode.EXTERNAL))) {
            return asked.of(state(), asked.memory().get(), machine, inactive);
        }
        if (active && mode.equals(Optional.of(SnapshotMode.NO))) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "internal snapshot of a running VM must include the memory state");
        }
        return asked.of(state(), active ? SnapshotMemory.INTERNAL : SnapshotMemory.NONE, machine, inactive);
    }

    private void act(Prepared prepared, Snapshot snapshot, boolean active, Jobs.Turn turn, Undo undo) throws InterruptedException {
        if (active) {
            if (snapshot.memory().orElseThrow().snapshot() != SnapshotMode.NO) ImageJobs.requireNone(vm);
            boolean external = has(DISK_ONLY) || snapshot.memory().orElseThrow().snapshot() == SnapshotMode.EXTERNAL;
            if (external) {
                new LiveOverlays(snapshots, vm).take(snapshot, prepared.manual(),
                        new LiveOverlays.Wishes(has(REUSE_EXTERNAL), has(QUIESCE), has(LIVE), has(HALT)), turn, undo);
            } else {
                takeInside(snapshot.name(), undo);
            }
        } else if (has(DISK_ONLY) || prepared.external()) {
            if (!has(REUSE_EXTERNAL)) snapshots.images().overlay(snapshot, vm.definition(), undo);
            Domain before = vm.definition();
            snapshots.machines().keep(vm, OfflineImages.moved(before, snapshot));
            undo.add("define " + vm.name() + " as before", () -> snapshots.machines().keep(vm, before));
        } else {
            snapshots.images().create(snapshot, vm.definition(), undo);
        }
    }

    /** The whole running machine, inside its images. It stands still meanwhile. */
    private void takeInside(String name, Undo undo) throws InterruptedException {
        Power power = new Power(vm);
        boolean resume = vm.running().condition().running();
        if (resume) power.pause(Condition.PAUSED_SAVE);
        try {
            StateJobs.save(vm, name);
            undo.add("delete snapshot " + name, () -> StateJobs.delete(vm, name));
            if (has(HALT)) power.end(Ending.FROM_SNAPSHOT);
        } finally {
            if (resume && vm.active().filter(active -> active.condition().paused()).isPresent()) resume(power);
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
}
