package jvirt.qemu;

import static jvirt.qemu.Condition.CRASHED_PANICKED;
import static jvirt.qemu.Condition.PAUSED;
import static jvirt.qemu.Condition.PAUSED_CRASHED;
import static jvirt.qemu.Condition.PAUSED_IO_ERROR;
import static jvirt.qemu.Condition.PAUSED_MIGRATION;
import static jvirt.qemu.Condition.PAUSED_POSTCOPY;
import static jvirt.qemu.Condition.PAUSED_STARTING_UP;
import static jvirt.qemu.Condition.PAUSED_WATCHDOG;
import static jvirt.qemu.Condition.RUNNING_UNPAUSED;
import static jvirt.qemu.Condition.RUNNING_WAKEUP;
import static jvirt.qemu.Condition.SHUTDOWN;
import static jvirt.qemu.Condition.SUSPENDED;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.LifecycleAction;
import jvirt.api.domain.device.Disk;
import jvirt.qemu.image.ImageWork;
import jvirt.qemu.migration.Moving;
import jvirt.qemu.migration.Phase;
import jvirt.qemu.process.Qemu;

/** What a machine is now. A state holds only what exists in it, so nobody asks whether the monitor is null. */
public sealed interface VmState {
    Condition condition();

    /** It does not run. */
    record Off(Condition condition) implements VmState {}

