package jvirt.qemu.snapshot;

import static jvirt.api.ErrorCode.BLOCK_COPY_ACTIVE;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Job;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.Command;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * Shortens chains while the guest runs: pulls what is below into the disk's image, or commits images to one below. A disk
 * has one such job at a time. Jobs do not outlive the daemon's memory of them: after a restart QEMU alone knows.
 */
public final class ImageJobs {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final Duration LIMIT = Duration.ofDays(30);
    private static final long END_SECONDS = 300;

    /** {@code virConnectDomainEventBlockJobStatus}. */
    private static final int COMPLETED = 0;
    private static final int FAILED = 1;
    private static final int CANCELED = 2;
    private static final int READY = 3;

    private final Snapshots snapshots;
    private final Map<UUID, Map<String, ImageJob>> running = new ConcurrentHashMap<>();

    public ImageJobs(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** How far a job is; {@code speed} in bytes a second, 0 without a limit. */
    public record Progress(int kind, long speed, long done, long all) {}

    /** Takes into the disk's image what is in those between it and {@code base}, or in all below it. */
    public void pull(Vm vm, String name, Optional<String> base, long speed) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockPull")) {
            Disk disk = idle(vm, name);
            ImageChain chain = ImageChain.of(disk);
            int bottom = base.map(text -> chain.findBelow(text, 0)).orElse(chain.size());
            var job = new ImageJob(ImageJob.Kind.PULL, disk.target().dev(), chain.path(0), chain.paths(1, bottom), false);
            start(vm, job, new JobCommand.Stream(job.id, chain.node(0), base.map(_ -> chain.node(bottom)), Optional.empty(),
                    given(speed), true, false));
        }
    }

    /**
     * Writes to {@code base} what is in the images above it up to {@code top}.
     *
     * @param shallow base must be right below top
     * @param active top is the image that the guest writes to: the job waits, when it is done, for its pivot
     * @param delete the files of images that are needed no more go
     */
    public record Commit(Optional<String> base, Optional<String> top, long speed, boolean shallow, boolean active,
            boolean delete) {}

    public void commit(Vm vm, String name, Commit asked) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockCommit")) {
            Disk disk = idle(vm, name);
            ImageChain chain = ImageChain.of(disk);
            int top = asked.top.map(chain::find).orElse(0);
            int base = asked.base.map(text -> chain.findBelow(text, top)).orElse(asked.shallow ? top + 1 : chain.size() - 1);
            if (top == chain.size() - 1) {
                throw QEMU.error(INVALID_ARG, asked.shallow ? "top '%2$s' in chain for '%3$s' has no backing file"
                        : "could not find base image in chain for '%1$s'", disk.target().dev(), chain.path(top), chain.path(0));
            }
            check(disk, chain, top, asked);
            if (asked.shallow && base != top + 1) {
                throw QEMU.error(INVALID_ARG, "base '%s' is not immediately below '%s' in chain for '%s'", chain.path(base),
                        chain.path(top), chain.path(0));
            }
            snapshots.access().allow(vm, alone(disk, chain.source(base)));
            if (top > 1) snapshots.access().allow(vm, alone(disk, chain.source(top - 1)));
            var job = new ImageJob(top == 0 ? ImageJob.Kind.ACTIVE_COMMIT : ImageJob.Kind.COMMIT, disk.target().dev(),
                    chain.path(0), chain.paths(top, base), asked.delete);
            start(vm, job, new JobCommand.Commit(job.id, chain.node(0), Optional.of(chain.node(base)),
                    Optional.of(chain.node(top)), Optional.empty(), given(asked.speed), true, false));
        }
    }

    private static void check(Disk disk, ImageChain chain, int top, Commit asked) {
        if (top == 0 && !asked.active) {
            throw QEMU.error(INVALID_ARG, "commit of '%s' active layer requires active flag", disk.target().dev());
        }
        if (top != 0 && asked.active) {
            throw QEMU.error(INVALID_ARG, "active commit requested but '%s' is not active", chain.path(top));
        }
    }

    private static Disk alone(Disk disk, DiskSource image) {
        return disk.withSource(image).withBackingStore(Optional.empty());
    }

    private static Optional<Long> given(long speed) {
        return speed == 0 ? Optional.empty() : Optional.of(speed);
    }

    /** Ends a disk's job: it is given up, or, with {@code pivot}, the guest goes on in the image below. */
    public void abort(Vm vm, String name, boolean pivot, boolean wait) throws InterruptedException {
        ImageJob job;
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockJobAbort")) {
            Monitor monitor = vm.running().qemu().monitor();
            Disk disk = disk(vm, name);
            job = find(vm, disk).orElseThrow(() ->
                    QEMU.error(INVALID_ARG, "disk %s does not have an active block job", disk.target().dev()));
            if (job.cancelled || job.pivoting) {
                throw QEMU.error(OPERATION_INVALID, "block job on disk '%s' is still being ended", disk.target().dev());
            }
            if (pivot) {
                checkPivot(job);
                monitor.call(new JobCommand.Complete(job.id));
                job.pivoting = true;
            } else {
                job.cancelled = true;
                monitor.call(new JobCommand.BlockJobCancel(job.id, Optional.of(false)));
            }
        }
        if (wait) awaitEnd(job);
    }

    private static void checkPivot(ImageJob job) {
        if (job.kind != ImageJob.Kind.ACTIVE_COMMIT) {
            throw QEMU.error(OPERATION_INVALID, "job type '%s' does not support pivot",
                    job.kind == ImageJob.Kind.PULL ? "pull" : "commit");
        }
        if (!job.ready) throw QEMU.error(BLOCK_COPY_ACTIVE, "block job '%s' not ready for pivot yet", job.id);
    }

    private static void awaitEnd(ImageJob job) throws InterruptedException {
        try {
            Optional<String> error = job.end.get(END_SECONDS, TimeUnit.SECONDS);
            if (job.pivoting && error.isPresent()) {
                throw QEMU.error(OPERATION_FAILED, "block job '%s' failed while pivoting: %s", job.id, error.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (TimeoutException e) {
            throw QEMU.error(OPERATION_TIMEOUT, e, "block job '%s' does not end", job.id);
        }
    }

    public void limit(Vm vm, String name, long speed) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockJobSetSpeed")) {
            Monitor monitor = vm.running().qemu().monitor();
            Disk disk = disk(vm, name);
            ImageJob job = find(vm, disk).orElseThrow(() ->
                    QEMU.error(INVALID_ARG, "disk %s does not have an active block job", disk.target().dev()));
            monitor.call(new JobCommand.SetSpeed(job.id, speed));
        }
    }

    /** How far the disk's job is, if it has one. */
    public Optional<Progress> progress(Vm vm, String name) {
        Monitor monitor = vm.running().qemu().monitor();
        return find(vm, disk(vm, name)).map(job -> monitor.call(new JobCommand.QueryBlockJobs()).stream()
                .filter(one -> one.device().equals(job.id)).findFirst().map(one -> progress(job, one))
                .orElse(new Progress(job.kind.number, 0, 0, 1)));
    }

    /** Clients take a job for done when it has nothing left to do: one that is not ready has always something. */
    private static Progress progress(ImageJob job, JobCommand.BlockJob now) {
        long done = now.offset();
        long all = now.len();
        boolean waits = job.kind == ImageJob.Kind.ACTIVE_COMMIT;
        if (done == 0 && all == 0 && waits) {
            all = 1;
            done = now.ready() ? 1 : 0;
        }
        if (waits && !now.ready() && done == all && done > 0) done--;
        return new Progress(job.kind.number, now.speed(), done, all);
    }

    private static Disk disk(Vm vm, String name) {
        return DiskChoice.find(vm.running().live(), name).orElseThrow(() ->
                QEMU.error(INVALID_ARG, "disk '%s' not found in domain", name));
    }

    private Disk idle(Vm vm, String name) {
        Disk disk = disk(vm, name);
        Optional<ImageJob> job = find(vm, disk);
        if (job.isEmpty()) return disk;
        throw QEMU.error(job.get().kind == ImageJob.Kind.ACTIVE_COMMIT ? BLOCK_COPY_ACTIVE : OPERATION_UNSUPPORTED,
                "disk '%s' already in active block job", disk.target().dev());
    }

    private Optional<ImageJob> find(Vm vm, Disk disk) {
        return Optional.ofNullable(running.getOrDefault(vm.uuid(), Map.of()).get(disk.target().dev()));
    }

    private void start(Vm vm, ImageJob job, Command<Command.Nothing> command) {
        EventWatch watch = vm.watch();
        Map<String, ImageJob> jobs = running.computeIfAbsent(vm.uuid(), _ -> new ConcurrentHashMap<>());
        jobs.put(job.target, job);
        try {
            vm.running().qemu().monitor().call(command);
        } catch (VirtException e) {
            jobs.remove(job.target);
            watch.close();
            throw e;
        }
        Thread.ofVirtual().name(vm.name() + " " + job.id).start(() -> follow(vm, job, watch, jobs));
    }

    private void follow(Vm vm, ImageJob job, EventWatch watch, Map<String, ImageJob> jobs) {
        Optional<String> error = Optional.of("guest unexpectedly quit");
        try (watch) {
            if (concluded(vm, job, watch)) {
                Monitor monitor = vm.running().qemu().monitor();
                error = monitor.call(new JobCommand.QueryJobs()).stream().filter(one -> one.id().equals(job.id)).findFirst()
                        .flatMap(JobCommand.Job::error);
                monitor.call(new JobCommand.Dismiss(job.id));
                if (!job.cancelled && error.isEmpty()) shorten(vm, job);
            }
        } catch (VirtException e) {
            LOG.log(Level.WARNING, vm.name() + ": " + job.id, e);
            error = Optional.of(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            jobs.remove(job.target);
            tell(vm, job, job.cancelled ? CANCELED : error.isPresent() ? FAILED : COMPLETED);
            job.end.complete(error);
        }
    }

    /** Waits for the job's end, telling on the way that it is ready; false when the machine ends first. */
    private static boolean concluded(Vm vm, ImageJob job, EventWatch watch) throws InterruptedException {
        while (true) {
            Optional<String> status = watch.await(event -> event instanceof QemuEvent.JobChange(var id, var now)
                    && id.equals(job.id) && (now.equals("ready") || now.equals("concluded")) ? Optional.of(now)
                    : Optional.empty(), LIMIT);
            if (status.isEmpty()) return false;
            if (status.get().equals("concluded")) return true;
            if (job.ready) continue;
            job.ready = true;
            tell(vm, job, READY);
        }
    }

    private static void tell(Vm vm, ImageJob job, int status) {
        vm.announce(new VmEvent.BlockJob(job.path, job.target, job.kind.number, status));
    }

    /** The disk's chain is without the images that are needed no more. */
    private void shorten(Vm vm, ImageJob job) {
        for (String image : job.leaving) {
            Disk disk = DiskChoice.find(vm.running().live(), job.target).orElseThrow();
            Leaving.leave(snapshots, vm, job.target, image, Chains.index(disk, image).orElseThrow(), job.delete);
        }
    }

    /** Changes the size of a disk that a running guest has, in bytes. */
    public void resize(Vm vm, String name, long size) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockResize")) {
            Monitor monitor = vm.running().qemu().monitor();
            Disk disk = DiskChoice.find(vm.running().live(), name).orElseThrow(() ->
                    QEMU.error(INVALID_ARG, "disk '%s' was not found in the domain config", name));
            if (DiskChoice.empty(disk) || disk.readonly()) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "can't resize empty or readonly disk '%s'", disk.target().dev());
            }
            long whole = DiskChoice.format(disk) == Disk.Format.QCOW2 ? (size + 511) / 512 * 512 : size;
            monitor.call(new BlockCommand.Resize(Optional.empty(), Optional.of(StateJobs.node(disk)), whole));
        }
    }

    /** The images of a disk by their numbers from the top. */
    private record ImageChain(String target, List<DiskSource> images, List<Integer> indexes) {
        private static final Pattern NUMBERED = Pattern.compile("[^/]*\\[(\\d+)]");

        static ImageChain of(Disk disk) {
            List<DiskSource> images = Chains.images(disk).toList();
            return new ImageChain(disk.target().dev(), images, images.stream().map(image -> Chains.index(disk, Disks.path(image).orElse("")).orElse(0))
                    .toList());
        }

        int size() {
            return images.size();
        }

        DiskSource source(int at) {
            return images.get(at);
        }

        String path(int at) {
            return Disks.path(images.get(at)).orElse("");
        }

        List<String> paths(int from, int to) {
            return images.subList(from, Math.max(from, to)).stream().map(image -> Disks.path(image).orElse("")).toList();
        }

        String node(int at) {
            return "libvirt-" + indexes.get(at) + "-format";
        }

        private int at(String text) {
            var numbered = NUMBERED.matcher(text);
            if (!numbered.matches()) return paths(0, size()).indexOf(text);
            int found = indexes.indexOf(Integer.parseInt(numbered.group(1)));
            if (found >= 0) return found;
            throw QEMU.error(INVALID_ARG, "could not find backing store index '%s' in chain for '%s'", numbered.group(1), target);
        }

        int find(String text) {
            int found = at(text);
            if (found >= 0) return found;
            throw QEMU.error(INVALID_ARG, "could not find image '%s' in chain for '%s'", text, target);
        }

        int findBelow(String text, int top) {
            int found = at(text);
            if (found > top) return found;
            throw QEMU.error(INVALID_ARG, "could not find image '%s' beneath '%s' in chain for '%s'", text, path(top), target);
        }
    }
}
