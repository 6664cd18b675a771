package jvirt.qemu.control;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.BlockCommand;

/** A guest that writes beyond some place of an image is told of once, so that its host can make the image larger in time. */
public final class WriteThreshold {
    /** A disk, and perhaps the number of an image of its chain: {@code vda[2]}. */
    private static final Pattern DEVICE = Pattern.compile("([^\\[]+)(?:\\[(\\d+)])?");

    private WriteThreshold() {}

    /** Sets it in bytes; 0 takes it back. */
    public static void set(Vm vm, String device, long bytes) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetBlockThreshold")) {
            Domain live = vm.running().live();
            vm.running().qemu().monitor().call(new BlockCommand.SetWriteThreshold(node(live, device), bytes));
        }
    }

    private static String node(Domain live, String device) {
        Matcher matcher = DEVICE.matcher(device);
        if (!matcher.matches()) throw QEMU.error(INVALID_ARG, "invalid device specification '%s'", device);
        Disk disk = live.devices().disks().stream().filter(one -> one.target().dev().equals(matcher.group(1))).findFirst()
                .orElseThrow(() -> QEMU.error(INVALID_ARG, "failed to find disk '%s'", device));
        if (disk.source() instanceof DiskSource.VhostUser) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "setting device threshold is not supported for vhostuser disk");
        }
        Optional<Integer> wanted = Optional.ofNullable(matcher.group(2)).map(Integer::valueOf);
        int index = wanted.isEmpty() ? disk.source().extras().index().orElse(0)
                : indexes(disk).filter(wanted.get()::equals).findFirst().orElseThrow(() ->
                        QEMU.error(INVALID_ARG, "failed to find disk '%s'", device));
        return "libvirt-" + index + "-storage";
    }

    private static Stream<Integer> indexes(Disk disk) {
        return Stream.concat(disk.source().extras().index().stream(),
                Stream.iterate(disk.backingStore(), Optional::isPresent, store -> store.flatMap(BackingStore::backingStore))
                        .flatMap(store -> store.orElseThrow().source().flatMap(source -> source.extras().index()).stream()));
    }
}
