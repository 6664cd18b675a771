package jvirt.rpc.client;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.rpc.Codec;
import jvirt.rpc.Header;
import jvirt.rpc.Header.Status;
import jvirt.rpc.Header.Type;
import jvirt.rpc.Procedures;
import jvirt.rpc.XdrReader;
import jvirt.rpc.XdrWriter;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.KeepAlive;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.Program;
import jvirt.rpc.call.WireError;

/**
 * A link over a wire. One thread reads it, and completes the call that waits, fills the stream or queues the event;
 * whoever calls writes. Calls of several threads travel together and are told apart by their serial numbers.
 */
public final class RpcClient implements Link {
    /** Events that may wait for a reader; who is slower than that has lost track anyway. */
    private static final int EVENTS_MAX = 10_000;
    /** Small messages first: most calls and replies fit. */
    private static final int FIRST_BUFFER = 8192;

    private final Transport transport;
    private final AtomicInteger serials = new AtomicInteger();
    private final Map<Integer, Reply> waiting = new ConcurrentHashMap<>();
    private final Map<Integer, RpcStream> streams = new ConcurrentHashMap<>();
    private final LinkedBlockingQueue<Event> events = new LinkedBlockingQueue<>(EVENTS_MAX);
    private final Object writing = new Object();
    private volatile VirtException ended;
    private volatile boolean closed;
    private volatile long heard = System.nanoTime();

    private RpcClient(Transport transport) {
        this.transport = transport;
        var reader = new Thread("rpc reader") {
            @Override public void run() {
                read();
            }
        };
        reader.setDaemon(true);
        reader.start();
    }

    /** Derives ahead how these calls travel. */
    public static void prepare(Class<?>... calls) {
        for (Class<?> call : calls) {
            Codec.of(call);
            Codec.of(Route.of(call).result());
        }
    }

    /** Connects to where {@code address} points. */
    public static RpcClient connect(Address address, boolean readonly) {
        return new RpcClient(switch (address.transport()) {
            case "unix" -> SocketTransport.unix(address.socket(readonly));
            case "ssh", "ext" -> SshTransport.open(address, readonly);
            case "tcp" -> SocketTransport.tcp(address.host().orElse("localhost"), address.port() > 0 ? address.port() : 16_509);
            case "tls" -> TlsTransport.open(address);
            default -> throw ErrorDomain.REMOTE.error(ErrorCode.INVALID_ARG, "remote_open: transport in URL not recognised "
                    + "(should be tls|unix|ssh|ext|tcp|libssh2|libssh)");
        });
    }

    /** One call's reply, as soon as it is there. */
    private static final class Reply {
        private Header header;
        private XdrReader body;
        private VirtException failed;

        synchronized void complete(Header what, XdrReader with) {
            header = what;
            body = with;
            notifyAll();
        }

        /** The wire ended; a reply that came before that still counts. */
        synchronized void fail(VirtException why) {
            if (header == null) failed = why;
            notifyAll();
        }

        synchronized void await() {
            try {
                while (header == null && failed == null) wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ErrorDomain.RPC.error(ErrorCode.OPERATION_ABORTED, e, "interrupted");
            }
            if (failed != null) throw failed;
        }
    }

    @Override public <R> R call(Call<R> call) {
        return send(call, serials.incrementAndGet());
    }

    @Override public Stream stream() {
        return new RpcStream(this);
    }

    @Override public <R> R call(Call<R> call, Stream stream) {
        if (!(stream instanceof RpcStream wired)) throw new IllegalArgumentException("a stream of another link");
        int serial = serials.incrementAndGet();
        Route route = Route.of(call.getClass());
        wired.bind(new Header(route.program(), Program.VERSION, route.procedure(), Type.STREAM, serial, Status.CONTINUE));
        streams.put(serial, wired);
        try {
            return send(call, serial);
        } catch (VirtException e) {
            streams.remove(serial);
            wired.failed(e);
            throw e;
        }
    }

    @SuppressWarnings("unchecked")
    private <R> R send(Call<R> call, int serial) {
        Route route = Route.of(call.getClass());
        Reply reply = new Reply();
        waiting.put(serial, reply);
        try {
            write(new Header(route.program(), Program.VERSION, route.procedure(), Type.CALL, serial, Status.OK), call);
            reply.await();
        } finally {
            waiting.remove(serial);
        }
        if (reply.header.status() == Status.ERROR) throw Codec.of(WireError.class).read(reply.body).exception();
        return route.result() == Nothing.class ? (R) Nothing.NOTHING : (R) Codec.of(route.result()).read(reply.body);
    }

    @SuppressWarnings("unchecked")
    private void write(Header header, Object body) {
        var out = new XdrWriter(512);
        out.writeInt(0);
        header.write(out);
        ((Codec<Object>) Codec.of(body.getClass())).write(body, out);
        write(out);
    }

    /** Writes a packet of a stream. */
    void writePacket(Header header, byte[] data, int offset, int count) {
        var out = new XdrWriter(4 + Header.BYTES + count);
        out.writeInt(0);
        header.write(out);
        out.writeRaw(data, offset, count);
        write(out);
    }

    /** Writes the record that tells a stream's hole. */
    void writeRecord(Header header, Object body) {
        write(header, body);
    }

