package jvirt.qemu.console;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.host.Descriptor;
import jvirt.host.Libc;

/**
 * What guests write to their serial ports, kept in files. QEMU writes them itself, through a descriptor that we open for it
 * at the end of the file: so nothing is lost while we are not there. A file that has grown too long is copied away and
 * emptied under QEMU's hands.
 */
public final class SerialLogs {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** As virtlogd: {@code max_size} and {@code max_backups} of virtlogd.conf. */
    static final long SIZE_MAX = 2 << 20;
    static final int BACKUPS = 3;
    private static final Duration LOOK = Duration.ofSeconds(5);

    private final long sizeMax;
    private final Set<Path> files = ConcurrentHashMap.newKeySet();

    public SerialLogs() {
        this(SIZE_MAX);
        Thread.ofVirtual().name("rotation of serial logs").start(this::run);
    }

    SerialLogs(long sizeMax) {
        this.sizeMax = sizeMax;
    }

    /** Opens a log for a QEMU to write to, and keeps it short from now on. */
    public Descriptor open(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        files.add(file);
        return Libc.open(file.toString(), Libc.O_WRONLY | Libc.O_CREAT | Libc.O_APPEND, 0600);
    }

    /** Keeps the log of a machine that runs still short. */
    public void watch(Path file) {
        files.add(file);
    }

    /** Nobody writes to it any more. */
    public void close(Path file) {
        files.remove(file);
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(LOOK);
                for (Path file : files) rotate(file);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    void rotate(Path file) {
        try {
            if (!Files.exists(file) || Files.size(file) <= sizeMax) return;
            for (int i = BACKUPS - 1; i >= 1; i--) {
                Path older = backup(file, i);
                if (Files.exists(older)) Files.move(older, backup(file, i + 1), StandardCopyOption.REPLACE_EXISTING);
            }
            try (FileChannel from = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
                    FileChannel to = FileChannel.open(backup(file, 1), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            java.nio.file.attribute.PosixFilePermissions.asFileAttribute(
                                    java.nio.file.attribute.PosixFilePermissions.fromString("rw-------")))) {
                // once more what came while we copied; what comes between the last look and the cut is lost
                long copied = 0;
                for (long size = from.size(); copied < size; size = from.size()) copied += from.transferTo(copied, size - copied, to);
                from.truncate(0);
            }
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not rotate " + file, e);
        }
    }

    private static Path backup(Path file, int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }
}
