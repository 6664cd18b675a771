package jvirt.rpc.server;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import jvirt.api.VirtException;
import jvirt.rpc.Header;
import jvirt.rpc.Header.Status;
import jvirt.rpc.Header.Type;
import jvirt.rpc.Procedures;
import jvirt.rpc.XdrReader;
import jvirt.rpc.call.Program;
import jvirt.rpc.call.WireError;

/**
 * A stream that a call has opened. One thread may send and another receive; both wait while the other side is slower, and
 * neither waits for a client that is gone.
 */
public final class ServerStream {
    /** Most data in a packet: {@code VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX}, which every client takes. */
    public static final int PACKET_MAX = 262_120;

    /** What came from the client. */
    public sealed interface Packet {
        record Data(byte[] bytes) implements Packet {}

        /** A run of zeros that was not sent. */
        record Hole(long length) implements Packet {}

        /** The client is through; {@link #confirm} or {@link #fail} is awaited. */
        record Finish() implements Packet {}

        /** The client wants no more, or is gone. */
        record Abort() implements Packet {}
    }

    private final Connection connection;
    private final Caller.CallContext context;
    private final int limit;
    private final Deque<Packet> arrived = new ArrayDeque<>();
    private int arrivedBytes;
    private boolean begun;
    private boolean ended;

    ServerStream(Connection connection, Caller.CallContext context, int limit) {
        this.connection = connection;
        this.context = context;
        this.limit = limit;
    }

    /** The call's reply is out: packets may follow. */
    synchronized void begin() {
        begun = true;
        notifyAll();
    }

    /** On the server's thread: a packet came. */
    synchronized void arrived(Header header, XdrReader in, ByteBuffer message) {
        if (ended) return;
        if (header.type() == Type.STREAM_HOLE) {
            arrived.add(new Packet.Hole(in.readHyper()));
        } else {
            switch (header.status()) {
                case CONTINUE -> {
                    byte[] data = new byte[message.remaining()];
                    message.get(data);
                    arrived.add(new Packet.Data(data));
                    arrivedBytes += data.length;
                }
                case OK -> arrived.add(new Packet.Finish());
                case ERROR -> arrived.add(new Packet.Abort());
            }
        }
        notifyAll();
    }

    synchronized boolean full() {
        return arrivedBytes > limit;
    }

    /** The call failed or the client is gone: whoever waits here is told. */
    synchronized void abandon() {
        ended = true;
        arrived.clear();
        arrived.add(new Packet.Abort());
        notifyAll();
    }

    /** The next packet; waits for it. After {@link Packet.Abort} comes nothing more. */
    public Packet receive() throws InterruptedException {
        boolean wasFull;
        Packet packet;
        synchronized (this) {
            while (arrived.isEmpty()) wait();
            wasFull = full();
            packet = arrived.remove();
            if (packet instanceof Packet.Data(byte[] bytes)) arrivedBytes -= bytes.length;
            if (packet instanceof Packet.Abort && ended) arrived.add(packet);
            if (!(wasFull && !full())) wasFull = false;
        }
        if (wasFull) connection.roomAgain();
        return packet;
    }

    /** Whether the client has aborted the stream or is gone. */
    public synchronized boolean aborted() {
        return ended || arrived.stream().anyMatch(Packet.Abort.class::isInstance);
    }

    /** Sends data, in packets; waits while the client has too much to read. False when the stream is no more. */
    public boolean send(byte[] data, int offset, int length) throws InterruptedException {
        for (int sent = 0; sent < length; ) {
            if (!open()) return false;
            int part = Math.min(PACKET_MAX, length - sent);
            connection.sendPacket(header(Type.STREAM, Status.CONTINUE), data, offset + sent, part);
            sent += part;
        }
        return true;
    }

    /** Sends a run of zeros as its length. */
    public boolean sendHole(long length) throws InterruptedException {
        if (!open()) return false;
        connection.sendPacket(header(Type.STREAM_HOLE, Status.CONTINUE), Hole.class, new Hole(length, 0));
        return true;
    }

    /** {@code virNetStreamHole}, src/rpc/virnetprotocol.x. */
    public record Hole(long length, int flags) {}

    /** No more data comes from here: an empty packet, as libvirt's daemon sends it. */
    public void sendEnd() throws InterruptedException {
        if (open()) connection.sendPacket(header(Type.STREAM, Status.CONTINUE), new byte[0], 0, 0);
    }

    /** Answers the client's finish or abort, and ends the stream. */
    public void confirm() throws InterruptedException {
        if (!open()) return;
        end();
        connection.sendPacket(header(Type.STREAM, Status.OK), new byte[0], 0, 0);
    }

    /** Ends the stream with an error. */
    public void fail(VirtException e) throws InterruptedException {
        if (!open()) return;
        end();
        connection.sendPacket(header(Type.STREAM, Status.ERROR), WireError.class, WireError.of(e));
    }

    private synchronized boolean open() throws InterruptedException {
        while (!begun && !ended) wait();
        return !ended && !connection.isClosed();
    }

    private void end() {
        synchronized (this) {
            ended = true;
            arrivedBytes = 0;
            notifyAll();
        }
        connection.streamEnded(context.serial());
        connection.roomAgain();
    }

    private Header header(Type type, Status status) {
        return new Header(context.program(), Program.VERSION, context.procedure(), type, context.serial(), status);
    }

    @Override
    public String toString() {
        return "stream " + context.serial() + " of " + Procedures.find(context.program(), context.procedure()).orElseThrow();
    }
}
