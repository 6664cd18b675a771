package jvirt.qemu.launch;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.host.Account;
import jvirt.qemu.process.Confinement;

/** What to do about a refused permission: which folder on the way to an image is closed to QEMU's account. */
final class PathHints {
    private PathHints() {}

    /** A sentence to go behind QEMU's complaint, or nothing. */
    static String of(Domain live, Account account, String complaint) {
        if (account.root() || !complaint.contains("Permission denied")) return "";
        for (Disk disk : live.devices().disks()) {
            Optional<Path> image = Chains.local(disk.source());
            if (image.isEmpty() || !complaint.contains(image.get().toString())) continue;
            Optional<Path> closed = Confinement.closedTo(image.get().toAbsolutePath().getParent());
            if (closed.isPresent()) {
                return " (QEMU runs as %s, and the folder %s is closed to other users: chmod o+x it, or move the image)"
                        .formatted(account, closed.get());
            }
        }
        return "";
    }
}
