package jvirt.qemu.backup;

import static jvirt.api.ErrorCode.NO_DOMAIN_BACKUP;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.snapshot.Backup;
import jvirt.api.snapshot.Backup.Done;
import jvirt.api.snapshot.Backup.Part;
import jvirt.api.snapshot.Backup.Part.State;
import jvirt.api.snapshot.Checkpoint;
import jvirt.host.Undo;
import jvirt.qemu.Disks;
import jvirt.qemu.Job;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.device.Image;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.ImageJob;
import jvirt.qemu.image.ImageJob.Stage;
import jvirt.qemu.image.ImageJobs;
import jvirt.qemu.image.LiveImages;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * Backups of running machines. One is a long job of its machine, that lets others change the machine meanwhile, and a block
 * job a disk; with the last of these it ends. A daemon that is started anew goes on with it.
 */
public final class Backups implements ImageJobs.Ending {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private final ImageJobs jobs;
    private final Checkpoints checkpoints;
    private final Map<UUID, Running> running = new ConcurrentHashMap<>();

    /** A backup under way; {@code backup} is what is known of it should the machine end. */
    private record Running(Jobs.Turn turn, Backup backup) {}

    public Backups(ImageJobs jobs, Checkpoints checkpoints) {
        this.jobs = jobs;
        this.checkpoints = checkpoints;
    }

    /** Begins a backup, and makes a checkpoint at the same moment where one is asked for. */
    public void begin(Vm vm, String document, Optional<String> checkpointDocument, int flags) throws InterruptedException {
        Backup asked = Backup.request(document, flags);
        Optional<Checkpoint> checkpoint = checkpointDocument.map(Checkpoints::request);
        String suffix = checkpoint.map(Checkpoint::name).orElse(Long.toString(Instant.now().getEpochSecond()));
        Jobs.Turn turn = vm.jobs().begin(Job.BACKUP, "virDomainBackupBegin");
        try (Undo undo = new Undo()) {
            if (vm.active().isEmpty()) throw QEMU.error(OPERATION_UNSUPPORTED, "cannot perform disk backup for inactive domain");
            Backup aligned = BackupDisks.aligned(asked, vm.running().live().devices().disks(), suffix);
            Beginning beginning = new Beginning(checkpoints, jobs.access(), vm);
            Beginning.Begun begun = beginning.begin(aligned, checkpoint, undo);
            hold(vm, turn, begun.backup());
            for (ImageJob job : beginning.jobs()) jobs.follow(vm, job, vm.watch(), this);
            begun.checkpoint().ifPresent(made -> checkpoints.keepNew(vm, made));
            if (begun.backup().mode() == Backup.Mode.PULL) export(vm, begun.backup());
        } catch (VirtException e) {
            if (!running.containsKey(vm.uuid())) turn.close();
            throw e;
        }
    }

    /** From here on the turn is held until the last disk's job has ended. */
    private void hold(Vm vm, Jobs.Turn turn, Backup backup) {
        running.put(vm.uuid(), new Running(turn, backup));
        turn.reportFrom(() -> progress(vm));
        turn.endBy(() -> cancel(vm));
    }

    /** Shows the disks to whoever pulls; what cannot be shown is the end of it, but for a checkpoint that was made. */
    private void export(Vm vm, Backup backup) {
        try {
            for (Part part : backup.taken()) {
                String node = store(part).formatNode();
                Json.Obj options = Json.object().with("writable", false).with("name", part.exportName().orElseThrow());
                Optional<String> bitmap = part.incremental().flatMap(_ -> part.exportBitmap());
                vm.running().qemu().monitor().call(new BlockCommand.ExportAdd("nbd", "libvirt-nbd-" + node, node,
                        bitmap.map(name -> options.with("bitmaps", Json.array(List.of(Json.of(name))))).orElse(options)));
            }
        } catch (VirtException e) {
            cancel(vm);
            throw e;
        }
    }

