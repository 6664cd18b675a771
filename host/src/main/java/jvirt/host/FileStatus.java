package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;

/**
 * What the kernel says of a file in one call: {@code statx}. The JDK has no allocated size, and needs several calls for the
 * rest.
 *
 * @param device of the file system that holds the file
 * @param mode type and permissions
 * @param size in bytes
 * @param allocated bytes that it takes on its file system
 */
public record FileStatus(long device, long inode, int mode, int owner, int group, long size, long allocated, int blockSize,
        Time accessed, Time modified, Time changed) {

    /** A moment, in seconds since 1970 and nanoseconds. */
    public record Time(long seconds, int nanos) {
        @Override
        public String toString() {
            // by hand: a pool of thousands of files prints three of them for each
            return nanos == 0 ? Long.toString(seconds) : seconds + "." + Integer.toString(1_000_000_000 + nanos).substring(1);
        }
    }

    private static final MethodHandle STATX = Libc.link("statx",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    /** linux/fcntl.h, linux/stat.h */
    private static final int AT_FDCWD = -100;
    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_SIZE = 256;
    /** {@code st_blocks} counts by this, whatever the file system's own blocks are. */
    private static final int SECTOR = 512;

    private static final int S_IFMT = 0xF000;
    private static final int S_IFIFO = 0x1000;
    private static final int S_IFCHR = 0x2000;
    private static final int S_IFDIR = 0x4000;
    private static final int S_IFBLK = 0x6000;
    private static final int S_IFREG = 0x8000;
    private static final int S_IFLNK = 0xA000;
    private static final int S_IFSOCK = 0xC000;

    /** The file at a path; symbolic links are followed. */
    public static FileStatus of(Path path) throws ErrnoException {
        return of(path.toString(), 0);
    }

    /** The file at a path, or the symbolic link itself. */
    public static FileStatus ofLink(Path path) throws ErrnoException {
        return of(path.toString(), AT_SYMLINK_NOFOLLOW);
    }

    private static FileStatus of(String path, int flags) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            Arena arena = state.arena;
            MemorySegment status = arena.allocate(STATX_SIZE, 8);
            int result = (int) STATX.invokeExact(state.segment, AT_FDCWD, arena.allocateFrom(path), flags, STATX_BASIC_STATS,
                    status);
            if (result < 0) throw new ErrnoException(state.errno(), path);
            return read(status);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Offsets are those of {@code struct statx}, linux/stat.h. */
    private static FileStatus read(MemorySegment status) {
        return new FileStatus(status.get(JAVA_LONG, 136), status.get(JAVA_LONG, 32), status.get(JAVA_SHORT, 28) & 0xffff,
                status.get(JAVA_INT, 20), status.get(JAVA_INT, 24), status.get(JAVA_LONG, 40),
                status.get(JAVA_LONG, 48) * SECTOR, status.get(JAVA_INT, 4), time(status, 64), time(status, 112),
                time(status, 96));
    }

    private static Time time(MemorySegment status, long offset) {
        return new Time(status.get(JAVA_LONG, offset), status.get(JAVA_INT, offset + 8));
    }

    private boolean is(int type) {
        return (mode & S_IFMT) == type;
    }

    public boolean regular() {
        return is(S_IFREG);
    }

    public boolean directory() {
        return is(S_IFDIR);
    }

    public boolean blockDevice() {
        return is(S_IFBLK);
    }

    public boolean characterDevice() {
        return is(S_IFCHR);
    }

    public boolean link() {
        return is(S_IFLNK);
    }

    public boolean fifo() {
        return is(S_IFIFO);
    }

    public boolean socket() {
        return is(S_IFSOCK);
    }

    /** Read, write and search bits of owner, group and others. */
    public int permissions() {
        return mode & 0777;
    }
}
