package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.MIGRATE_UNSAFE;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.VirtException;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Shmem;
import jvirt.qemu.Condition;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;

/** What keeps a machine from being moved, and what makes it unwise; in libvirt's order, since the first is told. */
final class Obstacles {
    /** File systems that hosts share, by the kernel's names. */
    private static final Set<String> SHARED = Set.of("nfs", "nfs4", "gfs2", "ocfs2", "afs", "smb3", "cifs", "ceph", "gpfs", "acfs",
            "fuse.glusterfs", "fuse.quobyte", "fuse.ceph");
    /** Of these, those on which all hosts see at once what one has written. */
    private static final Set<String> COHERENT = Set.of("gfs2", "ocfs2", "ceph");

    private Obstacles() {}

    static void check(Vm vm, Request request) {
        int snapshots = vm.machines().moments().snapshots(vm);
        if (snapshots > 0) throw QEMU.error(OPERATION_INVALID, "cannot migrate domain with %d snapshots", snapshots);
        if (!request.has(Flag.OFFLINE)) checkRunning(vm, request);
        if (!request.has(Flag.UNSAFE) && !request.has(Flag.OFFLINE)) checkSafe(vm.running().live(), request);
        checkFlags(request);
        checkDisks(vm.current(), request);
    }

    private static void checkRunning(Vm vm, Request request) {
        Monitor monitor = vm.running().qemu().monitor();
        List<String> reasons = monitor.call(new MigrationCommand.Query()).blockedReasons();
        if (!reasons.isEmpty()) throw invalid("cannot migrate domain: " + String.join("; ", reasons));
        if (request.has(Flag.ABORT_ON_ERROR) && vm.state().condition() == Condition.PAUSED_IO_ERROR) {
            throw invalid("cannot migrate domain with I/O error");
        }
        if (!monitor.call(new JobCommand.QueryBlockJobs()).isEmpty()) throw invalid("domain has active block job");
        Domain live = vm.running().live();
        if (live.cpu().filter(Obstacles::invariantClock).isPresent() && !frequencySaid(live)) {
            throw invalid("domain has 'invtsc' CPU feature but TSC frequency is not specified");
        }
        for (MemoryModule module : live.devices().memories()) checkModule(module);
        for (Shmem memory : live.devices().shmems()) checkShared(memory);
        for (Filesystem filesystem : live.devices().filesystems()) {
            if (filesystem.driver().flatMap(Filesystem.Driver::type).filter(Filesystem.DriverType.VIRTIOFS::equals).isPresent()) {
                throw invalid("migration with virtiofs device is not supported");
            }
        }
        if (live.devices().disks().stream().anyMatch(disk -> disk.dropped().isPresent())) {
            throw invalid("migration with transient disk is not supported");
        }
    }

    private static VirtException invalid(String why) {
        return QEMU.error(OPERATION_INVALID, "%s", why);
    }

    private static boolean invariantClock(Cpu cpu) {
        return cpu.feature().stream().anyMatch(feature -> feature.name().equals("invtsc") && feature.policy().filter(policy ->
                policy == Cpu.Policy.REQUIRE || policy == Cpu.Policy.FORCE).isPresent());
    }

    private static boolean frequencySaid(Domain live) {
        return live.clock().timer().stream().anyMatch(timer -> timer.name().equals("tsc") && timer.frequency().isPresent());
    }

    private static void checkModule(MemoryModule module) {
        if (module.model() == MemoryModule.Model.DIMM && !(module.address().orElse(null) instanceof Address.Dimm)) {
            throw invalid("domain's dimm info lacks slot ID or base address");
        }
    }

    private static void checkShared(Shmem memory) {
        if (memory.model().filter(model -> model.type() == Shmem.Model.Type.IVSHMEM).isPresent()) {
            throw invalid("migration with legacy shmem device is not supported");
        }
        if (memory.role().filter(Shmem.Role.MASTER::equals).isEmpty()) {
            throw invalid("shmem device '" + memory.name() + "' cannot be migrated, only shmem with role='master' can be migrated");
        }
    }

    /** Two hosts that do not see the same disk, or each its own cache of it, ruin what is on it. */
    private static void checkSafe(Domain live, Request request) {
        for (Disk disk : live.devices().disks()) {
            if (StorageCopy.empty(disk) || disk.readonly()) continue;
            if (request.copiesDisks() && StorageCopy.copies(disk, request)) continue;
            switch (disk.source()) {
                case DiskSource.File(var file, _, _) -> {
                    String type = fileSystem(Path.of(file.orElse("/")));
                    if (!SHARED.contains(type)) throw unshared();
                    if (COHERENT.contains(type)) continue;
                }
                case DiskSource.Network _ -> {
                    continue;
                }
                case DiskSource.Nvme _ -> throw unshared();
                case DiskSource.Block _, DiskSource.Dir _, DiskSource.Volume _, DiskSource.VhostUser _ -> { }
            }
            // QEMU drops its host's cache when it takes over a disk, wherever that is possible
        }
    }

    private static VirtException unshared() {
        return QEMU.error(MIGRATE_UNSAFE, "Migration without shared storage is unsafe");
    }

    private static String fileSystem(Path file) {
        Path there = file.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) there = there.getParent();
        try {
            return Files.getFileStore(there).type();
        } catch (IOException e) {
            throw QEMU.error(jvirt.api.ErrorCode.SYSTEM_ERROR, e, "cannot determine filesystem for '%s': %s", file, e.getMessage());
        }
    }

    private static void checkFlags(Request request) {
        if (request.has(Flag.POSTCOPY) && (!request.has(Flag.LIVE) || request.has(Flag.PAUSED))) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "post-copy migration is not supported with non-live or paused migration");
        }
        if (request.has(Flag.POSTCOPY) && request.has(Flag.TUNNELLED)) {
            throw QEMU.error(ARGUMENT_UNSUPPORTED, "post-copy is not supported with tunnelled migration");
        }
        if (request.has(Flag.OFFLINE)) {
            if (request.copiesDisks()) throw invalid("offline migration cannot handle non-shared storage");
            if (!request.has(Flag.PERSIST_DEST)) {
                throw invalid("offline migration must be specified with the persistent flag set");
            }
            if (request.has(Flag.TUNNELLED)) throw invalid("tunnelled offline migration does not make sense");
        }
        if (request.has(Flag.ZEROCOPY) && !request.has(Flag.PARALLEL)) {
            throw invalid("zero-copy is only available for parallel migration");
        }
    }

    private static void checkDisks(Domain machine, Request request) {
        if (!request.copiesDisks()) return;
        if (request.has(Flag.TUNNELLED)) {
            throw QEMU.error(OPERATION_UNSUPPORTED,
                    "migration of non-shared storage is not supported with tunnelled migration and this QEMU");
        }
        for (String wanted : request.disks()) {
            Optional<Disk> found = machine.devices().disks().stream().filter(disk -> disk.target().dev().equals(wanted)).findFirst();
            if (found.isEmpty()) throw QEMU.error(INVALID_ARG, "disk target %s not found", wanted);
        }
    }
}
