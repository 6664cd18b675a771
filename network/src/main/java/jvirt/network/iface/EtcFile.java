package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.host.AtomicFile;

/** Files that are the host's and not ours: replaced as a whole, and who may read them stays. */
final class EtcFile {
    static final Set<PosixFilePermission> FOR_ALL = PosixFilePermissions.fromString("rw-r--r--");
    static final Set<PosixFilePermission> FOR_ROOT = PosixFilePermissions.fromString("rw-------");

    private EtcFile() {}

    /** @param otherwise who may read it when it is new */
    static void write(Path file, String text, Set<PosixFilePermission> otherwise) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file;
        Set<PosixFilePermission> permissions = Files.exists(real) ? Files.getPosixFilePermissions(real) : otherwise;
        AtomicFile.write(real, text);
        Files.setPosixFilePermissions(real, permissions);
    }

    static void delete(Path file) throws IOException {
        AtomicFile.delete(file);
    }

    /** The files of a folder that have this ending, by their names; none when there is no such folder. */
    static List<Path> list(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) return List.of();
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending) && Files.isRegularFile(file)
                    && !file.getFileName().toString().startsWith(".")).sorted().toList();
        }
    }
}
