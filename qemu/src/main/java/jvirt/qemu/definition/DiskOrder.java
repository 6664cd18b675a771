package jvirt.qemu.definition;

import java.util.ArrayList;
import java.util.List;
import jvirt.api.domain.device.Disk;

/** In which order disks stand: those of one bus together, by the number in their names. */
public final class DiskOrder {
    private DiskOrder() {}

    /** The list with one more, where {@code virDomainDiskInsert} of libvirt puts it. */
    public static List<Disk> plus(List<Disk> disks, Disk disk) {
        List<Disk> longer = new ArrayList<>(disks);
        longer.add(place(disks, disk), disk);
        return List.copyOf(longer);
    }

    static List<Disk> sorted(List<Disk> written) {
        List<Disk> sorted = new ArrayList<>();
        for (Disk disk : written) sorted.add(place(sorted, disk), disk);
        return sorted;
    }

    private static int place(List<Disk> sorted, Disk disk) {
        int place = -1;
        for (int i = sorted.size() - 1; i >= 0; i--) {
            Disk current = sorted.get(i);
            if (!current.target().bus().equals(disk.target().bus())) continue;
            if (DiskName.index(current.target().dev()) > DiskName.index(disk.target().dev())) {
                place = i;
            } else if (place < 0) {
                place = i + 1;
            }
        }
        return place < 0 ? sorted.size() : place;
    }
}
