package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.qemu.EventWatch;
import jvirt.qemu.JobInfo;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.image.Chains;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * Copies disks that the hosts do not share: the other QEMU serves its images by NBD, this one mirrors into them until the guest
 * stands still, so that in the end both are alike.
 */
final class StorageCopy {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** {@code virConnectDomainEventBlockJobStatus} and {@code VIR_DOMAIN_BLOCK_JOB_TYPE_COPY}. */
    private static final int COPY = 2;
    private static final int COMPLETED = 0;
    private static final int FAILED = 1;
    private static final int CANCELED = 2;
    private static final int READY = 3;

    /** Where the other QEMU serves its images. */
    sealed interface Server {
        record Port(String host, int port) implements Server {}

        record Socket(String path) implements Server {}

        /** In QEMU's words, as the address of a server. */
        default Json.Obj address() {
            return switch (this) {
                case Port(var host, var port) -> Json.object().with("type", "inet").with("host", host)
                        .with("port", Integer.toString(port));
                case Socket(var path) -> Json.object().with("type", "unix").with("path", path);
            };
        }
    }

    /** A disk under way: its job, and the nodes that reach the other image. */
    private static final class Mirror {
        private final Disk disk;
        private final String job;
        private boolean ready;
        private boolean over;

        Mirror(Disk disk) {
            this.disk = disk;
            this.job = export(disk);
        }

        String storage() {
            return "migration-" + disk.target().dev() + "-storage";
        }

        String format() {
            return "migration-" + disk.target().dev() + "-format";
        }
    }

    private final Vm vm;
    private final Monitor monitor;
    private final EventWatch watch;
    private final List<Mirror> mirrors = new ArrayList<>();

    StorageCopy(Vm vm) {
        this.vm = vm;
        this.monitor = vm.running().qemu().monitor();
        this.watch = vm.watch();
    }

    // which disks

    /** Whether a disk is copied: one that is named, or, when none is, one that is the guest's alone. */
    static boolean copies(Disk disk, Request request) {
        if (!request.disks().isEmpty()) return request.disks().contains(disk.target().dev());
        return !disk.shareable() && !disk.readonly() && !empty(disk);
    }

    static boolean copiesAny(Domain machine, Request request) {
        return request.copiesDisks() && machine.devices().disks().stream().anyMatch(disk -> copies(disk, request));
    }

    static boolean empty(Disk disk) {
        return switch (disk.source()) {
            case DiskSource.File file -> file.file().isEmpty();
            case DiskSource.Block block -> block.dev().isEmpty();
            case DiskSource.Network network -> network.protocol().isEmpty();
            case DiskSource.Dir _, DiskSource.Volume _, DiskSource.Nvme _, DiskSource.VhostUser _ -> false;
        };
    }

    /** The sizes that the other host's images must have. */
    static Cookie.Nbd sizes(Vm vm) {
        List<Cookie.NbdDisk> sizes = new ArrayList<>();
        Monitor monitor = vm.running().qemu().monitor();
        List<BlockCommand.Node> nodes = monitor.call(new BlockCommand.QueryNodes(Optional.of(true)));
        for (Disk disk : vm.running().live().devices().disks()) {
            if (empty(disk)) continue;
            String node = node(disk);
            nodes.stream().filter(one -> one.nodeName().equals(Optional.of(node))).findFirst().ifPresent(one ->
                    sizes.add(new Cookie.NbdDisk(disk.target().dev(), one.image().virtualSize())));
        }
        return new Cookie.Nbd(Optional.empty(), sizes);
    }

    /** The name by which the images are served: the disk's drive, on both hosts. */
    private static String export(Disk disk) {
        return "drive-" + disk.alias().orElseThrow(() -> new IllegalStateException("the disk is not live"));
    }

    private static String node(Disk disk) {
        return "libvirt-" + disk.source().extras().index().orElseThrow(() ->
                new IllegalStateException("disk " + disk.target().dev() + " has no node")) + "-format";
    }

    // the host to which they are copied