    private static Image store(Part part) {
        DiskSource source = part.store().orElseThrow();
        return Image.file("libvirt-" + source.extras().index().orElseThrow(), source,
                part.format().map(Disks::format).orElse(Disk.Format.QCOW2), false);
    }

    /** Goes on with what a daemon before us left. */
    public void takeUp(Machines machines) {
        for (Vm vm : machines.all()) {
            Optional<Backup> backup = vm.active().flatMap(active -> active.work().backup());
            if (backup.isEmpty()) continue;
            hold(vm, vm.jobs().begin(Job.BACKUP, "virDomainBackupBegin"), backup.get());
            List<ImageJob> ours = vm.running().work().jobs().stream().filter(job -> job.work() instanceof ImageJob.Backup).toList();
            ours.forEach(job -> jobs.follow(vm, job, vm.watch(), this));
            if (ours.isEmpty()) finish(vm, backup.get(), JobInfo.Type.FAILED);
        }
    }

    /** The backup under way, or libvirt's error that there is none. */
    public Backup of(Vm vm) {
        return vm.active().flatMap(active -> active.work().backup()).orElseThrow(() ->
                QEMU.error(NO_DOMAIN_BACKUP, "no domain backup job present"));
    }

    private static JobInfo progress(Vm vm) {
        Optional<Backup> backup = vm.active().flatMap(active -> active.work().backup());
        if (backup.isEmpty()) return JobInfo.NONE;
        Done done = backup.get().done();
        List<JobCommand.Job> now = vm.running().qemu().monitor().call(new JobCommand.QueryJobs());
        for (Part part : backup.get().disks()) {
            Optional<ImageJob> job = vm.running().work().of(part.name()).filter(_ -> part.is(State.RUNNING));
            Optional<JobCommand.Job> said = job.flatMap(some -> now.stream().filter(one -> one.id().equals(some.id())).findFirst());
            if (said.isPresent()) {
                done = plus(backup.get(), done, said.get().currentProgress(), said.get().totalProgress(), Optional.empty());
            }
        }
        return info(JobInfo.Type.UNBOUNDED, done);
    }

    private static Done plus(Backup backup, Done done, long bytes, long all, Optional<String> error) {
        Optional<String> first = done.error().or(() -> error);
        return backup.mode() == Backup.Mode.PUSH
                ? new Done(done.transferred() + bytes, done.total() + all, done.tempUsed(), done.tempTotal(), first)
                : new Done(done.transferred(), done.total(), done.tempUsed() + bytes, done.tempTotal() + all, first);
    }

    private static JobInfo info(JobInfo.Type type, Done done) {
        return JobInfo.backup(type, new JobInfo.Amount(done.total(), done.transferred(), done.total() - done.transferred()),
                new JobInfo.Amount(done.tempTotal(), done.tempUsed(), done.tempTotal() - done.tempUsed()), done.error().orElse(""));
    }

    /** Ends the jobs of all disks; with the last of them the backup ends. */
    private void cancel(Vm vm) {
        try (var _ = vm.jobs().begin(Job.ABORT, "virDomainAbortJob")) {
            cancelJobs(vm, of(vm));
        }
    }

    private void cancelJobs(Vm vm, Backup backup) {
        boolean active = false;
        for (Part part : backup.taken()) {
            Optional<ImageJob> job = vm.running().work().of(part.name()).filter(some -> some.work() instanceof ImageJob.Backup);
            if (job.isEmpty() || !part.is(State.RUNNING) && !part.is(State.CANCELLING)) continue;
            active = true;
            if (part.is(State.CANCELLING)) continue;
            vm.changeWork(work -> work.with(job.get().at(Stage.ABORTING))
                    .withBackup(work.backup().map(now -> now.with(part.with(State.CANCELLING)))));
            vm.running().qemu().monitor().ask(new JobCommand.BlockJobCancel(job.get().id(), Optional.of(true)));
        }
        if (!active) finish(vm, of(vm), JobInfo.Type.CANCELLED);
    }

