package jvirt.rpc.server;

import static jvirt.api.ErrorCode.RPC;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.rpc.Codec;
import jvirt.rpc.CodecException;
import jvirt.rpc.Header;
import jvirt.rpc.Header.Status;
import jvirt.rpc.Header.Type;
import jvirt.rpc.Procedures;
import jvirt.rpc.Procedures.Procedure;
import jvirt.rpc.XdrReader;
import jvirt.rpc.XdrWriter;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.KeepAlive;
import jvirt.rpc.call.Program;
import jvirt.rpc.call.WireError;

/** One client's connection: takes its messages apart, has its calls answered, keeps its bounds. */
final class Connection implements Client {
    private static final Logger LOG = System.getLogger("jvirt.rpc");

    private final long number;
    private final Server server;
    private final Instant since = Instant.now();
    private final Login login;
    private final Transport transport;
    private final String address;
    private volatile Identity identity;
    private volatile boolean loggedIn;
    private final Calls calls;
    private final Limits limits;
    private final Wire wire;
    private final Inbox inbox;
    private final Outbox outbox;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<Integer, ServerStream> streams = new ConcurrentHashMap<>();
    private final Map<Class<?>, Object> attachments = new ConcurrentHashMap<>();
    private final List<Runnable> closeActions = new CopyOnWriteArrayList<>();
    private volatile SelectionKey key;
    private volatile boolean opened;
    private volatile boolean openedReadOnly;
    private volatile boolean closed;
    private volatile boolean keepAlive;
    /** Whole messages may wait in the inbox until the client has less under way. */
    private volatile boolean paused;
    private volatile long lastHeard = System.nanoTime();
    private int unansweredPings;

    /**
     * How a client came.
     *
     * @param address empty on a Unix socket
     */
    record Entrance(Identity identity, Login login, Transport transport, String address) {}

    Connection(Server server, Wire wire, Entrance entrance, Calls calls, Limits limits, Budget budget, LocalSockets sockets) {
        this.server = server;
        this.number = server.nextNumber();
        this.wire = wire;
        this.identity = entrance.identity();
        this.login = entrance.login();
        this.loggedIn = login == Login.NONE;
        this.transport = entrance.transport();
        this.address = entrance.address();
        this.calls = calls;
        this.limits = limits;
        this.inbox = new Inbox(budget);
        this.outbox = new Outbox(wire, limits, budget, sockets, this::wantWrite);
    }

