package jvirt.qemu.process;

import static jvirt.api.ErrorCode.RESOURCE_BUSY;
import static jvirt.api.ErrorDomain.LOCKING;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Which images running machines use, so that no two write to one. QEMU locks too, but not every format on every file system,
 * and it cannot say whose the image is. One object for the daemon; any thread may call.
 */
public final class DiskLocks {
    private enum Use { EXCLUSIVE, SHARED }

    private record User(String machine, Use use) {}

    private final Map<Path, Map<UUID, User>> images = new HashMap<>();

    /** Claims an image for a machine; libvirt's error when another machine's use does not go together with it. */
    public synchronized void claim(Path image, UUID machine, String name, String disk, boolean shared) {
        Map<UUID, User> users = images.computeIfAbsent(real(image), _ -> new HashMap<>());
        Use use = shared ? Use.SHARED : Use.EXCLUSIVE;
        users.forEach((other, user) -> {
            if (other.equals(machine) || use == Use.SHARED && user.use == Use.SHARED) return;
            throw LOCKING.error(RESOURCE_BUSY, "image '%s' of disk %s is in use by the running domain '%s'", image, disk,
                    user.machine);
        });
        users.merge(machine, new User(name, use), (a, b) -> a.use == Use.EXCLUSIVE ? a : b);
    }

    /** The machine uses the image no more. */
    public synchronized void release(Path image, UUID machine) {
        Path real = real(image);
        Map<UUID, User> users = images.get(real);
        if (users == null) return;
        users.remove(machine);
        if (users.isEmpty()) images.remove(real);
    }

    /** The machine uses no image any more. */
    public synchronized void release(UUID machine) {
        images.values().forEach(users -> users.remove(machine));
        images.values().removeIf(Map::isEmpty);
    }

    private static Path real(Path image) {
        try {
            return image.toRealPath();
        } catch (IOException _) {
            return image.toAbsolutePath().normalize();   // not there: QEMU will say so
        }
    }
}
