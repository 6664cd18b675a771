package jvirt.qemu.image;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.storage.ImageFormat;
import jvirt.host.ImageFile;
import jvirt.host.Undo;
import jvirt.qemu.Disks;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.ImageCreation;
import jvirt.qemu.image.ImageJob.End;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.BlockCommand.Action;
import jvirt.qemu.qmp.JobCommand;

/** Copies a disk elsewhere while the guest runs, until it goes on there, or the copy stays as it is. */
public final class Copying {
    /** {@code virDomainBlockCopyFlags}. */
    public static final int SHALLOW = 1;
    public static final int REUSE = 1 << 1;
    public static final int TRANSIENT_JOB = 1 << 2;
    public static final int SYNCHRONOUS = 1 << 3;

    private final ImageJobs jobs;

    Copying(ImageJobs jobs) {
        this.jobs = jobs;
    }

    /**
     * What is asked for.
     *
     * @param chain what the new image stands on, where that is said
     * @param granularity bytes that are copied at once, 0 for QEMU's choice; so with the {@code buffer} for all under way
     */
    public record Copy(DiskSource source, Optional<Disk.Format> format, Optional<BackingStore> chain, long speed,
            int granularity, long buffer, int flags) {
        boolean has(int flag) {
            return (flags & flag) != 0;
        }
    }

