package jvirt.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where jvirt keeps things. Below one folder in a private root, otherwise in the system's folders.
 *
 * @param etc definitions
 * @param run what does not survive a reboot: sockets, status
 * @param lib images, saved machines, leases
 * @param log logs
 */
public record Roots(Path etc, Path run, Path lib, Path log) {
    /** The system's folders. */
    public static final Roots SYSTEM =
            new Roots(Path.of("/etc/jvirt"), Path.of("/run/jvirt"), Path.of("/var/lib/jvirt"), Path.of("/var/log/jvirt"));

    /** All below one folder. */
    public static Roots below(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        return new Roots(absolute.resolve("etc"), absolute.resolve("run"), absolute.resolve("lib"), absolute.resolve("log"));
    }

    /** Makes the folders that are not there. */
    public void make() throws IOException {
        Files.createDirectories(etc);
        Files.createDirectories(run);
        Files.createDirectories(lib);
        Files.createDirectories(log);
    }
}
