package jvirt.qemu.backup;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.DOMAIN_CHECKPOINT;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.snapshot.Checkpoint;
import jvirt.api.snapshot.Checkpoint.NotedDisk;
import jvirt.qemu.Disks;
import jvirt.qemu.image.ImageJobs;

/** Of which disks a checkpoint notes the changes: what is not said is filled in, what cannot be is refused. */
final class NotedDisks {
    private NotedDisks() {}

    /** The checkpoint with an entry for each disk of the machine, in the machine's order. */
    static Checkpoint aligned(Checkpoint checkpoint, Domain machine) {
        List<Disk> disks = machine.devices().disks();
        if (checkpoint.disks().size() > disks.size()) throw refused("too many disk checkpoint requests for domain");
        if (disks.isEmpty()) throw refused("domain must have at least one disk to perform checkpoints");
        Map<String, NotedDisk> said = new HashMap<>();
        for (NotedDisk asked : checkpoint.disks()) {
            Disk disk = Disks.named(machine, asked.name()).orElseThrow(() -> refused("no disk named '%s'", asked.name()));
            String target = disk.target().dev();
            if (said.put(target, asked.withName(target)) != null) throw refused("disk '%s' specified twice", asked.name());
            if (asked.noted() && !possible(disk)) throw refused("disk '%s' is empty or readonly", asked.name());
        }
        boolean all = said.isEmpty();
        List<NotedDisk> aligned = new ArrayList<>();
        for (Disk disk : disks) {
            String target = disk.target().dev();
            aligned.add(said.getOrDefault(target, NotedDisk.of(target, all && possible(disk))));
        }
        return named(checkpoint.withDisks(aligned));
    }

    /** A bitmap has the checkpoint's name when it has none. */
    static Checkpoint named(Checkpoint checkpoint) {
        return checkpoint.withDisks(checkpoint.disks().stream().map(disk -> disk.noted() && disk.bitmap().isEmpty()
                ? disk.withBitmap(checkpoint.name()) : disk).toList());
    }

    private static boolean possible(Disk disk) {
        return !Disks.empty(disk) && !disk.readonly();
    }

    private static VirtException refused(String detail, Object... args) {
        return DOMAIN_CHECKPOINT.error(CONFIG_UNSUPPORTED, detail, args);
    }

    /** Refuses what QEMU could not note. */
    static void check(Checkpoint checkpoint, Domain live) {
        for (NotedDisk entry : checkpoint.disks()) {
            if (!entry.noted()) continue;
            if (!entry.bitmap().orElseThrow().equals(checkpoint.name())) {
                throw QEMU.error(CONFIG_UNSUPPORTED, "bitmap for disk '%s' must match checkpoint name '%s'", entry.name(),
                        checkpoint.name());
            }
            Disk disk = Disks.named(live, entry.name()).orElseThrow();
            if (Disks.format(disk) != Disk.Format.QCOW2) {
                throw QEMU.error(CONFIG_UNSUPPORTED, "checkpoint for disk %s unsupported for storage type %s", entry.name(),
                        Disks.word(Disks.format(disk)));
            }
            ImageJobs.requireAble(disk);
        }
    }
}
