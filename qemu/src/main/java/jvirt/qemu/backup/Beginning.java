package jvirt.qemu.backup;

import static jvirt.api.ErrorCode.CHECKPOINT_INCONSISTENT;
import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_DOMAIN_CHECKPOINT;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.snapshot.Backup;
import jvirt.api.snapshot.Backup.Part;
import jvirt.api.snapshot.Checkpoint;
import jvirt.host.Undo;
import jvirt.qemu.Disks;
import jvirt.qemu.Vm;
import jvirt.qemu.device.Blocks;
import jvirt.qemu.device.Image;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.hotplug.Parts;
import jvirt.qemu.image.Bitmaps;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.ImageAccess;
import jvirt.qemu.image.ImageJob;
import jvirt.qemu.image.ImageJobs;
import jvirt.qemu.image.LiveImages;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.BlockCommand.Action;
import jvirt.qemu.qmp.Monitor;

/** Begins a backup: makes the images, opens the server, starts all jobs in one moment. What fails leaves nothing behind. */
final class Beginning {
    static final int REUSE_EXTERNAL = 1;
    private static final String CERTIFICATES = "objlibvirt_backup_tls0";
    private static final String SECRET = CERTIFICATES + "-secret0";

    private final Checkpoints checkpoints;
    private final ImageAccess access;
    private final Vm vm;
    private final List<Action> actions = new ArrayList<>();
    private final List<ImageJob> jobs = new ArrayList<>();

    Beginning(Checkpoints checkpoints, ImageAccess access, Vm vm) {
        this.checkpoints = checkpoints;
        this.access = access;
        this.vm = vm;
    }

    /** One disk that is backed up; {@code bitmap} tells what has changed, where only that is wanted. */
    private record Taken(Part part, Disk disk, Image store, Optional<String> bitmap) {}

    List<ImageJob> jobs() {
        return jobs;
    }

    /** The backup as it runs, and the checkpoint that was made with it. */
    record Begun(Backup backup, Optional<Checkpoint> checkpoint) {}

    /** When it returns, all jobs run. */
    Begun begin(Backup aligned, Optional<Checkpoint> asked, Undo undo) throws InterruptedException {
        Backup backup = served(aligned);
        Optional<Checkpoint> checkpoint = asked.map(some -> checkpoints.prepared(vm, some));
        checkpoint.ifPresent(some -> actions.addAll(checkpoints.actions(vm, some)));
        Bitmaps bitmaps = Bitmaps.of(vm);
        List<Taken> taken = new ArrayList<>();
        for (Part part : backup.taken()) {
            Taken one = prepared(backup, part, bitmaps);
            taken.add(one);
            backup = backup.with(one.part);
        }
        if (taken.isEmpty()) throw QEMU.error(CONFIG_UNSUPPORTED, "no disks selected for backup");
        for (Taken one : taken) open(backup, one, undo);
        Monitor monitor = vm.running().qemu().monitor();
        if (backup.mode() == Backup.Mode.PULL) backup = serve(backup, monitor, undo);
        for (Taken one : taken) backup = backup.with(one.part.with(Part.State.RUNNING));
        Backup running = backup;
        vm.changeWork(work -> work.withBackup(Optional.of(running)));
        for (ImageJob job : jobs) vm.changeWork(work -> work.with(job));
        undo.add("forget the backup", () -> {
            vm.changeWork(work -> work.withBackup(Optional.empty()));
            for (ImageJob job : jobs) vm.changeWork(work -> work.without(job.id()));
        });
        monitor.call(new BlockCommand.Transaction(actions));
        undo.keep();
        return new Begun(running, checkpoint);
    }

