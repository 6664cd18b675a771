package jvirt.rpc.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What waits to be sent to one client. Whoever has a message writes it himself as far as the socket takes it; the rest is
 * sent by the server's thread. Nobody waits for a client, but the sender of a stream for its own.
 */
final class Outbox {
    /** A part of what is to be sent: bytes, and a descriptor that goes with the one byte after them. */
    private record Part(ByteBuffer bytes, int descriptor) {}

    private static final int NO_DESCRIPTOR = -1;

    private final Wire wire;
    private final Limits limits;
    private final LocalSockets sockets;
    private final Runnable wantWrite;
    private final Deque<Part> queue = new ArrayDeque<>();
    private final Map<Integer, List<Integer>> descriptors = new HashMap<>();
    private final Budget.Share share;
    private long waitingBytes;
    /** The wire holds the end of what it was given. */
    private boolean unsent;
    private boolean closeWhenDrained;
    private boolean closed;

    Outbox(Wire wire, Limits limits, Budget budget, LocalSockets sockets, Runnable wantWrite) {
        this.wire = wire;
        this.limits = limits;
        this.share = budget.share();
        this.sockets = sockets;
        this.wantWrite = wantWrite;
    }

    synchronized void passDescriptor(int serial, int descriptor) {
        descriptors.computeIfAbsent(serial, _ -> new ArrayList<>()).add(descriptor);
    }

    /** The descriptors that go with the reply to this call. */
    synchronized List<Integer> takeDescriptors(int serial) {
        List<Integer> taken = descriptors.remove(serial);
        return taken == null ? List.of() : taken;
    }

    /** Sends now what the socket takes, later the rest. */
    synchronized void send(ByteBuffer message, List<Integer> passed) throws IOException {
        if (closed) return;
        boolean idle = queue.isEmpty();
        put(new Part(message, NO_DESCRIPTOR));
        for (int descriptor : passed) put(new Part(ByteBuffer.wrap(new byte[1]), descriptor));
        if (idle) flush();
        if (waitingBytes > limits.outboxBytes() || !share.holds(waitingBytes)) throw new IOException("reads too slowly");
        if (idle && waiting()) wantWrite.run();
    }

    private void put(Part part) {
        queue.add(part);
        waitingBytes += part.bytes.remaining();
    }

    /** Sends what the socket takes. */
    synchronized void flush() throws IOException {
        unsent = !wire.flush();
        while (!queue.isEmpty()) {
            Part part = queue.peek();
            int before = part.bytes.remaining();
            if (part.descriptor == NO_DESCRIPTOR) {
                wire.write(part.bytes);
            } else if (sockets.send(wire.channel(), part.bytes, part.descriptor)) {
                part.bytes.position(part.bytes.limit());
            }
            waitingBytes -= before - part.bytes.remaining();
            if (part.bytes.hasRemaining()) break;
            queue.remove();
        }
        unsent = !wire.flush();
        if (queue.isEmpty()) share.holds(0);
        if (waitingBytes <= limits.streamBytes()) notifyAll();
    }

    synchronized boolean waiting() {
        return !queue.isEmpty() || unsent;
    }

    /** Waits until the client has read most of what it was sent, or is gone. */
    synchronized void awaitRoom() {
        try {
            while (!closed && waitingBytes > limits.streamBytes()) wait();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized void closeWhenDrained() {
        closeWhenDrained = true;
    }

    synchronized boolean drainedForClose() {
        return closeWhenDrained && !waiting();
    }

    synchronized void close() {
        closed = true;
        queue.clear();
        share.holds(0);
        notifyAll();
    }
}
