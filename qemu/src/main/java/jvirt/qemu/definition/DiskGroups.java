package jvirt.qemu.definition;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Iotune;

/** Disks that share their I/O limits: who names the group alone has the limits of the one that spells them out. */
final class DiskGroups {
    private DiskGroups() {}

    static Disk expand(Disk disk, List<Disk> disks) {
        Optional<String> group = disk.iotune().flatMap(Iotune::groupName);
        if (group.isEmpty() || limits(disk.iotune().get())) return disk;
        return disks.stream().flatMap(other -> other.iotune().stream())
                .filter(tune -> tune.groupName().equals(group) && limits(tune))
                .findFirst().map(disk::withIotune).orElse(disk);
    }

    private static boolean limits(Iotune tune) {
        return !tune.equals(Iotune.ofGroup(tune.groupName()));
    }
}
