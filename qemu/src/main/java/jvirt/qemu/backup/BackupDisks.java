package jvirt.qemu.backup;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.DOMAIN;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.snapshot.Backup;
import jvirt.api.snapshot.Backup.Part;
import jvirt.api.snapshot.Backup.Part.Amount;
import jvirt.qemu.Disks;

/** Which disks a backup takes, how much of each, and where to: what is not said is filled in, what cannot be is refused. */
public final class BackupDisks {
    private BackupDisks() {}

    /** The backup with an entry for each disk; images that nobody has named are called after the disk's, with a suffix. */
    public static Backup aligned(Backup asked, List<Disk> disks, String suffix) {
        if (disks.isEmpty()) throw refused("domain must have at least one disk to perform backup");
        Set<String> said = new HashSet<>();
        List<Part> parts = new ArrayList<>();
        for (Part part : asked.disks()) {
            Disk disk = disks.stream().filter(some -> some.target().dev().equals(part.name())).findFirst().orElseThrow(() ->
                    refused("no disk named '%s'", part.name()));
            if (!said.add(part.name())) throw refused("disk '%s' specified twice", part.name());
            if (part.amount().equals(Optional.of(Amount.INCREMENTAL)) && part.incremental().isEmpty() && asked.incremental().isEmpty()) {
                throw refused("'incremental' backup mode of disk '%s' requires setting 'incremental' field for disk or backup",
                        part.name());
            }
            if (part.taken() && Disks.empty(disk)) throw refused("disk '%s' has no media", part.name());
            parts.add(part);
        }
        for (Disk disk : disks) {
            if (!said.contains(disk.target().dev())) parts.add(unsaid(disk, said.isEmpty(), suffix));
        }
        return asked.withDisks(parts.stream().map(part -> measured(part, asked.incremental())).toList());
    }

    private static Part unsaid(Disk disk, boolean all, String suffix) {
        String target = disk.target().dev();
        if (!all || Disks.empty(disk) || disk.readonly()) return Part.leftOut(target);
        if (!(disk.source() instanceof DiskSource.File file)) throw refused("refusing to generate file name for disk '%s'", target);
        return Part.of(target, new DiskSource.File(Optional.of(file.file().orElseThrow() + "." + suffix), Optional.empty(),
                DiskSource.Extras.NONE));
    }

    private static Part measured(Part part, Optional<String> since) {
        if (!part.taken()) return part;
        Amount amount = part.amount().orElse(since.isPresent() || part.incremental().isPresent() ? Amount.INCREMENTAL : Amount.FULL);
        return part.with(Optional.of(amount), part.incremental().or(() -> since.filter(_ -> amount == Amount.INCREMENTAL)));
    }

    private static VirtException refused(String detail, Object... args) {
        return DOMAIN.error(CONFIG_UNSUPPORTED, detail, args);
    }
}
