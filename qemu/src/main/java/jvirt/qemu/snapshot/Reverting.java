package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SNAPSHOT_REVERT_RISKY;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.snapshot.Snapshot;
import jvirt.api.snapshot.SnapshotState;
import jvirt.api.xml.View;
import jvirt.host.Undo;
import jvirt.qemu.Condition;
import jvirt.qemu.Job;
import jvirt.qemu.Launcher.Plan;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Power;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.image.ImageJobs;

/**
 * Brings a machine back to a snapshot. A running machine whose hardware is the same goes back within its QEMU, which takes
 * milliseconds; clients hear the same of it as when it is started anew.
 */
final class Reverting {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** {@code virDomainSnapshotRevertFlags}. */
    private static final int RUNNING = 1;
    private static final int PAUSED = 1 << 1;
    private static final int FORCE = 1 << 2;
    private static final int RESET_NVRAM = 1 << 3;

    private final Snapshots snapshots;
    private final Vm vm;
    private final int flags;
    private final Power power;

    Reverting(Snapshots snapshots, Vm vm, int flags) {
        this.snapshots = snapshots;
        this.vm = vm;
        this.flags = flags;
        this.power = new Power(vm);
    }

    private boolean has(int flag) {
        return (flags & flag) != 0;
    }

    void revert(String name) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.SNAPSHOT_REVERT, "virDomainRevertToSnapshot")) {
            Snapshot snapshot = snapshots.of(vm).named(name);
            check(snapshot);
            if (vm.active().isPresent()) ImageJobs.requireNone(vm);
            Domain machine = named(snapshot.machine().orElseThrow());
            Domain inactive = snapshot.inactive().map(this::named).orElse(machine);
            switch (snapshot.state().orElseThrow()) {
                case RUNNING, PAUSED -> toOnline(snapshot, machine, inactive);
                case SHUTDOWN, SHUTOFF, CRASHED -> toOffline(snapshot, machine, inactive);
                case PMSUSPENDED -> throw QEMU.error(OPERATION_UNSUPPORTED,
                        "qemu doesn't support reversion of snapshot taken in PMSUSPENDED state");
                case NOSTATE, BLOCKED, DISK_SNAPSHOT -> throw QEMU.error(INTERNAL_ERROR,
                        "Invalid target domain state '%s'. Refusing snapshot reversion", snapshot.state().get().word());
            }
            snapshots.setCurrent(vm, Optional.of(name));
        }
    }

    private void check(Snapshot snapshot) {
        if (!vm.persistent() && !snapshot.online() && !has(RUNNING) && !has(PAUSED)) {
            throw QEMU.error(OPERATION_INVALID,
                    "transient domain needs to request run or pause to revert to inactive snapshot");
        }
        if (snapshot.external()) throw QEMU.error(CONFIG_UNSUPPORTED, "revert to external snapshot not supported yet");
        if (snapshot.machine().isEmpty()) {
            throw QEMU.error(SNAPSHOT_REVERT_RISKY, "snapshot '%s' lacks domain '%s' rollback info", snapshot.name(), vm.name());
        }
        if (!has(FORCE) && vm.machines().saves().managed(vm) && !snapshot.online()) {
            throw QEMU.error(SNAPSHOT_REVERT_RISKY, "snapshot without memory state, removal of existing managed saved state "
                    + "strongly recommended to avoid corruption");
        }
    }

    /** The machine may be called otherwise by now. */
    private Domain named(Domain machine) {
        return machine.name().equals(vm.name()) ? machine : machine.with(draft -> draft.name = vm.name());
    }

    /** A persistent machine is defined as it was then. */
    private void define(Domain inactive) {
        if (!vm.persistent()) return;
        snapshots.machines().keep(vm, inactive);
        vm.announce(new VmEvent.State(Lifecycle.DEFINED_FROM_SNAPSHOT));
    }

    private void toOnline(Snapshot snapshot, Domain machine, Domain inactive) throws InterruptedException {
        boolean within = vm.active().isPresent() && sameHardware(machine) && !has(RESET_NVRAM) && machine.genid().isEmpty();
        if (within && !StateJobs.held(vm, snapshot.name())) {
            throw QEMU.error(OPERATION_FAILED, "Failed to load snapshot: Snapshot '%s' does not exist in one or more devices",
                    snapshot.name());
        }
        try (Undo undo = new Undo()) {
            if (!within || !loaded(snapshot.name())) startFrom(snapshot.name(), machine, undo);
            boolean paused = !has(RUNNING) && (snapshot.state().equals(Optional.of(SnapshotState.PAUSED)) || has(PAUSED));
            if (paused) {
                vm.change(active -> active.with(Condition.PAUSED_FROM_SNAPSHOT),
                        new VmEvent.State(Lifecycle.SUSPENDED_FROM_SNAPSHOT));
            } else {
                power.run(Condition.RUNNING_FROM_SNAPSHOT);
            }
            define(inactive);
            undo.keep();
        }
    }

    /** Whether the running guest sees the same machine as then; what only people read does not count. */
    private boolean sameHardware(Domain machine) {
        return plain(vm.configuration()).equals(plain(machine));
    }

    private static String plain(Domain machine) {
        return machine.with(draft -> {
            draft.title = Optional.empty();
            draft.description = Optional.empty();
            draft.metadata = Optional.empty();
        }).format(View.INACTIVE);
    }

    /** Restores the guest within its QEMU; false when that QEMU is no good any more. */
    private boolean loaded(String name) throws InterruptedException {
        boolean ran = vm.running().condition().running();
        // nobody hears that it stands still for it: for clients it ends and begins anew
        vm.change(active -> active.with(Condition.PAUSED_FROM_SNAPSHOT));
        if (ran) power.pause(Condition.PAUSED_FROM_SNAPSHOT);
        vm.announce(new VmEvent.State(Lifecycle.STOPPED_FROM_SNAPSHOT));
        try {
            StateJobs.load(vm, name);
        } catch (VirtException e) {
            // its disks may be restored while its memory is not: it must not run on
            LOG.log(Level.WARNING, vm.name() + " is started anew from its snapshot", e);
            vm.ending(Ending.NOT_STARTED);
            power.end(Ending.NOT_STARTED);
            return false;
        }
        vm.announce(new VmEvent.State(Lifecycle.STARTED_FROM_SNAPSHOT));
        return true;
    }

    /** Ends the machine, if it runs, and starts a QEMU that goes on from the snapshot. */
    private void startFrom(String name, Domain machine, Undo undo) throws InterruptedException {
        if (vm.active().isPresent()) power.end(Ending.FROM_SNAPSHOT);
        snapshots.machines().keepOn(vm);
        undo.add("give up " + vm.name() + " unless it is kept", () -> snapshots.machines().giveUpIfUnused(vm));
        power.launch(Plan.boot(anew(machine), snapshots.machines().nextId(), has(RESET_NVRAM)), undo);
        StateJobs.load(vm, name);
        power.tellStarted();
        vm.announce(new VmEvent.State(Lifecycle.STARTED_FROM_SNAPSHOT));
    }

    /** Without what belonged to the run in which the snapshot was taken, such as the paths of its sockets. */
    private Domain anew(Domain machine) {
        return snapshots.machines().completion().reload(machine.format(new View(false, true)));
    }

    private void toOffline(Snapshot snapshot, Domain machine, Domain inactive) throws InterruptedException {
        if (vm.active().isPresent()) power.end(Ending.FROM_SNAPSHOT);
        snapshots.machines().keepOn(vm);
        snapshots.images().apply(snapshot, machine);
        if (has(RUNNING) || has(PAUSED)) {
            try (Undo undo = new Undo()) {
                power.launch(Plan.boot(inactive, snapshots.machines().nextId(), has(RESET_NVRAM)), undo);
                power.tellStarted();
                vm.announce(new VmEvent.State(Lifecycle.STARTED_FROM_SNAPSHOT));
                if (has(PAUSED)) {
                    vm.change(active -> active.with(Condition.PAUSED_USER),
                            new VmEvent.State(Lifecycle.SUSPENDED_FROM_SNAPSHOT));
                } else {
                    power.run(Condition.RUNNING_BOOTED);
                }
                undo.keep();
            }
        }
        define(inactive);
    }
}
