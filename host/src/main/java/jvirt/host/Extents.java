package jvirt.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** Which parts of a file are there, and making them be or not be: what the JDK's channels do not know. */
public final class Extents {
    private static final MethodHandle FALLOCATE =
            Libc.link("fallocate", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle LSEEK =
            Libc.link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));

    /** linux/falloc.h */
    private static final int FALLOC_FL_KEEP_SIZE = 1;
    private static final int FALLOC_FL_PUNCH_HOLE = 2;
    /** unistd.h */
    private static final int SEEK_DATA = 3;
    private static final int SEEK_HOLE = 4;
    private static final int ENXIO = 6;
    /** {@code _IOW(0x94, 9, int)}, linux/fs.h */
    private static final long FICLONE = 0x4004_9409L;

    private Extents() {}

    /** Takes the space for {@code [offset, offset + length)}; the file grows to hold it. Waits for the disk. */
    public static void allocate(Descriptor file, long offset, long length) throws ErrnoException {
        fallocate(file, 0, offset, length);
    }

    /** Gives the space of {@code [offset, offset + length)} back; it reads as zeros, the file's size stays. */
    public static void punch(Descriptor file, long offset, long length) throws ErrnoException {
        fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
    }

    private static void fallocate(Descriptor file, int mode, long offset, long length) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            int result = (int) FALLOCATE.invokeExact(state.segment, file.number(), mode, offset, length);
            if (result < 0) throw new ErrnoException(state.errno(), "fallocate");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Where the next data begins at or behind {@code offset}; -1 when there is none. */
    public static long nextData(Descriptor file, long offset) throws ErrnoException {
        try {
            return seek(file, offset, SEEK_DATA);
        } catch (ErrnoException e) {
            if (e.errno() == ENXIO) return -1;
            throw e;
        }
    }

    /** Where the next hole begins at or behind {@code offset}; the end of the file is one. */
    public static long nextHole(Descriptor file, long offset) throws ErrnoException {
        return seek(file, offset, SEEK_HOLE);
    }

    private static long seek(Descriptor file, long offset, int whence) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            long result = (long) LSEEK.invokeExact(state.segment, file.number(), offset, whence);
            if (result < 0) throw new ErrnoException(state.errno(), "lseek");
            return result;
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Makes {@code target} share all of {@code source}'s blocks, where the file system can. */
    public static void share(Descriptor source, Descriptor target) throws ErrnoException {
        Libc.ioctl(target.number(), FICLONE, (long) source.number(), "FICLONE");
    }
}
