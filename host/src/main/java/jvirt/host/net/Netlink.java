package jvirt.host.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Sockets;

/**
 * Conversations with the kernel about its network: a request, and its answers until the last. They are held one after the
 * other on a thread of the platform: the kernel may keep a caller waiting for its lock. The namespace is the process's own.
 */
final class Netlink {
    /** linux/netlink.h */
    private static final int NETLINK_ROUTE = 0;
    static final int REQUEST = 1;
    static final int ACK = 4;
    static final int DUMP = 0x300;
    static final int REPLACE = 0x100;
    static final int EXCL = 0x200;
    static final int CREATE = 0x400;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int NLM_F_MULTI = 2;
    /** linux/socket.h */
    private static final int AF_NETLINK = 16;
    private static final int SOCK_RAW = 3;
    /** {@code struct sockaddr_nl}: family, padding, port, groups. */
    private static final int ADDRESS_BYTES = 12;
    private static final int BUFFER = 64 * 1024;
    /** The kernel answers at once, unless something holds its lock for good. */
    private static final long LIMIT_SECONDS = 30;

    private static final ExecutorService THREAD =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("netlink").factory());

    private static Netlink open;

    private final Descriptor socket;
    private int sequence;

    private Netlink(Descriptor socket) {
        this.socket = socket;
    }

    /** Asks for a change; the kernel's refusal is an exception with {@code what}. */
    static void change(Message request, String what) throws IOException {
        talk(request, what);
    }

    /** Asks and returns the answers, each without its header's 16 bytes being cut off. */
    static List<ByteBuffer> talk(Message request, String what) throws IOException {
        Future<List<ByteBuffer>> answer = THREAD.submit(() -> converse(request, what));
        try {
            return answer.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ErrnoException errno) throw new ErrnoException(errno.errno(), what);
            if (e.getCause() instanceof IOException io) throw io;
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException(what + ": the kernel does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(what + ": interrupted", e);
        }
    }

    private static List<ByteBuffer> converse(Message request, String what) throws IOException {
        if (open == null) {
            Descriptor socket = Sockets.open(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE);
            MemorySegment address = MemorySegment.ofArray(new byte[ADDRESS_BYTES]);
            address.set(JAVA_BYTE, 0, (byte) AF_NETLINK);
            Sockets.bind(socket, address.toArray(JAVA_BYTE));
            open = new Netlink(socket);
        }
        return open.exchange(request, what);
    }

    private List<ByteBuffer> exchange(Message request, String what) throws IOException {
        int number = ++sequence;
        Sockets.send(socket, request.toBytes(number));
        List<ByteBuffer> answers = new ArrayList<>();
        while (true) {
            ByteBuffer datagram = ByteBuffer.wrap(Sockets.receive(socket, BUFFER)).order(ByteOrder.nativeOrder());
            for (int position = 0; position + Message.HEADER <= datagram.limit();) {
                int length = datagram.getInt(position);
                if (length < Message.HEADER || position + length > datagram.limit()) break;
                ByteBuffer message = datagram.slice(position, length).order(ByteOrder.nativeOrder());
                position += length + 3 & -4;
                // what answers a request that was given up on is passed over
                if (message.getInt(8) != number) continue;
                int type = message.getShort(4);
                if (type == NLMSG_DONE) return answers;
                if (type == NLMSG_ERROR) {
                    int error = -message.getInt(Message.HEADER);
                    if (error != 0) throw new ErrnoException(error, what);
                    return answers;
                }
                answers.add(message);
                if ((message.getShort(6) & NLM_F_MULTI) == 0) return answers;
            }
        }
    }
}