    void copy(Vm vm, String name, Copy asked) throws InterruptedException {
        if (Disks.path(asked.source).filter(path -> !path.startsWith("/")).isPresent() && local(asked.source)) {
            throw QEMU.error(INVALID_ARG, "absolute path must be used as block copy target");
        }
        if (asked.speed < 0) {
            throw QEMU.error(INVALID_ARG, "bandwidth must be less than '%d' bytes/s (%d MiB/s)", Long.MAX_VALUE,
                    Long.MAX_VALUE >> 20);
        }
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainBlockCopy"); Undo undo = new Undo()) {
            Disk disk = ImageJobs.idle(vm, name);
            if (!asked.has(TRANSIENT_JOB) && vm.persistent()) throw QEMU.error(OPERATION_INVALID, "domain is not transient");
            start(vm, disk, asked, undo);
            undo.keep();
        }
    }

    private static boolean local(DiskSource source) {
        return source instanceof DiskSource.File || source instanceof DiskSource.Block;
    }

    private void start(Vm vm, Disk disk, Copy asked, Undo undo) throws InterruptedException {
        boolean shallow = asked.has(SHALLOW) && Chains.below(disk).findAny().isPresent();
        boolean below = asked.chain.filter(store -> !store.none()).isPresent();
        if (below && !shallow) {
            throw QEMU.error(INVALID_ARG, "backingStore of mirror without VIR_DOMAIN_BLOCK_COPY_SHALLOW doesn't make sense");
        }
        if (shallow && !asked.has(REUSE) && asked.format.equals(Optional.of(Disk.Format.RAW))) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "shallow copy of disk '%s' into a raw file is not possible", disk.target().dev());
        }
        boolean existing = existing(disk, asked);
        Disk.Format format = asked.format.orElseGet(() -> asked.has(REUSE) ? probed(asked.source) : Disks.format(disk));
        if (disk.shareable() && !disk.readonly() && format != Disk.Format.RAW) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "can't pivot a shared disk to a storage volume not supporting sharing");
        }
        if (!existing && asked.source instanceof DiskSource.File file) {
            LiveImages.makeFile(Path.of(file.file().orElseThrow()), "failed to create copy target", undo);
        }
        Disk copy = opened(vm, disk, asked, format, shallow, undo);
        mirror(vm, disk, copy, asked, shallow, undo);
    }

    /** The disk in its new image, whose nodes are numbered and open; what it stands on comes with the pivot. */
    private Disk opened(Vm vm, Disk disk, Copy asked, Disk.Format format, boolean shallow, Undo undo) throws InterruptedException {
        boolean reuse = asked.has(REUSE);
        Optional<BackingStore> said = asked.chain.or(() -> shallow ? Optional.empty() : Optional.of(BackingStore.NONE));
        Optional<BackingStore> given = reuse ? said : Optional.of(said.orElse(BackingStore.NONE));
        Disk moved = disk.withMirror(Optional.empty()).withReadonly(false).withSource(asked.source)
                .withDriver(disk.driver().orElse(Disk.Driver.NONE).of("qemu", format)).withBackingStore(given);
        Disk located = vm.machines().plugs().open(vm.running().live(), moved, undo);
        Disk copy = Chains.numbered(located, vm::nextNode);
        LiveImages images = new LiveImages(vm);
        Image top = Image.of(copy, false);
        if (reuse) {
            images.open(top.onto(Optional.empty()), undo);
            return copy;
        }
        Optional<Image> lower = top.below().flatMap(image -> image);
        lower.ifPresent(image -> images.openChain(image, undo));
        if (shallow && lower.isEmpty()) lower = Image.of(disk, false).below().flatMap(image -> image);
        if (Disks.empty(disk)) throw QEMU.error(INTERNAL_ERROR, "failed to update capacity data for block node '%s'", "(null)");
        ImageCreation.Shape shape = images.shape(Chains.node(disk), Disks.format(disk), format);
        images.make(top.onto(lower), lower, shape, undo);
        return copy;
    }

    private void mirror(Vm vm, Disk disk, Disk copy, Copy asked, boolean shallow, Undo undo) {
        String target = disk.target().dev();
        int flags = shallow ? asked.flags : asked.flags & ~SHALLOW;
        boolean inherits = shallow && !asked.has(REUSE);
        ImageJob job = ImageJob.begun("copy-" + target + "-" + Chains.node(disk), target, flags, new ImageJob.Copy(inherits));
        Disk.Format format = Disks.format(copy);
        boolean file = copy.source() instanceof DiskSource.File;
        // a chain that is inherited is the disk's own until then
        Optional<BackingStore> below = copy.backingStore().filter(store -> !(inherits && store.none()));
        vm.changeLive(live -> Chains.replace(live, target, now -> now.withMirror(Optional.of(new Disk.Mirror(
                Disks.path(copy).filter(_ -> file), Optional.of(Disks.word(format)).filter(_ -> file), Optional.of("copy"),
                Optional.empty(), Optional.of(new BackingStore.Format(Disks.word(format), Optional.empty())), copy.source(),
                below)))));
        undo.add("forget the copy of " + target, () -> vm.changeLive(live -> Chains.replace(live, target,
                now -> now.withMirror(Optional.empty()))));
        jobs.start(vm, job, new JobCommand.Mirror(job.id(), Chains.topNode(disk), Chains.node(copy),
                Optional.of(Chains.node(disk)).filter(node -> !node.equals(Chains.topNode(disk))), shallow ? "top" : "full", positive(asked.speed), Optional.of(asked.granularity).filter(bytes -> bytes > 0), positive(asked.buffer),
                asked.has(SYNCHRONOUS) ? Optional.of("write-blocking") : Optional.empty(), true, false));
    }

    private static Optional<Long> positive(long number) {
        return number == 0 ? Optional.empty() : Optional.of(number);
    }

    /** Whether the image is there already: one that is must be wanted, or empty, or a device. */
    private static boolean existing(Disk disk, Copy asked) {
        boolean reuse = asked.has(REUSE);
        if (!local(asked.source)) return reuse;
        Path path = Path.of(Disks.path(asked.source).orElseThrow());
        String target = disk.target().dev();
        boolean device = asked.source instanceof DiskSource.Block;
        if (!Files.exists(path)) {
            if (!reuse && !device) return false;
            throw QEMU.error(SYSTEM_ERROR, "missing destination file for disk %s: %s: No such file or directory", target, path);
        }
        boolean regular = Files.isRegularFile(path);
        if (!regular && !Files.isDirectory(path)) return true;
        if (!reuse && path.toFile().length() > 0) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "external destination file for disk %s already exists and is not a block device:"
                    + " %s", target, path);
        }
        if (device) {
            throw QEMU.error(INVALID_ARG, "blockdev flag requested for disk %s, but file '%s' is not a block device", target, path);
        }
        return true;
    }

    private static Disk.Format probed(DiskSource source) {
        try {
            if (local(source)) {
                ImageFormat found = ImageFile.header(Path.of(Disks.path(source).orElseThrow())).format();
                return Disk.Format.valueOf(found.name());
            }
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Failed to read '%s': %s", Disks.path(source).orElse(""), e.getMessage());
        }
        throw QEMU.error(CONFIG_UNSUPPORTED, "reused mirror destination format must be specified");
    }

    /** Before the pivot: writes are noted, and a new image that was there before gets what it stands on. */
    void prepare(Vm vm, Disk disk, ImageJob job, ImageJob.Copy copy) {
        Disk moved = moved(disk, copy);
        Image top = Image.of(moved, false);
        boolean late = (job.flags() & REUSE) != 0 && (job.flags() & SHALLOW) != 0;
        Optional<Image> lower = top.below().flatMap(image -> image).filter(_ -> late);
        if (lower.isPresent()) {
            try (Undo undo = new Undo()) {
                new LiveImages(vm).openChain(lower.get(), undo);
                vm.running().qemu().monitor().call(new BlockCommand.Transaction(List.of(
                        Action.snapshot(lower.get().formatNode(), top.formatNode()))));
                undo.keep();
            }
        }
        ImageJobs.noteWrites(vm, top.formatNode());
    }

    /** The disk as it is in the image of its copy. */
    private static Disk moved(Disk disk, ImageJob.Copy copy) {
        Disk.Mirror mirror = disk.mirror().orElseThrow();
        Disk.Format format = mirror.format().map(some -> Disks.format(some.type())).orElse(Disk.Format.RAW);
        Optional<BackingStore> below = mirror.backingStore().filter(store -> !store.none())
                .or(() -> copy.inherits() ? disk.backingStore() : Optional.of(BackingStore.NONE));
        return disk.withMirror(Optional.empty()).withSource(mirror.source()).withBackingStore(below)
                .withDriver(disk.driver().orElse(Disk.Driver.NONE).of("qemu", format));
    }

    void end(Vm vm, ImageJob job, ImageJobs.Result result) {
        Disk disk = ImageJobs.disk(vm, job.target());
        if (disk.mirror().isEmpty()) return;   // done by the daemon before us
        ImageJob.Copy copy = (ImageJob.Copy) job.work();
        if (result.end() == End.COMPLETED) pivoted(vm, disk, job, copy);
        else givenUp(vm, disk, job, copy);
    }

    private void pivoted(Vm vm, Disk disk, ImageJob job, ImageJob.Copy copy) {
        Disk moved = moved(disk, copy);
        ImageChain before = ImageChain.of(disk);
        int end = (job.flags() & SHALLOW) != 0 ? 1 : before.size();
        Shortening.merge(vm, Bitmaps.of(vm).mergeAll(new Bitmaps.Merge(before.nodes(), end, Chains.node(moved)),
                Optional.of(Chains.node(moved))));
        if (disk.readonly()) new LiveImages(vm).reopen(Image.of(moved, false), true);
        follow(vm, disk, moved, job, copy);
        vm.changeLive(live -> Chains.replace(live, job.target(), _ -> moved));
        close(vm, disk, copy.inherits() && inherited(disk));
        jobs.access().release(vm, disk);
    }

    private static boolean inherited(Disk disk) {
        return disk.mirror().flatMap(Disk.Mirror::backingStore).filter(store -> !store.none()).isEmpty();
    }

    /** The definition goes where the running machine goes, if it has the same image. */
    private static void follow(Vm vm, Disk disk, Disk moved, ImageJob job, ImageJob.Copy copy) {
        if (!vm.persistent()) return;
        Optional<Disk> defined = Disks.named(vm.definition(), disk.target().dev());
        if (defined.isEmpty() || !Disks.path(defined.get()).equals(Disks.path(disk))) return;
        vm.machines().keep(vm, Chains.replace(vm.definition(), disk.target().dev(), now -> now
                .withSource(Chains.withIndex(moved.source(), Optional.empty()))
                .withDriver(now.driver().orElse(Disk.Driver.NONE).of("qemu", Disks.format(moved)))
                .withBackingStore(defined(now, job, copy))));
    }

    /** A copy of all of it stands on nothing, and says so; what was found, not written, is found again. */
    private static Optional<BackingStore> defined(Disk now, ImageJob job, ImageJob.Copy copy) {
        if ((job.flags() & SHALLOW) == 0) return Optional.of(BackingStore.NONE);
        return copy.inherits() ? now.backingStore() : Optional.empty();
    }

    private void givenUp(Vm vm, Disk disk, ImageJob job, ImageJob.Copy copy) {
        Disk moved = moved(disk, copy);
        vm.changeLive(live -> Chains.replace(live, job.target(), now -> now.withMirror(Optional.empty())));
        boolean alone = copy.inherits() && inherited(disk) || (job.flags() & REUSE) != 0 && (job.flags() & SHALLOW) != 0;
        close(vm, moved, alone);
        jobs.access().release(vm, alone ? moved.withBackingStore(Optional.empty()) : moved);
    }

    private static void close(Vm vm, Disk disk, boolean topAlone) {
        LiveImages images = new LiveImages(vm);
        for (Image image : Image.of(disk, false).chain()) {
            images.close(image);
            if (topAlone) return;
        }
    }
}