    private static Backup served(Backup asked) {
        if (asked.mode() == Backup.Mode.PUSH) return asked;
        Backup.Server server = asked.server().orElse(Backup.Server.LOCAL);
        boolean tcp = server.transport().filter(DiskSource.Host.Transport.UNIX::equals).isEmpty();
        if (tcp && server.port().orElse(0) == 0) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "<domainbackup> must specify TCP port for now");
        }
        return asked.withServer(server);
    }

    private Taken prepared(Backup backup, Part part, Bitmaps bitmaps) {
        boolean pull = backup.mode() == Backup.Mode.PULL;
        Disk disk = Disks.named(vm.running().live(), part.name()).orElseThrow(() ->
                QEMU.error(INVALID_ARG, "no disk named '%s'", part.name()));
        ImageJobs.requireAble(disk);
        Disk.Format format = part.format().map(Disks::format).orElse(Disk.Format.QCOW2);
        if (pull && format != Disk.Format.QCOW2) {
            throw QEMU.error(CONFIG_UNSUPPORTED, "pull mode backup for disk '%s' requires qcow2 driver", part.name());
        }
        boolean layered = format == Disk.Format.QCOW2 || format == Disk.Format.QED || format == Disk.Format.QCOW
                || format == Disk.Format.VMDK;
        boolean standing = pull || part.incremental().isPresent() && layered;
        int index = vm.nextNode();
        DiskSource source = part.store().orElseThrow();
        DiskSource numbered = source.withExtras(source.extras().withIndex(index));
        Image store = Image.file("libvirt-" + index, numbered, format, false)
                .onto(standing ? Optional.of(Image.of(disk, false)) : Optional.empty());
        Optional<String> bitmap = part.incremental().map(_ -> part.exportBitmap().orElse("backup-" + part.name()));
        part.incremental().ifPresent(since -> note(part, disk, since, bitmap.orElseThrow(), pull ? store.formatNode() : Chains.node(disk),
                bitmaps));
        if (vm.running().work().of(part.name()).isPresent() || disk.mirror().isPresent()) {
            throw QEMU.error(INTERNAL_ERROR, "disk '%s' has a blockjob assigned", part.name());
        }
        ImageJob job = ImageJob.begun("backup-" + part.name() + "-" + Chains.node(disk), part.name(), 0,
                new ImageJob.Backup(bitmap.filter(_ -> !pull)));
        jobs.add(job);
        actions.add(Action.backup(job.id(), Chains.node(disk), store.formatNode(),
                pull ? "none" : bitmap.isPresent() ? "incremental" : "full", bitmap.filter(_ -> !pull)));
        Part whole = part.stored(Disks.word(format), numbered);
        return new Taken(pull ? whole.exported(part.exportName().or(() -> Optional.of(part.name())), part.exportBitmap().or(() -> bitmap))
                : whole, disk, store, bitmap);
    }

    /** What has been noted since the checkpoint goes into one bitmap, where the job or the client looks for it. */
    private void note(Part part, Disk disk, String since, String into, String node, Bitmaps bitmaps) {
        if (checkpoints.of(vm).find(since).isEmpty()) {
            throw QEMU.error(NO_DOMAIN_CHECKPOINT, "Checkpoint '%s' for incremental backup of disk '%s' not found", since, part.name());
        }
        List<String> chain = Chains.nodes(disk);
        if (!bitmaps.whole(chain, since)) {
            throw QEMU.error(CHECKPOINT_INCONSISTENT, "missing or broken bitmap '%s' for disk '%s'", since, part.name());
        }
        actions.addAll(bitmaps.merge(new Bitmaps.Merge(chain, chain.size(), node), since, into));
    }

    private void open(Backup backup, Taken one, Undo undo) throws InterruptedException {
        boolean reuse = (backup.flags() & REUSE_EXTERNAL) != 0;
        if (!reuse && one.store.source() instanceof DiskSource.File file) {
            Path path = Path.of(file.file().orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "no file for the backup of '%s'",
                    one.part.name())));
            if (Files.exists(path)) {
                throw QEMU.error(INVALID_ARG, "store '%s' for backup of '%s' exists", path, one.part.name());
            }
            LiveImages.makeFile(path, "failed to create image file '" + path + "'", undo);
        }
        Disk target = alone(one.disk, one.store.source());
        undo.add("give back " + one.part.name(), () -> access.release(vm, target));
        access.allow(vm, target);
        LiveImages images = new LiveImages(vm);
        if (reuse) {
            images.open(one.store, undo);
        } else {
            images.make(one.store, one.store.below().flatMap(lower -> lower),
                    images.shape(Chains.node(one.disk), Disks.format(one.disk), one.store.format()), undo);
        }
    }

    /** A disk that has this image alone. */
    static Disk alone(Disk disk, DiskSource image) {
        return disk.withMirror(Optional.empty()).withReadonly(false).withSource(image).withBackingStore(Optional.empty());
    }

    private Backup serve(Backup backup, Monitor monitor, Undo undo) {
        Backup.Server server = backup.server().orElseThrow();
        Backup.Objects objects = Backup.Objects.NONE;
        if (server.encrypted()) {
            var resources = vm.machines().plugs().resources(vm.running().live(), _ -> List.of());
            new Parts(monitor).give(Blocks.backupCertificates(CERTIFICATES, SECRET, new Supplier(resources, 0)), undo);
            objects = new Backup.Objects(resources.settings().backupTlsSecret().map(_ -> SECRET), Optional.of(CERTIFICATES));
        }
        monitor.call(new BlockCommand.NbdStart(address(server), objects.certificates(), Optional.empty()));
        undo.add("stop the server of the backup", () -> monitor.call(new BlockCommand.NbdStop()));
        return backup.withObjects(objects);
    }

    private static Json.Obj address(Backup.Server server) {
        boolean unix = server.transport().filter(DiskSource.Host.Transport.UNIX::equals).isPresent();
        return unix ? Json.object().with("type", "unix").with("data", Json.object().with("path", server.socket().orElse("")))
                : Json.object().with("type", "inet").with("data", Json.object().with("host", server.name().orElse(""))
                        .with("port", Integer.toString(server.port().orElse(0))));
    }
}