    /**
     * It has a QEMU.
     *
     * @param live its definition as it runs
     * @param asked the processor that QEMU was asked for, where it gave another one: what is started again is asked the same
     * @param work what goes on with its images
     * @param moving how far its move to or from another host is
     */
    record Active(Qemu qemu, Domain live, Optional<Cpu> asked, Condition condition, Intent intent, ImageWork work,
            Optional<Moving> moving) implements VmState {
        /** One that stays here. */
        public Active(Qemu qemu, Domain live, Optional<Cpu> asked, Condition condition, Intent intent, ImageWork work) {
            this(qemu, live, asked, condition, intent, work, Optional.empty());
        }

        /** The state after {@code event}, and what clients hear. Pure: its test is a table of before, event, after. */
        Step after(QemuEvent event) {
            return switch (event) {
                case QemuEvent.Stop() -> stopped();
                case QemuEvent.Resume() -> resumed();
                case QemuEvent.Shutdown(var guest) -> shutDown(guest);
                case QemuEvent.Reset() -> condition == PAUSED_STARTING_UP ? same()
                        : new Step(with(intent.withFakeReboot(false)), List.of(new VmEvent.Reboot()));
                case QemuEvent.Watchdog(var action) -> watchdog(action);
                case QemuEvent.IoError error -> ioError(error);
                case QemuEvent.Suspend() -> pmSuspended(new VmEvent.PmSuspend(), Lifecycle.PM_SUSPENDED_MEMORY);
                case QemuEvent.SuspendDisk() -> pmSuspended(new VmEvent.PmSuspendDisk(), Lifecycle.PM_SUSPENDED_DISK);
                case QemuEvent.Wakeup() -> condition == SUSPENDED
                        ? new Step(with(RUNNING_WAKEUP), List.of(new VmEvent.PmWakeup(), new VmEvent.State(Lifecycle.STARTED_WAKEUP)))
                        : new Step(this, List.of(new VmEvent.PmWakeup()));
                case QemuEvent.Panicked(var crashLoaded) -> crashLoaded
                        ? new Step(this, List.of(new VmEvent.State(Lifecycle.CRASHED_CRASHLOADED)))
                        : to(CRASHED_PANICKED, Lifecycle.CRASHED_PANICKED);
                case QemuEvent.Migration(var status) -> migration(status);
                case QemuEvent.Exited() -> exited();
                case QemuEvent.RtcChange _, QemuEvent.DeviceDeleted _, QemuEvent.UnplugFailed _, QemuEvent.TrayMoved _,
                        QemuEvent.BalloonChange _, QemuEvent.PortChange _, QemuEvent.JobChange _,
                        QemuEvent.MigrationPass _, QemuEvent.DumpCompleted _, QemuEvent.BlockThreshold _,
                        QemuEvent.MemorySizeChange _, QemuEvent.MemoryFailure _, QemuEvent.NicFilterChange _,
                        QemuEvent.Viewer _, QemuEvent.Other _ -> same();
            };
        }

        /** Of a machine that is about to boot again, nobody hears that it stands still for it. */
        private Step stopped() {
            Condition reason = leaving() ? PAUSED_MIGRATION : intent.pause.orElse(PAUSED);
            Active next = with(intent.withPause(Optional.empty()));
            if (!condition.running() || intent.pausedShutdown) return new Step(next, List.of());
            return new Step(next.with(reason), List.of(new VmEvent.State(Lifecycle.suspended(reason))));
        }

        /** Whether another host is to have it. */
        public boolean leaving() {
            return moving.filter(move -> move.phase() instanceof Phase.Out).isPresent();
        }

        /** The source learns only after its guest has stopped that the rest follows it, page by page. */
        private Step migration(String status) {
            if (!leaving() || !status.equals("postcopy-active") || condition != PAUSED_MIGRATION) return same();
            return to(PAUSED_POSTCOPY, Lifecycle.SUSPENDED_POSTCOPY);
        }

        private Step resumed() {
            Condition reason = intent.run.orElse(RUNNING_UNPAUSED);
            Active next = with(intent.withRun(Optional.empty()).withPausedShutdown(false));
            if (condition.running()) return new Step(next, List.of());
            return new Step(next.with(reason), List.of(new VmEvent.State(Lifecycle.resumed(reason))));
        }

        private Step shutDown(Optional<Boolean> guest) {
            // of one that we end, clients hear the end alone; of one that a client has destroyed, this too, as with libvirt
            boolean destroyed = intent.ending.filter(Ending.DESTROYED::equals).isPresent();
            if (condition.shuttingDown() || intent.ending.isPresent() && !destroyed) return same();
            if (destroyed) return to(SHUTDOWN, Lifecycle.SHUTDOWN_HOST);
            if (rebootsInstead()) return new Step(with(intent.withPausedShutdown(true)), List.of());
            return to(SHUTDOWN, guest.map(by -> by ? Lifecycle.SHUTDOWN_GUEST : Lifecycle.SHUTDOWN_HOST)
                    .orElse(Lifecycle.SHUTDOWN_FINISHED));
        }

        /** Whether the guest's end of work is the beginning of the next: it was asked to reboot, or is not to end. */
        public boolean rebootsInstead() {
            return intent.fakeReboot || live.onPoweroff().filter(LifecycleAction.RESTART::equals).isPresent();
        }

        private Step watchdog(String action) {
            int number = List.of("none", "pause", "reset", "poweroff", "shutdown", "debug", "inject-nmi").indexOf(action);
            VmEvent heard = new VmEvent.Watchdog(Math.max(0, number));
            if (!action.equals("pause") || !condition.running()) return new Step(this, List.of(heard));
            return new Step(with(PAUSED_WATCHDOG), List.of(heard, new VmEvent.State(Lifecycle.SUSPENDED_WATCHDOG)));
        }

        private Step ioError(QemuEvent.IoError error) {
            Optional<Disk> disk = Disks.find(live, error.device(), error.node());
            int number = Math.max(0, List.of("ignore", "stop", "report").indexOf(error.action()));
            VmEvent heard = new VmEvent.IoError(disk.flatMap(Disks::path).orElse(""), disk.flatMap(Disk::alias).orElse(""),
                    number, error.noSpace() ? "enospc" : "");
            if (!error.action().equals("stop") || !condition.running()) return new Step(this, List.of(heard));
            return new Step(with(PAUSED_IO_ERROR), List.of(heard, new VmEvent.State(Lifecycle.SUSPENDED_IO_ERROR)));
        }

        private Step pmSuspended(VmEvent heard, Lifecycle what) {
            if (!condition.running()) return new Step(this, List.of(heard));
            return new Step(with(SUSPENDED), List.of(heard, new VmEvent.State(what)));
        }

        private Step exited() {
            Ending ending = intent.ending.orElse(condition.shuttingDown() ? Ending.SHUTDOWN : Ending.CRASHED);
            return new Step(new Off(ending.off), ending.heard.<List<VmEvent>>map(what -> List.of(new VmEvent.State(what)))
                    .orElse(List.of()));
        }

        private Step same() {
            return new Step(this, List.of());
        }

        private Step to(Condition next, Lifecycle what) {
            return new Step(with(next), List.of(new VmEvent.State(what)));
        }

        public Active with(Condition next) {
            return new Active(qemu, live, asked, next, intent, work, moving);
        }

        public Active with(Intent next) {
            return new Active(qemu, live, asked, condition, next, work, moving);
        }

        public Active with(Domain next) {
            return new Active(qemu, next, asked, condition, intent, work, moving);
        }

        public Active with(Optional<Moving> next) {
            return new Active(qemu, live, asked, condition, intent, work, next);
        }

        public Active with(ImageWork next) {
            return new Active(qemu, live, asked, condition, intent, next, moving);
        }

        public Active withLive(UnaryOperator<Domain> change) {
            return with(change.apply(live));
        }

        /** Reset by somebody while it lay crashed: it may be looked at, and run on. */
        Active afterReset() {
            return condition.crashed() ? with(PAUSED_CRASHED) : this;
        }
    }

