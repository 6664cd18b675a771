package jvirt.storage;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import jvirt.api.storage.Volume;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Extents;
import jvirt.host.Libc;
import jvirt.host.Undo;

/** Files whose bytes are the disk's. */
final class RawImage {
    /** Copies in pieces of this size; a piece of zeros is left a hole where the copy may be sparse. */
    private static final int PIECE = 1 << 20;
    private static final int GRAIN = 1 << 16;
    private static final int ENOSYS = 38;

    private RawImage() {}

    /** Makes the file, with the content of {@code source} if there is one. A failure leaves nothing behind. */
    static void create(Volume volume, Optional<Volume> source, boolean reflink) {
        Path file = Path.of(volume.path());
        try (Undo undo = new Undo(); FileChannel out = open(file)) {
            undo.add("remove " + file, () -> Files.deleteIfExists(file));
            Ownership.apply(file, Ownership.ofVolume(volume));
            fill(volume, source, reflink, file, out);
            undo.keep();
        } catch (IOException e) {
            throw SystemErrors.of(e, "Failed to create file '%s'", file);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static void fill(Volume volume, Optional<Volume> source, boolean reflink, Path file, FileChannel out) {
        boolean sparse = source.isPresent() && volume.allocated() < source.get().capacity();
        setLength(file, volume.capacity());
        boolean allocated = sparse || volume.allocated() == 0 || allocate(file, volume.allocated());
        long copied = 0;
        if (source.isPresent()) copied = copy(Path.of(source.get().path()), source.get().capacity(), file, out, allocated, reflink);
        if (!allocated) zero(file, out, copied, volume.allocated());
        if (source.isPresent()) sync(file, out);
    }

    private static void sync(Path file, FileChannel out) {
        try {
            out.force(true);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot sync data to file '%s'", file);
        }
    }

    private static void setLength(Path file, long length) {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.setLength(length);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot extend file '%s'", file);
        }
    }

    /** Takes the space at once; false where the file system cannot. */
    private static boolean allocate(Path file, long length) {
        try (Descriptor descriptor = Libc.open(file.toString(), Libc.O_WRONLY, 0)) {
            Extents.allocate(descriptor, 0, length);
            return true;
        } catch (ErrnoException e) {
            if (e.errno() == ErrnoException.EOPNOTSUPP || e.errno() == ENOSYS) return false;
            throw SystemErrors.of(e, "cannot allocate %d bytes in file '%s'", length, file);
        }
    }

    /** Copies at most {@code length} bytes; returns how many there were. */
    static long copy(Path source, long length, Path file, FileChannel out, boolean sparse, boolean reflink) {
        try (FileChannel in = FileChannel.open(source, StandardOpenOption.READ)) {
            if (reflink) {
                share(source, file);
                return length;
            }
            return copy(in, length, source, file, out, sparse);
        } catch (IOException e) {
            throw SystemErrors.of(e, "could not open input path '%s'", source);
        }
    }

    private static void share(Path source, Path file) {
        try (Descriptor from = Libc.open(source.toString(), Libc.O_RDONLY, 0);
                Descriptor to = Libc.open(file.toString(), Libc.O_WRONLY, 0)) {
            Extents.share(from, to);
        } catch (ErrnoException e) {
            throw SystemErrors.of(e, "failed to clone files from '%s'", source);
        }
    }

    private static long copy(FileChannel in, long length, Path source, Path file, FileChannel out, boolean sparse) {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE);
        long at = 0;
        while (at < length) {
            try {
                piece.clear().limit((int) Math.min(PIECE, length - at));
                if (in.read(piece, at) <= 0) break;
            } catch (IOException e) {
                throw SystemErrors.of(e, "failed reading from file '%s'", source);
            }
            int read = piece.position();
            piece.flip();
            try {
                write(piece, at, out, sparse);
            } catch (IOException e) {
                throw SystemErrors.of(e, "failed writing to file '%s'", file);
            }
            at += read;
        }
        return at;
    }

    private static void write(ByteBuffer piece, long at, FileChannel out, boolean sparse) throws IOException {
        int end = piece.limit();
        for (int start = 0; start < end; ) {
            int stop = sparse ? Math.min(end, start + GRAIN) : end;
            piece.limit(stop).position(start);
            if (!sparse || !Zeros.only(piece, start, stop)) {
                while (piece.hasRemaining()) out.write(piece, at + piece.position());
            }
            start = stop;
        }
    }

    /** Writes zeros from {@code start} to {@code end}, where the space could not be taken otherwise. */
    private static void zero(Path file, FileChannel out, long start, long end) {
        ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
        try {
            for (long at = start; at < end; ) {
                zeros.clear().limit((int) Math.min(PIECE, end - at));
                at += out.write(zeros, at);
            }
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot fill file '%s'", file);
        }
    }

    /** Changes a raw image's length, and takes the space for it when asked. */
    static void resize(Volume volume, long capacity, boolean allocate) {
        Path file = Path.of(volume.path());
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
            long now = out.size();
            if (allocate && capacity > now) {
                if (!allocate(file, capacity)) zero(file, out, now, capacity);
            } else {
                setLength(file, capacity);
            }
            out.force(true);
        } catch (IOException e) {
            throw SystemErrors.of(e, "Unable to open '%s'", file);
        }
    }
}
