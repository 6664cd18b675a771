package jvirt.web.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.client.Domain;
import jvirt.client.Volume;
import jvirt.web.host.Host;
import jvirt.web.http.Problem;

/** The disks of a machine, and which other machines name the same files: nothing is deleted that somebody else needs. */
final class Disks {
    /** One disk. Sizes are in bytes. */
    record One(String target, String device, Optional<String> path, Optional<Long> capacity, Optional<Long> allocation, List<String> usedBy) {}

    private final Host host;

    Disks(Host host) {
        this.host = host;
    }

    List<One> of(Domain domain) {
        Map<String, List<String>> users = DiskUsers.of(host.connection());
        List<One> disks = new ArrayList<>();
        for (Disk disk : DiskUsers.disks(domain)) {
            Optional<String> path = DiskUsers.path(disk);
            Optional<Volume.Info> info = path.flatMap(this::volume).map(volume -> volume.info(0));
            disks.add(new One(disk.target().dev(), disk.device().name().toLowerCase(Locale.ROOT), path, info.map(Volume.Info::capacity),
                    info.map(Volume.Info::allocation), path.map(one -> others(users, one, domain.name())).orElse(List.of())));
        }
        return disks;
    }

    private static List<String> others(Map<String, List<String>> users, String path, String except) {
        return users.getOrDefault(path, List.of()).stream().filter(name -> !name.equals(except)).toList();
    }

    private Optional<Volume> volume(String path) {
        try {
            return Optional.of(host.connection().volumes().withPath(path));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_STORAGE_VOL) return Optional.empty();
            throw e;
        }
    }

    /** Refuses what must not be deleted, before anything is. */
    void check(Domain domain, List<String> paths) {
        if (paths.isEmpty()) return;
        List<One> own = of(domain);
        for (String path : paths) {
            One disk = own.stream().filter(one -> one.path().filter(path::equals).isPresent()).findFirst()
                    .orElseThrow(() -> Problem.bad(path + " is no disk of " + domain.name()));
            if (!disk.usedBy().isEmpty()) {
                throw Problem.of(409, "IN_USE", path + " is used by " + String.join(", ", disk.usedBy()), "keep it, or take it from them first");
            }
            if (disk.capacity().isEmpty()) {
                throw Problem.of(409, "NO_POOL", path + " is in no storage pool", "define a pool for its folder, or delete the file by hand");
            }
        }
    }

    void delete(List<String> paths) {
        for (String path : paths) volume(path).ifPresent(volume -> volume.delete(0));
    }
}
