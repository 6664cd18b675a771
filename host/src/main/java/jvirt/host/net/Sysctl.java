package jvirt.host.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The kernel's settings for its network, below {@code /proc/sys/net}. */
public final class Sysctl {
    private static final Path ROOT = Path.of("/proc/sys/net");

    private Sysctl() {}

    public static Path path(String... names) {
        Path path = ROOT;
        for (String name : names) path = path.resolve(name);
        return path;
    }

    public static boolean exists(String... names) {
        return Files.exists(path(names));
    }

    public static String read(String... names) throws IOException {
        return Files.readString(path(names)).strip();
    }

    /** Writes a setting; one that is so already is left alone: some kernels do much on every write. */
    public static void write(String value, String... names) throws IOException {
        if (read(names).equals(value)) return;
        Files.writeString(path(names), value + "\n", StandardOpenOption.WRITE);
    }
}
