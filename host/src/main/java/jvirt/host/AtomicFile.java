package jvirt.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Files that are either the old or the new one, whenever the machine stops. */
public final class AtomicFile {
    private static final Set<StandardOpenOption> NEW =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    private static final FileAttribute<?> OWN =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** As deep as our folders are. */
    private static final int DEPTH = 4;

    private AtomicFile() {}

    /**
     * Writes a file for good: beside, then renamed. An old one is replaced once the new one is on disk. A new one has its name
     * before that: the one sync that then waits for it takes the name along, and who finds it empty after a crash of the host
     * knows that nobody was told of it. Readable by its owner alone: definitions hold secrets.
     */
    public static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            put(file, text, Sync.BEFORE_NAME);
            sync(file.toAbsolutePath().getParent());
        } else {
            put(file, text, Sync.AFTER_NAME);
        }
    }

    /**
     * Writes beside and renames, without waiting for the disk: whatever becomes of us, the file is the old or the new one.
     * For what a restart of the host makes void.
     */
    public static void replace(Path file, String text) throws IOException {
        put(file, text, Sync.NEVER);
    }

    private enum Sync { NEVER, BEFORE_NAME, AFTER_NAME }

    private static void put(Path file, String text, Sync sync) throws IOException {
        Path temporary = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            try (FileChannel out = open(temporary)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) out.write(bytes);
                if (sync == Sync.BEFORE_NAME) out.force(true);
                Faults.point("name " + file);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                if (sync == Sync.AFTER_NAME) out.force(true);
            }
            Faults.point("wrote " + file);
        } catch (IOException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    /** With its folders, where they are not there yet. */
    private static FileChannel open(Path file) throws IOException {
        try {
            return FileChannel.open(file, NEW, OWN);
        } catch (NoSuchFileException _) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            return FileChannel.open(file, NEW, OWN);
        }
    }

    /** Deletes what somebody who died has written in these folders, and not got to name; nobody may write there now. */
    public static void forgetUnnamed(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return;
        List<Path> unnamed;
        try (Stream<Path> files = Files.find(folder, DEPTH, (file, attributes) -> attributes.isRegularFile()
                && file.getFileName().toString().startsWith(".") && file.getFileName().toString().endsWith(".new"))) {
            unnamed = files.toList();
        }
        for (Path file : unnamed) Files.deleteIfExists(file);
    }

    /** Deletes a file for good; nothing happens when there is none. */
    public static void delete(Path file) throws IOException {
        Faults.point("delete " + file);
        if (Files.deleteIfExists(file)) sync(file.toAbsolutePath().getParent());
    }

    /** Makes the names in a folder durable. */
    private static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
