package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Sockets of the families that the JDK does not have. These calls wait: not for a virtual thread. */
public final class Sockets {
    private static final MethodHandle SOCKET = Libc.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = Libc.link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            Libc.link("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
            Libc.link("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final int SOCK_CLOEXEC = 0x80000;

    private Sockets() {}

    public static Descriptor open(int family, int type, int protocol) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            int fd = (int) SOCKET.invokeExact(state.segment, family, type | SOCK_CLOEXEC, protocol);
            if (fd < 0) throw new ErrnoException(state.errno(), "socket");
            return new Descriptor(fd);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    public static void bind(Descriptor socket, byte[] address) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment bytes = state.arena.allocateFrom(JAVA_BYTE, address);
            int result = (int) BIND.invokeExact(state.segment, socket.number(), bytes, address.length);
            if (result < 0) throw new ErrnoException(state.errno(), "bind");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Sets where what is sent goes to. */
    public static void connect(Descriptor socket, byte[] address) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment bytes = state.arena.allocateFrom(JAVA_BYTE, address);
            int result = (int) Connect.CALL.invokeExact(state.segment, socket.number(), bytes, address.length);
            if (result < 0) throw new ErrnoException(state.errno(), "connect");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static final class Connect {
        static final MethodHandle CALL = Libc.link("connect", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    }

    public static void send(Descriptor socket, byte[] data) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment bytes = state.arena.allocateFrom(JAVA_BYTE, data);
            long sent = (long) SEND.invokeExact(state.segment, socket.number(), bytes, (long) data.length, 0);
            if (sent < 0) throw new ErrnoException(state.errno(), "send");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** The next datagram, as far as it fits into {@code most} bytes. */
    public static byte[] receive(Descriptor socket, int most) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment bytes = state.arena.allocate(most);
            long received = (long) RECV.invokeExact(state.segment, socket.number(), bytes, (long) most, 0);
            if (received < 0) throw new ErrnoException(state.errno(), "recv");
            return bytes.asSlice(0, received).toArray(JAVA_BYTE);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
