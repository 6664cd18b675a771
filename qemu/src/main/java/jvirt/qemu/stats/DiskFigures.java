package jvirt.qemu.stats;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.qmp.BlockCommand;

/** Figures of single disks, for those who name one. */
public record DiskFigures(Sampler sampler, Vm vm) {
    /** What a disk has read and written. */
    public record Counters(long rdOperations, long rdBytes, long rdNanos, long wrOperations, long wrBytes, long wrNanos,
            long flushOperations, long flushNanos) {
        private static final Counters ZERO = new Counters(0, 0, 0, 0, 0, 0, 0, 0);

        private Counters plus(BlockCommand.Counters more) {
            return new Counters(rdOperations + more.rdOperations(), rdBytes + more.rdBytes(), rdNanos + more.rdTotalTimeNs(),
                    wrOperations + more.wrOperations(), wrBytes + more.wrBytes(), wrNanos + more.wrTotalTimeNs(),
                    flushOperations + more.flushOperations(), flushNanos + more.flushTotalTimeNs());
        }
    }

    /** The disk of this name in the guest, or with this image, where it is the only one. */
    public static Optional<Disk> named(Domain domain, String name) {
        List<Disk> disks = domain.devices().disks();
        if (!name.startsWith("/")) return disks.stream().filter(disk -> disk.target().dev().equals(name)).findFirst();
        List<Disk> same = disks.stream().filter(disk -> Disks.path(disk).filter(name::equals).isPresent()).toList();
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }

    /** What one disk has done; an empty name is all together. */
    public Counters counters(String name) {
        Active active = vm.running();
        Domain live = active.live();
        List<Disk> disks = name.isEmpty() ? live.devices().disks() : List.of(named(live, name)
                .orElseThrow(() -> QEMU.error(INVALID_ARG, "invalid path: %s", name)));
        if (!name.isEmpty()) checkKind(disks.getFirst(), "block stats are not supported for vhostuser disk");
        BlockFigures figures = sampler.of(vm, active).blocks();
        Counters sum = Counters.ZERO;
        for (Disk disk : disks) {
            if (disk.alias().isEmpty() || disk.source() instanceof DiskSource.VhostUser) continue;
            sum = sum.plus(figures.device(disk.alias().get()).orElseThrow(() -> QEMU.error(INTERNAL_ERROR,
                    "cannot find statistics for device '%s'", disk.alias().get())));
        }
        return sum;
    }

    private static void checkKind(Disk disk, String complaint) {
        if (disk.source() instanceof DiskSource.VhostUser) throw QEMU.error(OPERATION_UNSUPPORTED, "%s", complaint);
    }

    /** How large the image of a disk is, and how much of it is used. */
    public ImageSizes sizes(String name) {
        Optional<Active> active = vm.active();
        Disk disk = named(vm.current(), name)
                .orElseThrow(() -> QEMU.error(INVALID_ARG, "invalid path %s not assigned to domain", name));
        checkKind(disk, "block info is not supported for vhostuser disk");
        if (Disks.path(disk).isEmpty() && !(disk.source() instanceof DiskSource.Network)) {
            throw QEMU.error(INVALID_ARG, "disk '%s' does not currently have a source assigned", name);
        }
        if (disk.source().passed()) throw QEMU.error(OPERATION_UNSUPPORTED, "block info is not supported for FD passed disk image");
        if (active.isPresent()) return live(sampler.of(vm, active.get()), disk);
        return ImageSizes.of(disk.source()).orElseThrow(() -> QEMU.error(SYSTEM_ERROR,
                "Failed to open file '%s': No such file or directory", Disks.path(disk).orElse("")));
    }

    /**
     * As QEMU sees it. The allocation is the highest byte written where that counts (a block device that grows), what the
     * file takes where it does not; the length is the file's where the two would say the same.
     */
    private static ImageSizes live(Samples samples, Disk disk) {
        Optional<String> node = disk.source().extras().index().map(index -> "libvirt-" + index + "-format")
                .filter(name -> samples.images().containsKey(name))
                .or(() -> disk.source().extras().index().map(index -> "libvirt-" + index + "-storage"));
        Optional<BlockCommand.Node> image = node.map(name -> samples.images().get(name));
        long physical = image.flatMap(known -> known.image().actualSize()).orElse(0L);
        long capacity = image.map(known -> known.image().virtualSize()).orElse(0L);
        boolean qcow2File = disk.source() instanceof DiskSource.File
                && disk.driver().flatMap(Disk.Driver::type).filter(Disk.Format.QCOW2::equals).isPresent();
        long allocation = qcow2File ? physical : node.flatMap(name -> samples.blocks().watermark(name)).orElse(physical);
        if (allocation == 0) allocation = physical;
        if (physical == 0 || allocation == physical) physical = ImageSizes.physical(disk.source()).orElse(physical);
        return new ImageSizes(capacity, allocation, physical);
    }

    /** A disk that does not work; {@code error} is {@code virDomainDiskErrorCode}. */
    public record Failure(String disk, int error) {}

    private static final int UNSPECIFIED = 1;
    private static final int NO_SPACE = 2;

    /** The disks that do not work. */
    public List<Failure> failures() {
        Active active = vm.running();
        List<Failure> failures = new ArrayList<>();
        for (BlockCommand.Device device : active.qemu().monitor().call(new BlockCommand.QueryBlock())) {
            int error = switch (device.ioStatus().orElse("ok")) {
                case "failed" -> UNSPECIFIED;
                case "nospace" -> NO_SPACE;
                default -> 0;
            };
            if (error == 0) continue;
            Disks.find(active.live(), device.qdev().orElse(device.device()), Optional.empty())
                    .ifPresent(disk -> failures.add(new Failure(disk.target().dev(), error)));
        }
        return failures;
    }
}
