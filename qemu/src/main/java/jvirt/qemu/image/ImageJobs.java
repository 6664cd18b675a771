package jvirt.qemu.image;

import static jvirt.api.ErrorCode.BLOCK_COPY_ACTIVE;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Job;
import jvirt.qemu.Jobs;
import jvirt.qemu.Machines;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState;
import jvirt.qemu.image.ImageJob.End;
import jvirt.qemu.image.ImageJob.Stage;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Command;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * The jobs on images of running machines: begun, steered, and followed to their end. A disk has one at a time. What is known
 * of a job is part of its machine's state, so a daemon that is started anew goes on with it.
 */
public final class ImageJobs {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final Duration LIMIT = Duration.ofDays(3650);
    private static final long END_SECONDS = 300;
    /** How long QEMU may be silent before it is gone. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(60);
    /** {@code VIR_DOMAIN_BLOCK_JOB_READY}. */
    private static final int READY = 3;

    private final ImageAccess access;
    private final Shortening shortening = new Shortening(this);
    private final Copying copying = new Copying(this);
    /** By QEMU's name of the job, for those who wait: how it ended, with what went wrong. */
    private final Map<Awaited, CompletableFuture<Optional<String>>> ends = new ConcurrentHashMap<>();

    private record Awaited(Vm vm, String job) {}

    public ImageJobs(ImageAccess access) {
        this.access = access;
    }

    public ImageAccess access() {
        return access;
    }

    /** How far a job is; {@code speed} in bytes a second, 0 without a limit. */
    public record Progress(int kind, long speed, long done, long all) {}

    /** What is done to machine and host when QEMU has done its part. It holds the machine's turn. */
    @FunctionalInterface
    public interface Ending {
        void take(Vm vm, ImageJob job, Result result) throws InterruptedException;

        /** The machine has ended before the job. */
        default void gone(Vm vm) { }
    }

    /** What QEMU said at the end of a job; {@code done} and {@code all} are bytes. */
    public record Result(End end, Optional<String> error, long done, long all) {}

    public void pull(Vm vm, String name, Shortening.Pull asked) throws InterruptedException {
        shortening.pull(vm, name, asked);
    }

    public void commit(Vm vm, String name, Shortening.Commit asked) throws InterruptedException {
        shortening.commit(vm, name, asked);
    }

    public void copy(Vm vm, String name, Copying.Copy asked) throws InterruptedException {
        copying.copy(vm, name, asked);
    }

    /** Goes on with what a daemon before us left. */
    public void takeUp(Machines machines) {
        for (Vm vm : machines.all()) {
            vm.active().ifPresent(active -> active.work().jobs().stream().filter(job -> !(job.work() instanceof ImageJob.Backup))
                    .forEach(job -> follow(vm, job, vm.watch(), ending(job))));
        }
    }

    private Ending ending(ImageJob job) {
        return switch (job.work()) {
            case ImageJob.Pull _, ImageJob.Commit _ -> shortening::end;
            case ImageJob.Copy _ -> copying::end;
            case ImageJob.Backup _ -> throw new IllegalStateException("a backup is followed by who began it");
        };
    }

