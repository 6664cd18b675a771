package jvirt.qemu.image;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.device.Image;
import jvirt.qemu.image.ImageJob.End;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.BlockCommand.Action;
import jvirt.qemu.qmp.JobCommand;

/** Shortens chains while the guest runs: pulls what is below into the disk's image, or commits images to one below. */
public final class Shortening {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final int DELETE = 1 << 1;

    private final ImageJobs jobs;

    Shortening(ImageJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * Takes into the disk's image what is below it, as far as {@code base}, on which it stands then.
     *
     * @param relative by a name that says where it is from there
     */
    public record Pull(Optional<String> base, long speed, boolean relative) {}

    void pull(Vm vm, String name, Pull asked) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockPull")) {
            Disk disk = ImageJobs.idle(vm, name);
            ImageChain chain = ImageChain.of(disk);
            int bottom = asked.base.map(text -> chain.findBelow(text, 0)).orElse(chain.size());
            Optional<String> node = asked.base.map(_ -> chain.nodeAt(bottom));
            Optional<String> backing = asked.base.map(_ -> backingName(vm, disk, chain, 0, bottom, asked.relative));
            String target = disk.target().dev();
            ImageJob job = ImageJob.begun("pull-" + target + "-" + chain.nodeAt(0), target, 0, new ImageJob.Pull(node));
            jobs.start(vm, job, new JobCommand.Stream(job.id(), chain.nodeAt(0), node, backing, given(asked.speed), true,
                    false));
        }
    }

    /**
     * Writes to {@code base} what is in the images above it up to {@code top}.
     *
     * @param shallow base must be right below top
     * @param active top is the image that the guest writes to: the job waits, when it is done, for its pivot
     * @param delete the files of images that are needed no more go
     * @param relative the image above top comes to name base by where it is from there
     */
    public record Commit(Optional<String> base, Optional<String> top, long speed, boolean shallow, boolean active,
            boolean delete, boolean relative) {}

    void commit(Vm vm, String name, Commit asked) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockCommit")) {
            Disk disk = ImageJobs.disk(vm, name);
            ImageChain chain = ImageChain.of(disk);
            int top = asked.top.map(chain::find).orElse(0);
            int base = asked.base.map(text -> chain.findBelow(text, top)).orElse(asked.shallow ? top + 1 : chain.size() - 1);
            if (top == chain.size() - 1) {
                throw QEMU.error(INVALID_ARG, asked.shallow ? "top '%2$s' in chain for '%3$s' has no backing file"
                        : "could not find base image in chain for '%1$s'", disk.target().dev(), chain.path(top), chain.path(0));
            }
            ImageJobs.requireAble(disk);
            if (Disks.empty(disk)) {
                throw QEMU.error(CONFIG_UNSUPPORTED, "disk %s has no source file to be committed", disk.target().dev());
            }
            ImageJobs.requireIdle(vm, disk);
            check(disk, chain, top, asked);
            if (asked.shallow && base != top + 1) {
                throw QEMU.error(INVALID_ARG, "base '%s' is not immediately below '%s' in chain for '%s'", chain.path(base),
                        chain.path(top), chain.path(0));
            }
            Optional<String> backing = Optional.of(top).filter(at -> at > 0)
                    .map(at -> backingName(vm, disk, chain, at - 1, base, asked.relative));
            jobs.access().allow(vm, alone(disk, chain.source(base)));
            if (top > 1) jobs.access().allow(vm, alone(disk, chain.source(top - 1)));
            start(vm, disk, new ImageJob.Commit(chain.nodeAt(base), chain.nodeAt(top),
                    top == 0 ? Optional.empty() : Optional.of(chain.nodeAt(top - 1)), asked.delete), backing, asked.speed);
        }
    }

    /** What the image above is to call the one at {@code base}, on which it comes to stand. */
    private static String backingName(Vm vm, Disk disk, ImageChain chain, int above, int base, boolean relative) {
        return relative ? chain.relativeName(above, base) : new LiveImages(vm).name(Image.of(disk, false).chain().get(base));
    }

    private void start(Vm vm, Disk disk, ImageJob.Commit commit, Optional<String> backing, long speed) {
        String target = disk.target().dev();
        ImageJob job = ImageJob.begun("commit-" + target + "-" + commit.top(), target, commit.delete() ? DELETE : 0, commit);
        if (commit.active()) showMirror(vm, disk, commit, job.work().word());
        try {
            jobs.start(vm, job, new JobCommand.Commit(job.id(), Chains.topNode(disk), Optional.of(commit.base()),
                    Optional.of(commit.top()), backing, given(speed), true, false));
        } catch (VirtException e) {
            forgetMirror(vm, target);
            throw e;
        }
    }

    /** Until its end the guest's writes go to both images. */
    private static void showMirror(Vm vm, Disk disk, ImageJob.Commit commit, String word) {
        BackingStore base = Chains.below(disk).filter(store -> store.index().map(ImageChain::node)
                .equals(Optional.of(commit.base()))).findFirst().orElseThrow();
        Disk.Mirror mirror = new Disk.Mirror(Optional.empty(), Optional.empty(), Optional.of(word), Optional.empty(), base.format(),
                Chains.withIndex(base.source().orElseThrow(), base.index()), Optional.empty());
        vm.changeLive(live -> Chains.replace(live, disk.target().dev(), now -> now.withMirror(Optional.of(mirror))));
    }

    private static void forgetMirror(Vm vm, String target) {
        vm.changeLive(live -> Chains.replace(live, target, disk -> disk.withMirror(Optional.empty())));
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

    /** The disk's chain is without the images that are needed no more, and what they noted is noted where their bytes are. */
    void end(Vm vm, ImageJob job, ImageJobs.Result result) {
        boolean done = result.end() == End.COMPLETED;
        switch (job.work()) {
            case ImageJob.Pull(var base) -> {
                if (done) pulled(vm, job, base);
            }
            case ImageJob.Commit commit -> {
                if (commit.active()) forgetMirror(vm, job.target());
                if (commit.active() && !done) {
                    vm.running().qemu().monitor().ask(new BlockCommand.BitmapRemove(commit.base(), Bitmaps.WRITES));
                }
                if (done) committed(vm, job, commit);
            }
            case ImageJob.Copy _, ImageJob.Backup _ -> throw new IllegalStateException(job.id());
        }
    }

    private void pulled(Vm vm, ImageJob job, Optional<String> base) {
        Disk disk = ImageJobs.disk(vm, job.target());
        ImageChain chain = ImageChain.of(disk);
        int bottom = base.flatMap(chain::at).orElse(chain.size());
        merge(vm, Bitmaps.of(vm).mergeAll(new Bitmaps.Merge(chain.nodes(), bottom, chain.nodeAt(0)), Optional.empty()));
        for (int at = 1; at < bottom; at++) leave(vm, job, chain, at, false);
        release(vm, disk);
    }

    private void committed(Vm vm, ImageJob job, ImageJob.Commit commit) {
        Disk disk = ImageJobs.disk(vm, job.target());
        ImageChain chain = ImageChain.of(disk);
        Optional<Integer> top = chain.at(commit.top());
        Optional<Integer> base = chain.at(commit.base());
        if (top.isEmpty() || base.isEmpty()) return;   // done by the daemon before us
        List<String> from = chain.nodes().subList(top.get(), chain.size());
        List<Action> actions = Bitmaps.of(vm).mergeAll(new Bitmaps.Merge(from, base.get() - top.get(), commit.base()),
                Optional.of(commit.base()).filter(_ -> commit.active()));
        if (commit.active() || actions.isEmpty()) merge(vm, actions);
        else new LiveImages(vm).writing(List.of(Image.of(disk, false).chain().get(base.get())), () -> merge(vm, actions));
        for (int at = top.get(); at < base.get(); at++) leave(vm, job, chain, at, commit.delete());
        release(vm, disk);
    }

    /** Bitmaps that cannot be merged are no reason to keep the machine from its new chain. */
    static void merge(Vm vm, List<Action> actions) {
        if (actions.isEmpty()) return;
        try {
            vm.running().qemu().monitor().call(new BlockCommand.Transaction(actions));
        } catch (VirtException e) {
            LOG.log(Level.WARNING, vm.name() + ": bitmaps were not merged", e);
        }
    }

    private static void leave(Vm vm, ImageJob job, ImageChain chain, int at, boolean delete) {
        Leaving.leave(vm, job.target(), chain.path(at), chain.indexes().get(at), delete);
    }

    private void release(Vm vm, Disk before) {
        jobs.access().release(vm, before);
    }
}
