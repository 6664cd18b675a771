package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Unix sockets beyond what the JDK has: listening ones to hand to a child, and descriptors passed along. */
public final class UnixSocket {
    private static final MethodHandle BIND = Libc.link("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle LISTEN = Libc.link("listen", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle SENDMSG =
            Libc.link("sendmsg", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));

    /** include/linux/socket.h, bits/socket.h */
    private static final int AF_UNIX = 1;
    private static final int SOCK_STREAM = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SCM_RIGHTS = 1;
    private static final int SO_PEERCRED = 17;
    private static final int SO_DOMAIN = 39;
    private static final int MSG_NOSIGNAL = 0x4000;
    /** {@code sizeof(struct sockaddr_un)}: two bytes of family, 108 of path. */
    private static final int ADDRESS_BYTES = 110;

    private UnixSocket() {}

    /** A socket that listens at {@code path}; a file left there by a dead process is taken over. */
    public static Descriptor listen(Path path) throws IOException {
        byte[] name = path.toString().getBytes();
        if (name.length > ADDRESS_BYTES - 3) {
            throw new IOException("UNIX socket path '" + path + "' too long");
        }
        Files.deleteIfExists(path);
        try (Libc.State state = new Libc.State()) {
            Descriptor socket = Libc.socket(AF_UNIX, SOCK_STREAM, 0);
            int fd = socket.number();
            MemorySegment address = state.arena.allocate(ADDRESS_BYTES, 2);
            address.set(JAVA_SHORT, 0, (short) AF_UNIX);
            address.setString(2, path.toString());
            int bound = (int) BIND.invokeExact(state.segment, fd, address, ADDRESS_BYTES);
            if (bound < 0 || (int) LISTEN.invokeExact(state.segment, fd, 8) < 0) {
                socket.close();
                throw new ErrnoException(state.errno(), path.toString());
            }
            return socket;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** Two sockets that are joined. */
    public record Pair(Descriptor one, Descriptor other) {}

    public static Pair pair() throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment both = state.arena.allocate(JAVA_INT, 2);
            int made = (int) SocketPair.CALL.invokeExact(state.segment, AF_UNIX, SOCK_STREAM | Libc.O_CLOEXEC, 0, both);
            if (made < 0) throw new ErrnoException(state.errno(), "socketpair");
            return new Pair(new Descriptor(both.getAtIndex(JAVA_INT, 0)), new Descriptor(both.getAtIndex(JAVA_INT, 1)));
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static final class SocketPair {
        static final MethodHandle CALL =
                Libc.link("socketpair", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    }

    /** Sends {@code data} with a descriptor; false when the socket would block. */
    public static boolean send(SocketChannel channel, byte[] data, int descriptor) throws IOException {
        return send(numberOf(channel), data, descriptor);
    }

    /** As {@code struct msghdr}, {@code iovec} and {@code cmsghdr} lie in memory on a 64-bit machine. */
    private static boolean send(int socket, byte[] data, int descriptor) throws IOException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment bytes = state.arena.allocateFrom(JAVA_BYTE, data);
            MemorySegment vector = state.arena.allocate(16, 8);
            vector.set(ADDRESS, 0, bytes);
            vector.set(JAVA_LONG, 8, data.length);
            MemorySegment control = state.arena.allocate(24, 8);
            control.set(JAVA_LONG, 0, 20);
            control.set(JAVA_INT, 8, SOL_SOCKET);
            control.set(JAVA_INT, 12, SCM_RIGHTS);
            control.set(JAVA_INT, 16, descriptor);
            MemorySegment message = state.arena.allocate(56, 8);
            message.set(ADDRESS, 16, vector);
            message.set(JAVA_LONG, 24, 1);
            message.set(ADDRESS, 32, control);
            message.set(JAVA_LONG, 40, 24);
            long sent = (long) SENDMSG.invokeExact(state.segment, socket, message, MSG_NOSIGNAL);
            if (sent < 0 && state.errno() == ErrnoException.EAGAIN) return false;
            if (sent < 0) throw new ErrnoException(state.errno(), "sendmsg");
            if (sent != data.length) throw new IOException("sendmsg sent " + sent + " of " + data.length + " bytes");
            return true;
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** The process at the other end of a socket, as it was when it connected. */
    public record Credentials(int process, int user, int group) {}

    /** The family of a socket, as bits/socket.h counts them. */
    static int family(int socket) throws IOException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment family = state.arena.allocate(JAVA_INT);
            MemorySegment length = state.arena.allocateFrom(JAVA_INT, 4);
            int got = (int) GetSockOpt.CALL.invokeExact(state.segment, socket, SOL_SOCKET, SO_DOMAIN, family, length);
            if (got < 0) throw new ErrnoException(state.errno(), "getsockopt");
            return family.get(JAVA_INT, 0);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** {@code SO_PEERCRED}: {@code struct ucred} is three numbers. */
    public static Credentials credentials(SocketChannel channel) throws IOException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment three = state.arena.allocate(JAVA_INT, 3);
            MemorySegment length = state.arena.allocateFrom(JAVA_INT, 12);
            int got = (int) GetSockOpt.CALL.invokeExact(state.segment, numberOf(channel), SOL_SOCKET, SO_PEERCRED, three, length);
            if (got < 0) throw new ErrnoException(state.errno(), "getsockopt");
            return new Credentials(three.getAtIndex(JAVA_INT, 0), three.getAtIndex(JAVA_INT, 1), three.getAtIndex(JAVA_INT, 2));
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static final class GetSockOpt {
        static final MethodHandle CALL = Libc.link("getsockopt",
                FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
    }

    /** The JDK does not tell a channel's descriptor: needs {@code --add-opens java.base/sun.nio.ch=jvirt.host}. */
    static int numberOf(SocketChannel channel) throws IOException {
        try {
            return (int) NumberOf.CALL.invoke(channel);
        } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
            throw new IOException("the JVM was started without --add-opens java.base/sun.nio.ch=jvirt.host", e);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static final class NumberOf {
        static final MethodHandle CALL = find();

        private static MethodHandle find() {
            try {
                var method = Class.forName("sun.nio.ch.SocketChannelImpl").getDeclaredMethod("getFDVal");
                method.setAccessible(true);
                return MethodHandles.lookup().unreflect(method).asType(MethodType.methodType(int.class, SocketChannel.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