    /** Ends a disk's job: it is given up, or, with {@code pivot}, the guest goes on in the other image. */
    public void abort(Vm vm, String name, boolean pivot, boolean wait) throws InterruptedException {
        ImageJob job;
        CompletableFuture<Optional<String>> end;
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockJobAbort")) {
            Monitor monitor = vm.running().qemu().monitor();
            Disk disk = disk(vm, name);
            job = required(vm, disk);
            if (job.ending()) {
                throw QEMU.error(OPERATION_INVALID, "block job on disk '%s' is still being ended", disk.target().dev());
            }
            end = ends.computeIfAbsent(new Awaited(vm, job.id()), _ -> new CompletableFuture<>());
            if (pivot) {
                prepare(vm, disk, job);
                monitor.call(new JobCommand.Complete(job.id()));
                advance(vm, job, Stage.PIVOTING, "pivot");
            } else {
                monitor.call(new JobCommand.BlockJobCancel(job.id(), Optional.of(false)));
                advance(vm, job, Stage.ABORTING, "abort");
            }
        }
        if (wait) awaitEnd(job.id(), pivot, end);
    }

    /** The job is at another stage, which the disk's copy shows too. */
    private static void advance(Vm vm, ImageJob job, Stage stage, String word) {
        vm.changeWork(work -> work.named(job.id()).map(now -> work.with(now.at(stage))).orElse(work));
        if (!job.waits()) return;
        vm.changeLive(live -> Chains.replace(live, job.target(), disk -> disk.withMirror(disk.mirror()
                .map(mirror -> mirror.at(word)))));
    }

    private void prepare(Vm vm, Disk disk, ImageJob job) {
        if (job.stage() != Stage.READY) {
            throw QEMU.error(BLOCK_COPY_ACTIVE, "block job '%s' not ready for pivot yet", job.id());
        }
        switch (job.work()) {
            case ImageJob.Copy copy -> copying.prepare(vm, disk, job, copy);
            case ImageJob.Commit commit when commit.active() -> noteWrites(vm, commit.base());
            case ImageJob.Commit _, ImageJob.Pull _, ImageJob.Backup _ -> throw QEMU.error(OPERATION_INVALID,
                    "job type '%s' does not support pivot", job.work().word());
        }
    }

    /** From now on it is noted what the guest writes; without that, bitmaps are not whole afterwards. */
    static void noteWrites(Vm vm, String node) {
        try {
            vm.running().qemu().monitor().call(new BlockCommand.BitmapAdd(node, Bitmaps.WRITES, Optional.empty(),
                    Optional.of(false), Optional.of(false)));
        } catch (VirtException e) {
            LOG.log(Level.WARNING, vm.name() + ": " + node + " does not note what is written", e);
        }
    }

    private static void awaitEnd(String id, boolean pivot, CompletableFuture<Optional<String>> end) throws InterruptedException {
        try {
            Optional<String> error = end.get(END_SECONDS, TimeUnit.SECONDS);
            if (pivot && error.isPresent()) {
                throw QEMU.error(OPERATION_FAILED, "block job '%s' failed while pivoting: %s", id, error.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw QEMU.error(OPERATION_TIMEOUT, e, "block job '%s' does not end", id);
        }
    }

    public void limit(Vm vm, String name, long speed) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockJobSetSpeed")) {
            Monitor monitor = vm.running().qemu().monitor();
            monitor.call(new JobCommand.SetSpeed(required(vm, disk(vm, name)).id(), speed));
        }
    }

    /** How far the disk's job is, if it has one. */
    public Optional<Progress> progress(Vm vm, String name) {
        Monitor monitor = vm.running().qemu().monitor();
        return of(vm, disk(vm, name)).map(job -> monitor.call(new JobCommand.QueryBlockJobs()).stream()
                .filter(one -> one.device().equals(job.id())).findFirst().map(one -> progress(job, one))
                .orElse(new Progress(job.work().number(), 0, 0, 1)));
    }

    /** Clients take a job for done when it has nothing left to do: one that is not ready has always something. */
    private static Progress progress(ImageJob job, JobCommand.BlockJob now) {
        long done = now.offset();
        long all = now.len();
        if (done == 0 && all == 0 && job.waits()) {
            all = 1;
            done = now.ready() ? 1 : 0;
        }
        if (job.waits() && !now.ready() && done == all && done > 0) done--;
        return new Progress(job.work().number(), now.speed(), done, all);
    }

    static Disk disk(Vm vm, String name) {
        return Disks.named(vm.running().live(), name).orElseThrow(() ->
                QEMU.error(INVALID_ARG, "disk '%s' not found in domain", name));
    }

    private static ImageJob required(Vm vm, Disk disk) {
        return of(vm, disk).orElseThrow(() ->
                QEMU.error(INVALID_ARG, "disk %s does not have an active block job", disk.target().dev()));
    }

    static Optional<ImageJob> of(Vm vm, Disk disk) {
        return vm.running().work().of(disk.target().dev());
    }

    /** The disk, which must be one that can have a job and has none. */
    static Disk idle(Vm vm, String name) {
        Disk disk = disk(vm, name);
        requireIdle(vm, disk);
        requireAble(disk);
        return disk;
    }

    public static void requireIdle(Vm vm, Disk disk) {
        Optional<ImageJob> job = of(vm, disk);
        if (disk.mirror().isEmpty() && job.isEmpty()) return;
        ErrorCode code = disk.mirror().isPresent() ? BLOCK_COPY_ACTIVE : OPERATION_UNSUPPORTED;
        throw QEMU.error(code, "disk '%s' already in active block job", disk.target().dev());
    }

    /** What changes or keeps the machine as a whole needs its images at rest. */
    public static void requireNone(Vm vm) {
        if (!vm.running().work().jobs().isEmpty()) throw QEMU.error(OPERATION_INVALID, "domain has active block job");
    }

    public static void requireAble(Disk disk) {
        String target = disk.target().dev();
        if (disk.target().bus().filter(Disk.Bus.SD::equals).isPresent()) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "block jobs are not supported on disk '%s' using bus 'sd'", target);
        }
        if (disk.dropped().isPresent()) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "block jobs are not supported on transient disk '%s'", target);
        }
        if (disk.source() instanceof DiskSource.VhostUser) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "block jobs are not supported on vhostuser disk '%s'", target);
        }
    }

    /** Within a turn: begins a job, which QEMU knows by the name that the command has for it. */
    void start(Vm vm, ImageJob job, Command<Command.Nothing> command) {
        EventWatch watch = vm.watch();
        // on disk before QEMU knows of it: who starts anew after us drops what QEMU has not
        vm.changeWork(work -> work.with(job));
        try {
            vm.running().qemu().monitor().call(command);
        } catch (VirtException e) {
            vm.changeWork(work -> work.without(job.id()));
            watch.close();
            throw e;
        }
        follow(vm, job, watch, ending(job));
    }

    /** Sees a job through: {@code watch} has seen all that came after it was begun, or QEMU is asked. */
    public void follow(Vm vm, ImageJob job, EventWatch watch, Ending ending) {
        Thread.ofVirtual().name(vm.name() + " " + job.id()).start(() -> {
            try (watch) {
                see(vm, job.id(), watch, ending);
            } catch (VirtException e) {
                LOG.log(Level.WARNING, vm.name() + ": " + job.id(), e);
                tellEnd(vm, job.id(), Optional.of(e.getMessage()));
                if (ended(vm)) ending.gone(vm);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether QEMU is about to be gone: its last words may be of the job. */
    private static boolean ended(Vm vm) {
        try {
            return vm.await(VmState.Off.class::isInstance, LAST_BREATH);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void see(Vm vm, String id, EventWatch watch, Ending ending) throws InterruptedException {
        Optional<String> status = query(vm, id).map(JobCommand.Job::status);
        while (status.isPresent() && !status.get().equals("concluded")) {
            if (status.get().equals("ready")) ready(vm, id);
            status = watch.await(event -> event instanceof QemuEvent.JobChange(var job, var now) && id.equals(job)
                    && (now.equals("ready") || now.equals("concluded")) ? Optional.of(now) : Optional.empty(), LIMIT);
            if (status.isEmpty()) {
                tellEnd(vm, id, Optional.of("guest unexpectedly quit"));
                ending.gone(vm);
                return;
            }
        }
        try (var _ = turn(vm)) {
            conclude(vm, id, ending);
        }
    }

    private static Optional<JobCommand.Job> query(Vm vm, String id) {
        return vm.running().qemu().monitor().call(new JobCommand.QueryJobs()).stream().filter(one -> one.id().equals(id)).findFirst();
    }

    /** QEMU may say it more than once, also of a job that is being ended. */
    private static void ready(Vm vm, String id) {
        try (var _ = turn(vm)) {
            Optional<ImageJob> job = vm.running().work().named(id).filter(one -> one.stage() == Stage.RUNNING);
            if (job.isEmpty()) return;
            advance(vm, job.get(), Stage.READY, "yes");
            announce(vm, job.get(), READY);
        }
    }

    /**
     * QEMU has ended the job. While it holds on to a job it holds on to images, so it is dismissed first; that it has ended
     * is on disk before that, for a daemon that comes after us.
     */
    private void conclude(Vm vm, String id, Ending ending) throws InterruptedException {
        ImageJob job = vm.running().work().named(id).orElseThrow();
        Optional<JobCommand.Job> said = query(vm, id);
        Optional<String> error = said.flatMap(JobCommand.Job::error);
        // one that QEMU does not know was not begun when the daemon before us died
        End end = job.stage().end().orElseGet(() -> said.isPresent() ? end(job, error) : End.FAILED);
        Stage stage = Stage.values()[Stage.COMPLETED.ordinal() + end.ordinal()];
        vm.changeWork(work -> work.with(job.at(stage)));
        vm.running().qemu().monitor().ask(new JobCommand.Dismiss(id));
        take(vm, job.at(stage), ending, new Result(end, error, said.map(JobCommand.Job::currentProgress).orElse(0L),
                said.map(JobCommand.Job::totalProgress).orElse(0L)));
        vm.changeWork(work -> work.without(id));
        announce(vm, job, end.ordinal());
        tellEnd(vm, id, error);
    }

    /** What goes wrong now cannot be taken back: the disk must not be left with a job that nobody follows. */
    private static void take(Vm vm, ImageJob job, Ending ending, Result result) throws InterruptedException {
        try {
            ending.take(vm, job, result);
        } catch (VirtException e) {
            LOG.log(Level.ERROR, vm.name() + ": the end of " + job.id(), e);
        }
    }

    /** A copy that nobody has told where to go on is given up. */
    private static End end(ImageJob job, Optional<String> error) {
        if (job.stage() == Stage.ABORTING) return End.CANCELED;
        if (error.isPresent()) return End.FAILED;
        return job.work() instanceof ImageJob.Copy && job.stage() != Stage.PIVOTING ? End.CANCELED : End.COMPLETED;
    }

    /** The machine's turn, however long others hold it: what QEMU has done must be known. */
    private static Jobs.Turn turn(Vm vm) {
        while (true) {
            try {
                return vm.jobs().begin(Job.MODIFY, "end of a block job");
            } catch (VirtException e) {
                if (e.code() != OPERATION_TIMEOUT || vm.active().isEmpty()) throw e;
            }
        }
    }

    private void tellEnd(Vm vm, String id, Optional<String> error) {
        CompletableFuture<Optional<String>> end = ends.remove(new Awaited(vm, id));
        if (end != null) end.complete(error);
    }

    /** Clients hear of the image that the disk has by then, where it has a path. */
    private static void announce(Vm vm, ImageJob job, int status) {
        Optional<String> path = Disks.named(vm.running().live(), job.target()).flatMap(disk -> Stream.of(disk.source())
                .filter(source -> source instanceof DiskSource.File || source instanceof DiskSource.Block).findFirst()
                .flatMap(Disks::path));
        vm.announce(new VmEvent.BlockJob(path, job.target(), job.work().number(), status));
    }

    /** Changes the size of a disk that a running guest has, in bytes. */
    public void resize(Vm vm, String name, long size) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockResize")) {
            Monitor monitor = vm.running().qemu().monitor();
            Disk disk = Disks.named(vm.running().live(), name).orElseThrow(() ->
                    QEMU.error(INVALID_ARG, "disk '%s' was not found in the domain config", name));
            if (Disks.empty(disk) || disk.readonly()) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "can't resize empty or readonly disk '%s'", disk.target().dev());
            }
            long whole = Disks.format(disk) == Disk.Format.QCOW2 ? (size + 511) / 512 * 512 : size;
            monitor.call(new BlockCommand.Resize(Optional.empty(), Optional.of(Chains.node(disk)), whole));
        }
    }
}
