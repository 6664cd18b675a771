package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/** The C library, through FFM: each function with Java's types, its errno as an exception. */
public final class Libc {
    private static final Linker LINKER = Linker.nativeLinker();
    private static final SymbolLookup SYMBOLS = LINKER.defaultLookup();
    private static final StructLayout CAPTURE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    /** {@code open}, {@code ioctl} and {@code fcntl} have two fixed arguments. */
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(2);

    /** Each function is linked when it is first used: a link costs about 10 ms. */
    private static final class Open {
        static final MethodHandle CALL = link("open", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT), VARIADIC);
    }

    private static final class IoctlPointer {
        static final MethodHandle CALL = link("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS), VARIADIC);
    }

    private static final class IoctlLong {
        static final MethodHandle CALL =
                link("ioctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG), VARIADIC);
    }

    private static final class Fcntl {
        static final MethodHandle CALL = link("fcntl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG), VARIADIC);
    }

    private static final class SocketCall {
        static final MethodHandle CALL = link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    }

    private static final class Lseek {
        static final MethodHandle CALL = link("lseek", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT));
    }

    private static final class Close {
        static final MethodHandle CALL = link("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    }

    private static final class Strerror {
        static final MethodHandle CALL = LINKER.downcallHandle(SYMBOLS.find("strerror").orElseThrow(),
                FunctionDescriptor.of(ADDRESS, JAVA_INT));
    }

    /** include/uapi/asm-generic/fcntl.h */
    public static final int O_RDONLY = 0;
    public static final int O_WRONLY = 1;
    public static final int O_RDWR = 2;
    public static final int O_CREAT = 0x40;
    public static final int O_EXCL = 0x80;
    public static final int O_NOCTTY = 0x100;
    public static final int O_TRUNC = 0x200;
    public static final int O_APPEND = 0x400;
    public static final int O_NONBLOCK = 0x800;
    public static final int O_CLOEXEC = 0x80000;
    private static final int F_DUPFD_CLOEXEC = 1030;

    private Libc() {}

    /** Where the errno of one call is put; a call and its errno are taken in one step, since the JVM's own calls change it. */
    static final class State implements AutoCloseable {
        final Arena arena;
        final MemorySegment segment;

        State() {
            this(Arena.ofConfined());
        }

        /** One that is used again and again; whoever does closes nothing. */
        State(Arena arena) {
            this.arena = arena;
            this.segment = arena.allocate(CAPTURE);
        }

        int errno() {
            return (int) ERRNO.get(segment, 0L);
        }

        @Override
        public void close() {
            arena.close();
        }
    }

    /** A function whose errno is captured: its first argument is a {@link State}'s segment. */
    static MethodHandle link(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(SYMBOLS.find(name).orElseThrow(), type, all);
    }

    /** A function that returns its error number instead of setting errno, such as {@code posix_spawn}. */
    static MethodHandle linkPlain(String name, FunctionDescriptor type) {
        return LINKER.downcallHandle(SYMBOLS.find(name).orElseThrow(), type);
    }

    /** What a method handle may throw besides: nothing that a caller could handle. */
    static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException unchecked) return unchecked;
        if (e instanceof Error error) throw error;
        return new IllegalStateException(e);
    }

    /** The C library's words for an error number. */
    public static String strerror(int errno) {
        try {
            return ((MemorySegment) Strerror.CALL.invokeExact(errno)).reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Opens a file; close-on-exec is always added. */
    public static Descriptor open(String path, int flags, int mode) throws ErrnoException {
        try (State state = new State()) {
            MemorySegment name = state.arena.allocateFrom(path);
            int fd = (int) Open.CALL.invokeExact(state.segment, name, flags | O_CLOEXEC, mode);
            if (fd < 0) throw new ErrnoException(state.errno(), path);
            return new Descriptor(fd);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A socket; numbers of bits/socket.h. Close-on-exec is always added. */
    public static Descriptor socket(int family, int type, int protocol) throws ErrnoException {
        try (State state = new State()) {
            int fd = (int) SocketCall.CALL.invokeExact(state.segment, family, type | O_CLOEXEC, protocol);
            if (fd < 0) throw new ErrnoException(state.errno(), "socket");
            return new Descriptor(fd);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** An ioctl whose argument is memory. */
    public static int ioctl(int fd, long request, MemorySegment argument, String what) throws ErrnoException {
        try (State state = new State()) {
            int result = (int) IoctlPointer.CALL.invokeExact(state.segment, fd, request, argument);
            if (result < 0) throw new ErrnoException(state.errno(), what);
            return result;
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** An ioctl whose argument is a number. */
    public static int ioctl(int fd, long request, long argument, String what) throws ErrnoException {
        try (State state = new State()) {
            int result = (int) IoctlLong.CALL.invokeExact(state.segment, fd, request, argument);
            if (result < 0) throw new ErrnoException(state.errno(), what);
            return result;
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Where the next read or write of an open file is. */
    public static void seek(int fd, long offset) throws ErrnoException {
        try (State state = new State()) {
            long now = (long) Lseek.CALL.invokeExact(state.segment, fd, offset, 0 /* SEEK_SET */);
            if (now < 0) throw new ErrnoException(state.errno(), "lseek");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int duplicate(int fd, int atLeast) throws ErrnoException {
        try (State state = new State()) {
            int copy = (int) Fcntl.CALL.invokeExact(state.segment, fd, F_DUPFD_CLOEXEC, (long) atLeast);
            if (copy < 0) throw new ErrnoException(state.errno(), "dup");
            return copy;
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Closes a descriptor that has no owner. */
    public static void close(int fd) {
        try (State state = new State()) {
            int ignored = (int) Close.CALL.invokeExact(state.segment, fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }
}
