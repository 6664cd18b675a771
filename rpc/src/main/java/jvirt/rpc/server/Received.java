package jvirt.rpc.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.IntConsumer;

/** Descriptors that a client has sent and no call has taken yet. Whatever is left when the client goes is closed. */
final class Received implements IntConsumer, AutoCloseable {
    /** {@code VIR_NET_MESSAGE_NUM_FDS_MAX}, src/rpc/virnetprotocol.x. */
    static final int MOST = 32;
    static final Received NONE = new Received(LocalSockets.PLAIN);

    private final LocalSockets sockets;
    private final Deque<Integer> waiting = new ArrayDeque<>();
    private boolean closed;

    Received(LocalSockets sockets) {
        this.sockets = sockets;
    }

    /** One has come. A client that sends more than a message can announce loses them. */
    @Override
    public synchronized void accept(int descriptor) {
        if (closed || waiting.size() >= MOST) {
            sockets.close(descriptor);
        } else {
            waiting.add(descriptor);
        }
    }

    /** Takes the oldest ones; fewer, when fewer are there. */
    synchronized List<Integer> take(int count) {
        List<Integer> taken = new ArrayList<>();
        while (taken.size() < count && !waiting.isEmpty()) taken.add(waiting.remove());
        return taken;
    }

    void close(int descriptor) {
        sockets.close(descriptor);
    }

    @Override
    public synchronized void close() {
        closed = true;
        waiting.forEach(sockets::close);
        waiting.clear();
    }
}
