package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.function.IntConsumer;

/** Reads Unix sockets with the descriptors that come by them; a plain read would drop these. Its memory serves one read at a time. */
public final class DescriptorReader {
    private static final MethodHandle RECVMSG =
            Libc.link("recvmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int MSG_DONTWAIT = 0x40;
    private static final int MSG_CMSG_CLOEXEC = 0x4000_0000;
    private static final int BYTES = 64 << 10;
    /** A {@code cmsghdr} of 16 bytes with 32 descriptors; what does not fit, the kernel closes. */
    private static final int CONTROL = 16 + 32 * 4;

    private final Libc.State state;
    private final MemorySegment bytes;
    private final MemorySegment vector;
    private final MemorySegment control;
    private final MemorySegment message;

    public DescriptorReader() {
        Arena arena = Arena.ofAuto();
        state = new Libc.State(arena);
        bytes = arena.allocate(BYTES);
        control = arena.allocate(CONTROL, 8);
        vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, bytes);
        message = arena.allocate(56, 8);
        message.set(ADDRESS, 16, vector);
        message.set(JAVA_LONG, 24, 1);
        message.set(ADDRESS, 32, control);
    }

    /** Reads what is there, without waiting; -1 at the end. Descriptors that come are handed over, open, as numbers. */
    public synchronized int read(SocketChannel channel, ByteBuffer into, IntConsumer descriptors) throws IOException {
        if (!channel.isOpen()) throw new ClosedChannelException();
        vector.set(JAVA_LONG, 8, Math.min(BYTES, into.remaining()));
        message.set(JAVA_LONG, 40, CONTROL);
        long count;
        try {
            count = (long) RECVMSG.invokeExact(state.segment, UnixSocket.numberOf(channel), message, MSG_DONTWAIT | MSG_CMSG_CLOEXEC);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
        if (count < 0 && state.errno() == ErrnoException.EAGAIN) return 0;
        if (count < 0) throw new ErrnoException(state.errno(), "recvmsg");
        handOver(descriptors);
        if (count == 0) return -1;
        int length = (int) count;
        into.put(bytes.asSlice(0, length).asByteBuffer());
        return length;
    }

    private void handOver(IntConsumer descriptors) {
        long length = message.get(JAVA_LONG, 40);
        for (long at = 0; at + 16 <= length; ) {
            long part = control.get(JAVA_LONG, at);
            if (part < 16) return;
            if (control.get(JAVA_INT, at + 8) == SOL_SOCKET && control.get(JAVA_INT, at + 12) == SCM_RIGHTS) {
                for (long one = at + 16; one + 4 <= at + part; one += 4) descriptors.accept(control.get(JAVA_INT, one));
            }
            at += part + 7 & ~7;
        }
    }
}
