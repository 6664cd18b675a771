package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;

/** Sockets of the families that the JDK does not have. These calls wait: not for a virtual thread. */
public final class Sockets {
    private static final MethodHandle SOCKET = Libc.link("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND = Libc.link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SEND =
            Libc.link("send", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECV =
            Libc.link("recv", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle RECVFROM = Libc.link("recvfrom",
            FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SETSOCKOPT =
            Libc.link("setsockopt", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
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

    /** A datagram and who sent it. */
    public record From(byte[] address, byte[] data) {}

    /** The next datagram, as far as it fits into {@code most} bytes, with its sender's address. */
    public static From receiveFrom(Descriptor socket, int most, int addressBytes) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment buffer = state.arena.allocate(most);
            MemorySegment address = state.arena.allocate(addressBytes);
            MemorySegment length = state.arena.allocateFrom(JAVA_INT, addressBytes);
            long received = (long) RECVFROM.invokeExact(state.segment, socket.number(), buffer, (long) most, 0, address, length);
            if (received < 0) throw new ErrnoException(state.errno(), "recvfrom");
            return new From(address.toArray(JAVA_BYTE), buffer.asSlice(0, received).toArray(JAVA_BYTE));
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Sets an option that is a structure. */
    public static void option(Descriptor socket, int level, int name, byte[] value) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            option(state, socket, level, name, state.arena.allocateFrom(JAVA_BYTE, value));
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Sets an option that counts and points to structures: {@code struct sock_fprog}. */
    public static void option(Descriptor socket, int level, int name, List<byte[]> structures) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            int size = structures.getFirst().length;
            MemorySegment all = state.arena.allocate((long) size * structures.size(), Long.BYTES);
            for (int i = 0; i < structures.size(); i++) {
                MemorySegment.copy(structures.get(i), 0, all, JAVA_BYTE, (long) size * i, size);
            }
            MemorySegment program = state.arena.allocate(16, Long.BYTES);
            program.set(JAVA_SHORT, 0, (short) structures.size());
            program.set(ADDRESS, 8, all);
            option(state, socket, level, name, program);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static void option(Libc.State state, Descriptor socket, int level, int name, MemorySegment value) throws Throwable {
        int result = (int) SETSOCKOPT.invokeExact(state.segment, socket.number(), level, name, value, (int) value.byteSize());
        if (result < 0) throw new ErrnoException(state.errno(), "setsockopt");
    }
}