    /** Serves the images of the disks that are copied here. */
    static void serve(Monitor monitor, Domain live, Request request, Server server, Optional<String> credentials) {
        boolean started = false;
        for (Disk disk : live.devices().disks()) {
            if (!copies(disk, request)) continue;
            if (disk.readonly() || empty(disk)) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "Cannot migrate empty or read-only disk %s", disk.target().dev());
            }
            if (!started) {
                // the server's address has its own form: the kind, and what belongs to it
                Json.Obj address = server.address();
                Json.Obj data = Json.object();
                for (var member : address.members().entrySet()) {
                    if (!member.getKey().equals("type")) data = data.with(member.getKey(), member.getValue());
                }
                monitor.call(new BlockCommand.NbdStart(Json.object().with("type", address.string("type")).with("data", data),
                        credentials, Optional.empty()));
                started = true;
            }
            monitor.call(new BlockCommand.ExportAdd("nbd", "libvirt-nbd-" + node(disk), node(disk),
                    Json.object().with("name", export(disk)).with("writable", true)));
        }
    }

    /** Where somebody wants the disks to be sent, if anybody does; libvirt's error for what is no such place. */
    static Optional<Server> asked(Request request, int portOtherwise, Optional<String> hostOtherwise) {
        if (request.disksUri().isEmpty()) return Optional.empty();
        String text = request.disksUri().get();
        URI uri = Target.uri(text);
        if (uri.getScheme() == null) throw QEMU.error(INVALID_ARG, "No URI scheme specified: %s", text);
        return switch (uri.getScheme()) {
            case "tcp" -> {
                String host = Optional.ofNullable(uri.getHost()).map(name -> name.replaceAll("^\\[|]$", "")).or(() -> hostOtherwise)
                        .orElseThrow(() -> QEMU.error(INVALID_ARG, "URI with tcp scheme did not provide a server part: %s", text));
                yield Optional.of(new Server.Port(host, uri.getPort() > 0 ? uri.getPort() : portOtherwise));
            }
            case "unix" -> Optional.of(new Server.Socket(Optional.ofNullable(uri.getPath()).filter(path -> !path.isEmpty())
                    .orElseThrow(() -> QEMU.error(INVALID_ARG, "UNIX disks URI does not include path"))));
            case String other -> throw QEMU.error(INVALID_ARG, "Unsupported scheme in disks URI: %s", other);
        };
    }

    // the host from which they are copied

    /**
     * Begins to mirror the disks; {@link #ready} says when all are alike.
     *
     * @param speed bytes a second
     */
    void begin(Request request, Server server, long speed, Optional<Credentials> credentials) {
        for (Disk disk : vm.running().live().devices().disks()) {
            if (copies(disk, request)) begin(new Mirror(disk), request, server, speed, credentials);
        }
    }

    /** The certificates with which this QEMU shows who it is, and the name that the other's must have. */
    record Credentials(String id, Optional<String> hostname) {}

    private void begin(Mirror mirror, Request request, Server server, long speed, Optional<Credentials> credentials) {
        Json.Obj storage = Json.object().with("driver", "nbd").with("server", server.address()).with("export", mirror.job)
                .with("node-name", mirror.storage()).with("read-only", false).with("discard", "unmap");
        if (credentials.isPresent()) {
            storage = storage.with("tls-creds", credentials.get().id);
            if (credentials.get().hostname.isPresent()) storage = storage.with("tls-hostname", credentials.get().hostname.get());
        }
        monitor.call(new BlockCommand.Add(storage));
        try {
            monitor.call(new BlockCommand.Add(Json.object().with("node-name", mirror.format()).with("read-only", false)
                    .with("driver", "raw").with("file", mirror.storage())));
            monitor.call(new JobCommand.Mirror(mirror.job, Chains.topNode(mirror.disk), mirror.format(), Optional.empty(),
                    request.has(Flag.NON_SHARED_INC) ? "top" : "full", speed == 0 ? Optional.empty() : Optional.of(speed),
                    Optional.empty(), Optional.empty(),
                    request.has(Flag.NON_SHARED_SYNCHRONOUS_WRITES) ? Optional.of("write-blocking") : Optional.empty(), true, false));
            mirrors.add(mirror);
        } catch (VirtException e) {
            detach(mirror);
            throw e;
        }
    }

    /** Takes note of what has happened; an error when a copy has failed. */
    void look() throws InterruptedException {
        while (true) {
            Optional<QemuEvent.JobChange> change = watch.await(event -> event instanceof QemuEvent.JobChange job
                    ? Optional.of(job) : Optional.empty(), java.time.Duration.ZERO);
            if (change.isEmpty()) return;
            for (Mirror mirror : mirrors) {
                if (mirror.job.equals(change.get().id())) happened(mirror, change.get().status());
            }
        }
    }

    private void happened(Mirror mirror, String status) {
        if (status.equals("ready") && !mirror.ready) {
            mirror.ready = true;
            tell(mirror, READY);
        }
        if (status.equals("concluded") && !mirror.over) {
            Optional<String> error = conclude(mirror);
            tell(mirror, FAILED);
            throw QEMU.error(OPERATION_FAILED, "migration of disk %s failed%s", mirror.disk.target().dev(),
                    error.map(why -> ": " + why).orElse(""));
        }
    }

    boolean ready() {
        return mirrors.stream().allMatch(mirror -> mirror.ready);
    }

    JobInfo.Amount progress() {
        JobInfo.Amount sum = JobInfo.Amount.NOTHING;
        for (JobCommand.BlockJob job : monitor.call(new JobCommand.QueryBlockJobs())) {
            if (mirrors.stream().anyMatch(mirror -> mirror.job.equals(job.device()))) {
                sum = sum.plus(new JobInfo.Amount(job.len(), job.offset(), job.len() - job.offset()));
            }
        }
        return sum;
    }

    /** The guest stands still and both images are alike: the mirrors end, each at a moment at which they are. */
    void finish() throws InterruptedException {
        look();
        end(false);
    }

    /** Gives up: the images there are worth nothing. */
    void abandon() {
        try {
            if (vm.active().isPresent()) end(true);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "could not end the copies of " + vm.name() + "'s disks", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(boolean abort) throws InterruptedException {
        List<Mirror> open = mirrors.stream().filter(mirror -> !mirror.over).toList();
        for (Mirror mirror : open) monitor.call(new JobCommand.BlockJobCancel(mirror.job, Optional.of(abort)));
        for (Mirror mirror : open) {
            if (!ended(mirror)) throw QEMU.error(OPERATION_FAILED, "domain is not running");
            Optional<String> error = conclude(mirror);
            if (error.isPresent() && !abort) {
                tell(mirror, FAILED);
                throw QEMU.error(OPERATION_FAILED, "migration of disk %s failed: %s", mirror.disk.target().dev(), error.get());
            }
            tell(mirror, abort ? CANCELED : COMPLETED);
        }
    }

    private boolean ended(Mirror mirror) throws InterruptedException {
        while (vm.active().isPresent()) {
            boolean concluded = monitor.call(new JobCommand.QueryJobs()).stream()
                    .anyMatch(job -> job.id().equals(mirror.job) && job.concluded());
            if (concluded) return true;
            Thread.sleep(10);
        }
        return false;
    }

    private Optional<String> conclude(Mirror mirror) {
        mirror.over = true;
        Optional<String> error = monitor.call(new JobCommand.QueryJobs()).stream().filter(job -> job.id().equals(mirror.job))
                .findFirst().flatMap(JobCommand.Job::error);
        monitor.call(new JobCommand.Dismiss(mirror.job));
        detach(mirror);
        return error;
    }

    private void detach(Mirror mirror) {
        monitor.ask(new BlockCommand.Del(mirror.format()));
        monitor.ask(new BlockCommand.Del(mirror.storage()));
    }

    private void tell(Mirror mirror, int status) {
        vm.announce(new VmEvent.BlockJob(jvirt.qemu.Disks.path(mirror.disk), mirror.disk.target().dev(), COPY, status));
    }

    void close() {
        watch.close();
    }

    static VirtException notSetUp() {
        return QEMU.error(INTERNAL_ERROR, "migration of non-shared disks requested but NBD is not set up");
    }
}