    /** A disk's job has ended: its image is closed, and with the last of them all is over. */
    @Override
    public void take(Vm vm, ImageJob job, ImageJobs.Result result) {
        Backup before = of(vm);
        Part part = before.disks().stream().filter(one -> one.name().equals(job.target())).findFirst().orElseThrow();
        Monitor monitor = vm.running().qemu().monitor();
        if (before.mode() == Backup.Mode.PULL) stopServing(before, monitor);
        close(vm, job, part);
        State state = switch (result.end()) {
            case COMPLETED -> State.COMPLETE;
            case FAILED -> State.FAILED;
            case CANCELED -> State.CANCELLED;
        };
        Backup now = before.with(part.with(state)).withDone(plus(before, before.done(), result.done(), result.all(), result.error()));
        vm.changeWork(work -> work.withBackup(Optional.of(now)));
        if (now.any(State.RUNNING)) {
            if (now.any(State.FAILED) || now.any(State.CANCELLED)) cancelJobs(vm, now);
            return;
        }
        if (now.any(State.CANCELLING)) return;
        boolean given = now.any(State.CANCELLED) && now.mode() == Backup.Mode.PUSH;
        finish(vm, now, now.any(State.FAILED) ? JobInfo.Type.FAILED : given ? JobInfo.Type.CANCELLED : JobInfo.Type.COMPLETED);
    }

    private static void stopServing(Backup backup, Monitor monitor) {
        monitor.ask(new BlockCommand.NbdStop());
        backup.objects().certificates().ifPresent(alias -> monitor.ask(new DeviceCommand.ObjectDel(alias)));
        backup.objects().secret().ifPresent(alias -> monitor.ask(new DeviceCommand.ObjectDel(alias)));
    }

    private void close(Vm vm, ImageJob job, Part part) {
        new LiveImages(vm).close(store(part));
        Optional<Disk> disk = Disks.named(vm.running().live(), job.target());
        if (disk.isEmpty()) return;
        if (job.work() instanceof ImageJob.Backup(var bitmap) && bitmap.isPresent()) {
            vm.running().qemu().monitor().ask(new BlockCommand.BitmapRemove(Chains.node(disk.get()), bitmap.get()));
        }
        jobs.access().release(vm, Beginning.alone(disk.get(), part.store().orElseThrow()));
    }

    /** All is over: images that served their time are removed, and clients hear of it. */
    private void finish(Vm vm, Backup backup, JobInfo.Type type) {
        removeImages(backup, type);
        vm.changeWork(work -> work.withBackup(Optional.empty()));
        end(vm, info(type, backup.done()));
    }

    private void end(Vm vm, JobInfo info) {
        Running held = running.remove(vm.uuid());
        if (held == null) return;
        held.turn.complete(info);
        vm.announce(new VmEvent.JobCompleted(vm.jobs().completed(true)));
    }

    /** What was pulled is needed no more, nor is what was pushed in part; what was there before stays. */
    private static void removeImages(Backup backup, JobInfo.Type type) {
        boolean keep = backup.mode() == Backup.Mode.PUSH && type == JobInfo.Type.COMPLETED;
        if (keep || (backup.flags() & Beginning.REUSE_EXTERNAL) != 0) return;
        for (Part part : backup.taken()) {
            if (!(part.store().orElseThrow() instanceof DiskSource.File file)) continue;
            try {
                Files.deleteIfExists(Path.of(file.file().orElseThrow()));
            } catch (IOException e) {
                LOG.log(Level.WARNING, "failed to remove scratch file '" + file.file().orElse("") + "'", e);
            }
        }
    }

    /** The machine has ended before its backup. */
    @Override
    public void gone(Vm vm) {
        Running held = running.get(vm.uuid());
        if (held == null) return;
        removeImages(held.backup, JobInfo.Type.CANCELLED);
        end(vm, info(JobInfo.Type.CANCELLED, held.backup.done()));
    }
}
