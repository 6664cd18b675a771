package jvirt.rpc.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** A socket under TLS, once hands have been shaken; what comes afterwards (new keys) is answered in passing. */
final class TlsWire implements Wire {
    private final SocketChannel channel;
    private final SSLEngine engine;
    /** What came and is not decrypted; filled at its end, taken at its beginning. */
    private final ByteBuffer incoming;
    /** What is decrypted and not given out: ready to be read. */
    private final ByteBuffer plain;
    /** What is encrypted and not sent: ready to be read. */
    private final ByteBuffer outgoing;
    /** The last reader had no room for more: there may be more. */
    private boolean more;

    private TlsWire(SocketChannel channel, SSLEngine engine) {
        this.channel = channel;
        this.engine = engine;
        incoming = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        plain = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize()).limit(0);
        outgoing = ByteBuffer.allocate(2 * engine.getSession().getPacketBufferSize()).limit(0);
    }

    /** Shakes hands over a socket that blocks; the caller closes it when that takes too long. */
    static TlsWire accept(SocketChannel channel, SSLEngine engine) throws IOException {
        TlsWire wire = new TlsWire(channel, engine);
        engine.beginHandshake();
        while (true) {
            switch (engine.getHandshakeStatus()) {
                case NEED_TASK -> wire.tasks();
                case NEED_WRAP -> {
                    wire.wrap(ByteBuffer.allocate(0));
                    wire.send();
                }
                case NEED_UNWRAP, NEED_UNWRAP_AGAIN -> {
                    if (wire.unwrap() == Status.BUFFER_UNDERFLOW && channel.read(wire.incoming) < 0) {
                        throw new IOException("the client went away during the TLS handshake");
                    }
                }
                case FINISHED, NOT_HANDSHAKING -> {
                    wire.more = wire.incoming.position() > 0;
                    return wire;
                }
            }
        }
    }

    @Override
    public SocketChannel channel() {
        return channel;
    }

    private void tasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) task.run();
    }

    private Status unwrap() throws IOException {
        incoming.flip();
        plain.compact();
        SSLEngineResult result = engine.unwrap(incoming, plain);
        plain.flip();
        incoming.compact();
        return result.getStatus();
    }

    private synchronized void wrap(ByteBuffer from) throws IOException {
        outgoing.compact();
        SSLEngineResult result = engine.wrap(from, outgoing);
        outgoing.flip();
        if (result.getStatus() == Status.CLOSED) throw new IOException("the TLS session is closed");
    }

    private synchronized void send() throws IOException {
        channel.write(outgoing);
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int before = into.position();
        more = false;
        while (into.hasRemaining()) {
            if (plain.hasRemaining()) {
                int count = Math.min(plain.remaining(), into.remaining());
                into.put(into.position(), plain, plain.position(), count).position(into.position() + count);
                plain.position(plain.position() + count);
                continue;
            }
            Status status = unwrap();
            if (status == Status.CLOSED) return given(into, before, true);
            afterHandshake();
            if (status != Status.BUFFER_UNDERFLOW) continue;
            int count = channel.read(incoming);
            if (count <= 0) return given(into, before, count < 0);
        }
        more = true;
        return given(into, before, false);
    }

    private static int given(ByteBuffer into, int before, boolean end) {
        int count = into.position() - before;
        return count == 0 && end ? -1 : count;
    }

    /** The other side wanted new keys: the answer goes with what is sent next, or now. */
    private void afterHandshake() throws IOException {
        HandshakeStatus status = engine.getHandshakeStatus();
        if (status == HandshakeStatus.NEED_TASK) tasks();
        if (status == HandshakeStatus.NEED_WRAP && flush()) {
            wrap(ByteBuffer.allocate(0));
            send();
        }
    }

    @Override
    public synchronized void write(ByteBuffer from) throws IOException {
        while (flush() && from.hasRemaining()) wrap(from);
    }

    @Override
    public synchronized boolean flush() throws IOException {
        if (outgoing.hasRemaining()) channel.write(outgoing);
        return !outgoing.hasRemaining();
    }

    @Override
    public boolean buffered() {
        return more;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
