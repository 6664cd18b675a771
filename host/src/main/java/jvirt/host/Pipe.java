package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A pipe: one end for a process that is handed it, the other for us. */
public record Pipe(Descriptor reader, Descriptor writer) implements AutoCloseable {
    private static final class Pipe2 {
        static final MethodHandle CALL = Libc.link("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static Pipe open() throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment both = state.arena.allocate(JAVA_INT, 2);
            int made = (int) Pipe2.CALL.invokeExact(state.segment, both, Libc.O_CLOEXEC);
            if (made < 0) throw new ErrnoException(state.errno(), "pipe");
            return new Pipe(new Descriptor(both.getAtIndex(JAVA_INT, 0)), new Descriptor(both.getAtIndex(JAVA_INT, 1)));
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Our end, to read what the other writes; the call that reads waits, and holds its thread. */
    public FileChannel source() throws IOException {
        return channel(reader, StandardOpenOption.READ);
    }

    /** Our end, to write what the other reads, likewise. */
    public FileChannel sink() throws IOException {
        return channel(writer, StandardOpenOption.WRITE);
    }

    private static FileChannel channel(Descriptor end, StandardOpenOption way) throws IOException {
        try (end) {
            return FileChannel.open(Path.of("/proc/self/fd/" + end.number()), way);
        }
    }

    @Override
    public void close() {
        reader.close();
        writer.close();
    }
}
