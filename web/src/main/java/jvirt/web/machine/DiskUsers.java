package jvirt.web.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** Which machines name which files. */
public final class DiskUsers {
    private DiskUsers() {}

    /** The machines of a host by the files that their disks name. */
    public static Map<String, List<String>> of(Connection connection) {
        Map<String, List<String>> users = new TreeMap<>();
        for (Domain domain : connection.domains().list(0)) {
            for (Disk disk : disks(domain)) path(disk).ifPresent(path -> users.computeIfAbsent(path, _ -> new ArrayList<>()).add(domain.name()));
        }
        return users;
    }

    /** The disks of a machine at its next boot; those that it has now where there is none. A machine that has gone has no disks. */
    static List<Disk> disks(Domain domain) {
        try {
            return jvirt.api.domain.Domain.parse(domain.xml(domain.persistent() ? Domain.XML_INACTIVE : 0)).devices().disks();
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_DOMAIN) return List.of();
            throw e;
        }
    }

    /** The file or the device behind a disk. */
    static Optional<String> path(Disk disk) {
        return switch (disk.source()) {
            case DiskSource.File file -> file.file();
            case DiskSource.Block block -> block.dev();
            default -> Optional.empty();
        };
    }
}
