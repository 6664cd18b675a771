package jvirt.rpc.client;

import java.util.ArrayDeque;
import java.util.Queue;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.rpc.Codec;
import jvirt.rpc.Header;
import jvirt.rpc.Header.Status;
import jvirt.rpc.Header.Type;
import jvirt.rpc.XdrReader;
import jvirt.rpc.call.WireError;

/** A stream over a wire: packets with the serial number of the call that opened it. */
final class RpcStream implements Stream {
    /** {@code VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX}: what every daemon takes in one packet. */
    private static final int PACKET_MAX = 262_120;
    /** Packets that may wait for their reader; then the wire waits. 16 MiB at most. */
    private static final int QUEUE_MAX = 64;

    private final RpcClient client;
    private final Queue<byte[]> received = new ArrayDeque<>();
    private Header header;
    private boolean ended;
    private boolean over;
    private boolean discarding;
    private VirtException failure;

    RpcStream(RpcClient client) {
        this.client = client;
    }

    void bind(Header packets) {
        header = packets;
    }

    /** Takes a packet; called by the thread that reads the wire. */
    void take(Header packet, XdrReader in) {
        if (packet.type() == Type.STREAM_HOLE) return;    // only sent to who asked for a sparse stream
        switch (packet.status()) {
            case CONTINUE -> data(in.rest());
            case OK -> finished();
            case ERROR -> failed(Codec.of(WireError.class).read(in).exception());
        }
    }

    private synchronized void data(byte[] bytes) {
        try {
            while (received.size() >= QUEUE_MAX && !discarding) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (discarding) return;
        if (bytes.length == 0) ended = true;
        else received.add(bytes);
        notifyAll();
    }

    private synchronized void finished() {
        ended = true;
        over = true;
        notifyAll();
    }

    /** The stream, or the wire below it, broke; a stream that both sides have ended stays well ended. */
    synchronized void failed(VirtException why) {
        if (over) return;
        failure = why;
        ended = true;
        over = true;
        notifyAll();
    }

    @Override public void send(byte[] bytes) {
        check();
        for (int at = 0; at < bytes.length; at += PACKET_MAX) {
            client.writePacket(header, bytes, at, Math.min(PACKET_MAX, bytes.length - at));
        }
    }

    private synchronized void check() {
        if (failure != null) throw failure;
        if (header == null || over) throw ErrorDomain.STREAMS.error(ErrorCode.OPERATION_INVALID, "stream is not open");
    }

    @Override public synchronized byte[] receive() {
        try {
            while (received.isEmpty() && !ended) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ErrorDomain.STREAMS.error(ErrorCode.OPERATION_ABORTED, e, "interrupted");
        }
        notifyAll();
        if (!received.isEmpty()) return received.remove();
        if (failure != null) throw failure;
        return new byte[0];
    }

    @Override public void finish() {
        check();
        end(Status.OK);
        awaitOver();
        if (failure != null) throw failure;
    }

    @Override public void abort() {
        synchronized (this) {
            if (header == null || over) return;
            discarding = true;
            ended = true;
            received.clear();
            notifyAll();
        }
        end(Status.ERROR);
        awaitOver();
    }

    private void end(Status status) {
        client.writePacket(new Header(header.program(), header.version(), header.procedure(), Type.STREAM, header.serial(), status),
                new byte[0], 0, 0);
    }

    private synchronized void awaitOver() {
        try {
            while (!over) wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        client.forget(header.serial());
    }

    @Override public void close() {
        try {
            abort();
        } catch (VirtException e) {
            failed(e);    // the wire is gone, and the stream with it
        }
    }
}
