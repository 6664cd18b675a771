package jvirt.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.storage.Pool;

/** Names of devices that are the same after the next boot: links in the pool's folder below {@code /dev}. */
final class StablePath {
    /** How long udev may take to make a node or a link. */
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_AGAIN_MILLIS = 100;

    private StablePath() {}

    /** Whether the pool names a folder of such links: {@code /dev} itself has the names that the kernel gives. */
    static boolean wanted(Pool pool) {
        String path = pool.path();
        return path.startsWith("/dev/") && !path.equals("/dev/");
    }

    /** The link to a device in the pool's folder; where there is none, the device. */
    static Path of(Pool pool, String device) throws InterruptedException {
        if (!wanted(pool)) return Path.of(device);
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (true) {
            Optional<Path> link = link(Path.of(pool.path()), Path.of(device), deadline);
            if (link.isPresent() || System.nanoTime() > deadline) return link.orElse(Path.of(device));
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    private static Optional<Path> link(Path folder, Path device, long deadline) {
        try (Stream<Path> links = Files.list(folder)) {
            return links.filter(link -> leads(link, device)).sorted().findFirst();
        } catch (NoSuchFileException e) {
            if (System.nanoTime() > deadline) throw SystemErrors.of(e, "cannot read dir '%s'", folder);
            return Optional.empty();
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot read dir '%s'", folder);
        }
    }

    private static boolean leads(Path link, Path device) {
        try {
            return Files.isSymbolicLink(link) && Files.isSameFile(link, device);
        } catch (IOException _) {
            return false;
        }
    }

    /** Waits until a device's node is there; who then opens it says better why it is not. */
    static void await(Path node) throws InterruptedException {
        long deadline = System.nanoTime() + WITHIN.toNanos();
        while (!Files.exists(node) && System.nanoTime() < deadline) Thread.sleep(LOOK_AGAIN_MILLIS);
    }
}