    private void write(XdrWriter out) {
        out.setInt(0, out.length());
        if (out.length() > Header.MESSAGE_MAX) {
            throw ErrorDomain.RPC.error(ErrorCode.RPC, "Unable to encode message payload");
        }
        if (ended != null) throw ended;
        try {
            synchronized (writing) {
                transport.write(out.buffer());
            }
        } catch (IOException e) {
            end(ErrorDomain.RPC.error(ErrorCode.SYSTEM_ERROR, e, "Cannot write data: %s", e.getMessage()));
            throw ended;
        }
    }

    private void read() {
        ByteBuffer buffer = ByteBuffer.allocate(FIRST_BUFFER).flip();
        try {
            while (true) {
                buffer = filled(buffer, 4);
                int length = buffer.getInt();
                if (length < 4 + Header.BYTES || length > Header.MESSAGE_MAX) {
                    throw new IOException("packet " + length + " bytes received from server, want " + Header.MESSAGE_MAX);
                }
                buffer = filled(buffer, length - 4);
                byte[] message = new byte[length - 4];
                buffer.get(message);
                heard = System.nanoTime();
                take(new XdrReader(ByteBuffer.wrap(message)));
            }
        } catch (IOException | RuntimeException e) {
            end(closed ? ErrorDomain.RPC.error(ErrorCode.INTERNAL_ERROR, "client socket is closed") : lost(e));
        }
    }

    private VirtException lost(Exception e) {
        if (e instanceof VirtException known) return known;
        String complaint = transport.complaint();
        String why = complaint.isEmpty() ? e.getMessage() : "End of file while reading data: " + complaint + ": Input/output error";
        return ErrorDomain.RPC.error(ErrorCode.SYSTEM_ERROR, e, "%s", why);
    }

    /** The buffer, or a larger one, with at least {@code count} bytes to read in it. */
    private ByteBuffer filled(ByteBuffer buffer, int count) throws IOException {
        if (buffer.remaining() >= count) return buffer;
        ByteBuffer target = buffer;
        if (buffer.capacity() < count) target = ByteBuffer.allocate(Math.max(count, 2 * buffer.capacity())).put(buffer);
        else target.compact();
        while (target.position() < count) {
            if (transport.read(target) < 0) throw new IOException("End of file while reading data: Input/output error");
        }
        return target.flip();
    }

    private void take(XdrReader in) throws IOException {
        Header header = Header.read(in);
        if (header.program() == Program.KEEPALIVE.number()) {
            if (header.procedure() == 1) writePacket(keepAlive(2), new byte[0], 0, 0);
            return;
        }
        switch (header.type()) {
            case REPLY, REPLY_WITH_FDS -> {
                Reply reply = waiting.get(header.serial());
                if (reply != null) reply.complete(header, in);
            }
            case MESSAGE -> queue(header, in);
            case STREAM, STREAM_HOLE -> {
                RpcStream stream = streams.get(header.serial());
                if (stream != null) stream.take(header, in);
            }
            case CALL, CALL_WITH_FDS -> throw new IOException("a call from the server");
        }
    }

    private static Header keepAlive(int procedure) {
        return new Header(Program.KEEPALIVE.number(), Program.VERSION, procedure, Type.MESSAGE, 0, Status.OK);
    }

    private void queue(Header header, XdrReader in) throws IOException {
        Optional<Procedures.Procedure> event = Procedures.find(header.program(), header.procedure());
        if (event.isEmpty() || !event.get().event()) return;    // an event that a newer daemon knows
        if (!events.offer((Event) Codec.of(event.get().type()).read(in))) throw new IOException("too many events are waiting");
    }

    @Override public Optional<Event> event(Duration limit) {
        try {
            long until = System.nanoTime() + limit.toNanos();
            while (true) {
                long left = until - System.nanoTime();
                // in slices, so that the end of the link is seen
                Event event = events.poll(Math.clamp(left, 0, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
                if (event != null) return Optional.of(event);
                if (ended != null) throw ended;
                if (left <= 0) return Optional.empty();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Forgets a stream that is over. */
    void forget(int serial) {
        streams.remove(serial);
    }

    private void end(VirtException why) {
        if (ended == null) ended = why;
        for (Reply reply : waiting.values()) reply.fail(why);
        for (RpcStream stream : streams.values()) stream.failed(why);
        transport.close();
    }

    @Override public boolean alive() {
        return ended == null;
    }

    @Override public void keepAlive(int interval, int count) {
        var watch = new Thread("keepalive") {
            @Override public void run() {
                watch(Duration.ofSeconds(interval), count);
            }
        };
        watch.setDaemon(true);
        watch.start();
    }

    private void watch(Duration interval, int count) {
        try {
            for (int unanswered = 0; ended == null; ) {
                long before = heard;
                Thread.sleep(interval);
                if (heard != before) unanswered = 0;
                if (unanswered >= count) {
                    end(ErrorDomain.RPC.error(ErrorCode.RPC, "connection closed due to keepalive timeout"));
                } else if (System.nanoTime() - heard >= interval.toNanos()) {
                    unanswered++;
                    writePacket(keepAlive(1), new byte[0], 0, 0);
                }
            }
        } catch (InterruptedException | VirtException e) {
            // The link is over: nothing is left to watch.
        }
    }

    /** Ends it, without waiting for anything. */
    @Override public void close() {
        closed = true;
        end(ErrorDomain.RPC.error(ErrorCode.INTERNAL_ERROR, "client socket is closed"));
    }
}