    /** A transition: the next state, and what clients hear of it, in this order. */
    record Step(VmState next, List<VmEvent> events) {}

    /** How a machine ends when somebody ends it. */
    enum Ending {
        SHUTDOWN(Condition.OFF_SHUTDOWN, Lifecycle.STOPPED_SHUTDOWN),
        DESTROYED(Condition.OFF_DESTROYED, Lifecycle.STOPPED_DESTROYED),
        /** QEMU ended by itself. */
        CRASHED(Condition.OFF_CRASHED, Lifecycle.STOPPED_FAILED),
        /** The guest crashed and is not to be kept. */
        PANICKED(Condition.OFF_CRASHED, Lifecycle.STOPPED_CRASHED),
        SAVED(Condition.OFF_SAVED, Lifecycle.STOPPED_SAVED),
        FAILED(Condition.OFF_FAILED, Lifecycle.STOPPED_FAILED),
        /** It never ran: nobody hears of it. */
        NOT_STARTED(Condition.OFF_FAILED),
        MIGRATED(Condition.OFF_MIGRATED, Lifecycle.STOPPED_MIGRATED),
        FROM_SNAPSHOT(Condition.OFF_FROM_SNAPSHOT, Lifecycle.STOPPED_FROM_SNAPSHOT);

        private final Condition off;
        private final Optional<Lifecycle> heard;

        Ending(Condition off, Lifecycle heard) {
            this.off = off;
            this.heard = Optional.of(heard);
        }

        Ending(Condition off) {
            this.off = off;
            this.heard = Optional.empty();
        }

        /** libvirt's word in QEMU's log. */
        String word() {
            return off == Condition.OFF_SHUTDOWN ? "shutdown" : name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /**
     * Why the next thing will happen, known before it does.
     *
     * @param pause why it will stand still
     * @param run why it will run on
     * @param ending why it will end
     * @param fakeReboot its next end of work is to be a reboot
     * @param pausedShutdown it stands still for that reboot
     */
    record Intent(Optional<Condition> pause, Optional<Condition> run, Optional<Ending> ending, boolean fakeReboot,
            boolean pausedShutdown) {
        public static final Intent NONE = new Intent(Optional.empty(), Optional.empty(), Optional.empty(), false, false);

        public Intent withPause(Optional<Condition> why) {
            return new Intent(why, run, ending, fakeReboot, pausedShutdown);
        }

        public Intent withRun(Optional<Condition> why) {
            return new Intent(pause, why, ending, fakeReboot, pausedShutdown);
        }

        /** The first to end a machine says why. */
        public Intent withEnding(Ending why) {
            return ending.isPresent() ? this : new Intent(pause, run, Optional.of(why), fakeReboot, pausedShutdown);
        }

        public Intent withFakeReboot(boolean reboot) {
            return new Intent(pause, run, ending, reboot, pausedShutdown);
        }

        Intent withPausedShutdown(boolean paused) {
            return new Intent(pause, run, ending, fakeReboot, paused);
        }
    }
}
