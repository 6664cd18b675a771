package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Our end of a pseudo terminal, raw: bytes go through as they are. One thread may read while another writes. */
public final class Terminal implements AutoCloseable {
    private static final MethodHandle READ = Libc.link("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle WRITE = Libc.link("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle TCGETATTR = Libc.link("tcgetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle TCSETATTR =
            Libc.link("tcsetattr", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CFMAKERAW = Libc.link("cfmakeraw", FunctionDescriptor.ofVoid(ADDRESS));

    /** More than glibc's {@code sizeof(struct termios)}, 60. */
    private static final int TERMIOS_BYTES = 64;
    private static final int BUFFER = 16 << 10;
    private static final int EIO = 5;
    /** No wait is longer than this, so that a terminal closed by another thread is noticed. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final Descriptor in;
    /** A second descriptor of the same terminal: the poller waits for each in one way only. */
    private final Descriptor out;

    private Terminal(Descriptor in, Descriptor out) {
        this.in = in;
        this.out = out;
    }

    /** Opens a terminal by its path, such as {@code /dev/pts/4}. */
    public static Terminal open(Path path) throws IOException {
        Descriptor in = Libc.open(path.toString(), Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK, 0);
        try {
            makeRaw(in);
            return new Terminal(in, in.duplicate());
        } catch (IOException e) {
            in.close();
            throw e;
        }
    }

    private static void makeRaw(Descriptor terminal) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment termios = state.arena.allocate(TERMIOS_BYTES, 8);
            int got = (int) TCGETATTR.invokeExact(state.segment, terminal.number(), termios);
            if (got < 0) throw new ErrnoException(state.errno(), "tcgetattr");
            CFMAKERAW.invokeExact(state.segment, termios);
            int set = (int) TCSETATTR.invokeExact(state.segment, terminal.number(), 0, termios);
            if (set < 0) throw new ErrnoException(state.errno(), "tcsetattr");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** What has come, waiting for the first byte; none at the end. */
    public Optional<byte[]> read() throws IOException, InterruptedException {
        while (true) {
            Optional<byte[]> got = readNow();
            if (got.isEmpty() || got.get().length > 0) return got;
            Poller.await(in, Poller.Interest.READ, LOOK);
        }
    }

    /** What is there now, perhaps nothing; none at the end. */
    public Optional<byte[]> readNow() throws IOException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment buffer = state.arena.allocate(BUFFER);
            long count = (long) READ.invokeExact(state.segment, in.number(), buffer, (long) BUFFER);
            if (count > 0) return Optional.of(buffer.asSlice(0, count).toArray(JAVA_BYTE));
            if (count == 0 || state.errno() == EIO) return Optional.empty();
            if (state.errno() == ErrnoException.EAGAIN) return Optional.of(new byte[0]);
            throw new ErrnoException(state.errno(), "read");
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Writes all of it, waiting while the other side does not read. */
    public void write(byte[] data) throws IOException, InterruptedException {
        int written = 0;
        while (written < data.length) {
            int count = writeNow(data, written);
            written += count;
            if (count == 0) Poller.await(out, Poller.Interest.WRITE, LOOK);
        }
    }

    private int writeNow(byte[] data, int from) throws IOException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment bytes = state.arena.allocateFrom(JAVA_BYTE, data).asSlice(from);
            long count = (long) WRITE.invokeExact(state.segment, out.number(), bytes, bytes.byteSize());
            if (count >= 0) return (int) count;
            if (state.errno() == ErrnoException.EAGAIN) return 0;
            throw new ErrnoException(state.errno(), "write");
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    @Override
    public void close() {
        in.close();
        out.close();
    }
}
