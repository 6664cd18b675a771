package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileStatusTest {
    @TempDir Path folder;

    @Test
    void tellsSizeAndOwnerOfASparseFile() throws Exception {
        Path file = folder.resolve("sparse");
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(10 << 20);
            out.seek(5 << 20);
            out.write(1);
        }
        FileStatus status = FileStatus.of(file);
        assertTrue(status.regular());
        assertEquals(10 << 20, status.size());
        assertTrue(status.allocated() < 1 << 20, status::toString);
        assertEquals(Files.getAttribute(file, "unix:uid"), status.owner());
        assertEquals(Files.getAttribute(file, "unix:ino"), status.inode());
        assertEquals(Files.getLastModifiedTime(file).toInstant().getNano(), status.modified().nanos());
        try (Descriptor fd = Libc.open(file.toString(), Libc.O_RDWR, 0)) {
            long data = Extents.nextData(fd, 0);
            assertTrue(data > 4 << 20 && data <= 5 << 20, () -> "data at " + data);
            Extents.punch(fd, 0, 10 << 20);
            assertEquals(-1, Extents.nextData(fd, 0));
            Extents.allocate(fd, 0, 1 << 20);
        }
        assertTrue(FileStatus.of(file).allocated() >= 1 << 20);
    }

    @Test
    void aMissingFileIsAnErrno() {
        assertEquals(ErrnoException.ENOENT,
                assertThrows(ErrnoException.class, () -> FileStatus.of(folder.resolve("none"))).errno());
    }
}