    void registered(SelectionKey selectionKey) {
        key = selectionKey;
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public Instant since() {
        return since;
    }

    @Override
    public Transport transport() {
        return transport;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Identity identity() {
        return identity;
    }

    @Override
    public boolean looksOnly() {
        return identity.readOnly() || openedReadOnly;
    }

    Login login() {
        return login;
    }

    boolean loggedIn() {
        return loggedIn;
    }

    void logIn(String name) {
        identity = identity.loggedIn(name);
        loggedIn = true;
    }

    void letIn() {
        loggedIn = true;
    }

    void speakFor(Identity other) {
        identity = other;
    }

    void closeDescriptor(int descriptor) {
        wire.received().close(descriptor);
    }

    /** Whether the client has got as far as opening its connection. */
    boolean opened() {
        return opened;
    }

    boolean openedReadOnly() {
        return openedReadOnly;
    }

    void openReadOnly() {
        openedReadOnly = true;
    }

    void supportsKeepAlive() {
        keepAlive = true;
    }

    void onClose(Runnable action) {
        closeActions.add(action);
        if (closed) runCloseActions();
    }

    <T> T attached(Class<T> type, Supplier<T> make) {
        return type.cast(attachments.computeIfAbsent(type, _ -> make.get()));
    }

    /** On the server's thread: takes what has come, and answers what is whole. */
    void readable() {
        try {
            do {
                if (!inbox.fill(wire)) {
                    close();
                    return;
                }
                lastHeard = System.nanoTime();
                pump();
            } while (wire.buffered() && !closed && !busy());
        } catch (IOException | CodecException e) {
            LOG.log(Level.DEBUG, "client of " + identity.user() + " cut off: " + e.getMessage());
            close();
        }
    }

    /** Handles whole messages until there are none, or the client has as much under way as it may. */
    private void pump() {
        while (!closed && !pause()) {
            Optional<ByteBuffer> message = inbox.next();
            if (message.isEmpty()) break;
            take(new XdrReader(message.get()), message.get());
        }
        watch();
    }

    /**
     * Whether to stop here. It is said before it is looked once more: a call that ends in between either is seen now or sees that
     * the connection waits for it.
     */
    private boolean pause() {
        if (!busy()) return false;
        paused = true;
        if (busy()) return true;
        paused = false;
        return false;
    }

    private boolean busy() {
        if (underWay.get() >= limits.calls()) return true;
        for (ServerStream stream : streams.values()) {
            if (stream.full()) return true;
        }
        return false;
    }

    /** A call has ended or a stream was drained: whoever was made to wait may go on. */
    void roomAgain() {
        if (!paused) return;
        paused = false;
        server.onServerThread(() -> {
            try {
                pump();
            } catch (CodecException e) {
                close();
            }
            if (wire.buffered() && !closed) readable();
        });
    }

    private void watch() {
        try {
            int interest = (busy() ? 0 : SelectionKey.OP_READ) | (outbox.waiting() ? SelectionKey.OP_WRITE : 0);
            if (key != null && key.isValid() && key.interestOps() != interest) key.interestOps(interest);
        } catch (CancelledKeyException _) {
            // closed meanwhile
        }
    }

    private void wantWrite() {
        server.onServerThread(this::watch);
    }

    /** On the server's thread: sends what has waited. */
    void flush() {
        try {
            outbox.flush();
            watch();
            if (outbox.drainedForClose()) close();
        } catch (IOException _) {
            close();
        }
    }

    private void take(XdrReader in, ByteBuffer message) {
        Header header = Header.read(in);
        unansweredPings = 0;
        switch (header.type()) {
            case CALL, CALL_WITH_FDS -> call(header, in);
            case STREAM, STREAM_HOLE -> stream(header, in, message);
            case MESSAGE -> message(header);
            case REPLY, REPLY_WITH_FDS -> throw new CodecException("a client sent a reply");
        }
    }

    private void message(Header header) {
        boolean ping = header.program() == Program.KEEPALIVE.number()
                && header.procedure() == Procedures.of(KeepAlive.Ping.class).number();
        if (ping) sendMessage(Program.KEEPALIVE.number(), Procedures.of(KeepAlive.Pong.class).number(), new KeepAlive.Pong());
    }

    private void stream(Header header, XdrReader in, ByteBuffer message) {
        ServerStream stream = streams.get(header.serial());
        // packets may still be on their way when the server has ended a stream: libvirt's daemon answers them emptily
        if (stream != null) stream.arrived(header, in, message);
    }

    private void call(Header header, XdrReader in) {
        Optional<Procedure> procedure = Procedures.find(header.program(), header.procedure())
                .filter(found -> !found.event());
        List<Integer> descriptors = header.type() == Type.CALL_WITH_FDS ? descriptors(in.readInt()) : List.of();
        Caller caller = new Caller(this, identity,
                new Caller.CallContext(header.program(), header.procedure(), header.serial(), descriptors));
        if (header.version() != Program.VERSION || procedure.isEmpty() || !calls.serves(procedure.get().program())) {
            caller.closeDescriptors();
            reply(header, unknown(header));
            return;
        }
        Call<?> call;
        try {
            call = (Call<?>) Codec.of(procedure.get().type()).read(in);
        } catch (CodecException e) {
            caller.closeDescriptors();
            reply(header, ErrorDomain.RPC.error(RPC, e, "Unable to decode message payload"));
            return;
        }
        underWay.incrementAndGet();
        if (calls.isQuick(call)) {
            answer(caller, header, call);
        } else {
            server.workers().run(() -> {
                answer(caller, header, call);
                roomAgain();
            });
        }
    }

    /** The descriptors that came with a call; a client that announces more than it sends is cut off. */
    private List<Integer> descriptors(int count) {
        List<Integer> taken = wire.received().take(count);
        if (taken.size() == count) return taken;
        taken.forEach(this::closeDescriptor);
        throw new CodecException(count + " descriptors were announced, " + taken.size() + " came");
    }

    private VirtException unknown(Header header) {
        boolean known = Program.of(header.program()).filter(calls::serves).isPresent() && header.version() == Program.VERSION;
        return known
                ? ErrorDomain.RPC.error(RPC, "unknown procedure: %d", header.procedure())
                : ErrorDomain.RPC.error(RPC, "Cannot find program %d version %d", header.program(), header.version());
    }

    private <R> void answer(Caller caller, Header header, Call<R> call) {
        try {
            R result = calls.answer(caller, call);
            if (call instanceof ConnectCall.Open) opened = true;
            underWay.decrementAndGet();
            reply(header, result);
            ServerStream stream = streams.get(header.serial());
            if (stream != null) stream.begin();
        } catch (VirtException e) {
            underWay.decrementAndGet();
            ServerStream stream = streams.remove(header.serial());
            if (stream != null) stream.abandon();
            reply(header, e);
        } finally {
            caller.closeDescriptors();
            if (caller.ending()) closeWhenSent();
        }
    }

    private void reply(Header header, VirtException e) {
        outbox.takeDescriptors(header.serial());
        write(header.answer(Type.REPLY, Status.ERROR), WireError.class, WireError.of(e));
    }

    @SuppressWarnings("unchecked")
    private <R> void reply(Header header, R result) {
        List<Integer> descriptors = outbox.takeDescriptors(header.serial());
        if (descriptors.isEmpty()) {
            write(header.answer(Type.REPLY, Status.OK), (Class<R>) result.getClass(), result);
            return;
        }
        XdrWriter out = begin(header.answer(Type.REPLY_WITH_FDS, Status.OK));
        out.writeInt(descriptors.size());
        Codec.of((Class<R>) result.getClass()).write(result, out);
        send(out, descriptors);
    }

    /** Sends an event; who reads too slowly is cut off. */
    void send(Event event) {
        Procedure procedure = Procedures.of(event.getClass());
        sendMessage(procedure.program().number(), procedure.number(), event);
    }

    @SuppressWarnings("unchecked")
    private <T> void sendMessage(int program, int procedure, T body) {
        write(new Header(program, Program.VERSION, procedure, Type.MESSAGE, 0, Status.OK), (Class<T>) body.getClass(), body);
    }

    private <T> void write(Header header, Class<T> type, T body) {
        XdrWriter out = begin(header);
        Codec.of(type).write(body, out);
        send(out, List.of());
    }

    private static XdrWriter begin(Header header) {
        XdrWriter out = new XdrWriter(256);
        out.writeInt(0);
        header.write(out);
        return out;
    }

    private void send(XdrWriter out, List<Integer> descriptors) {
        out.setInt(0, out.length());
        try {
            outbox.send(out.buffer(), descriptors);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "client of " + identity.user() + " cut off: " + e.getMessage());
            close();
        }
    }

    /** A packet of a stream; waits, on the stream's own thread, while the client has too much to read. */
    void sendPacket(Header header, byte[] data, int offset, int length) {
        XdrWriter out = new XdrWriter(4 + Header.BYTES + length);
        out.writeInt(0);
        header.write(out);
        out.writeRaw(data, offset, length);
        outbox.awaitRoom();
        send(out, List.of());
    }

    <T> void sendPacket(Header header, Class<T> type, T body) {
        write(header, type, body);
    }

    ServerStream openStream(Caller.CallContext context) {
        ServerStream stream = new ServerStream(this, context, limits.streamBytes());
        streams.put(context.serial(), stream);
        return stream;
    }

    void streamEnded(int serial) {
        streams.remove(serial);
    }

    void passDescriptor(int serial, int descriptor) {
        outbox.passDescriptor(serial, descriptor);
    }

    /** Once a second, on the server's thread: pings who is silent, cuts off who does not answer. */
    void tick() {
        if (!keepAlive || System.nanoTime() - lastHeard < limits.pingAfter().toNanos() * (unansweredPings + 1)) return;
        if (++unansweredPings > limits.pings()) {
            close();
        } else {
            sendMessage(Program.KEEPALIVE.number(), Procedures.of(KeepAlive.Ping.class).number(), new KeepAlive.Ping());
        }
    }

    void closeWhenSent() {
        outbox.closeWhenDrained();
        server.onServerThread(this::flush);
    }

    boolean isClosed() {
        return closed;
    }

    /** Ends the connection; its streams are aborted and its attachments told. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) return;
            closed = true;
        }
        try {
            wire.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a client's socket", e);
        }
        outbox.close();
        server.onServerThread(inbox::release);
        streams.values().forEach(ServerStream::abandon);
        server.departed(this);
        runCloseActions();
    }

    private void runCloseActions() {
        for (Runnable action : closeActions) {
            if (closeActions.remove(action)) Thread.ofVirtual().name("client gone").start(action);
        }
    }
}
