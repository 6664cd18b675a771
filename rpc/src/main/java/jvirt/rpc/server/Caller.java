package jvirt.rpc.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import jvirt.rpc.call.Event;

/** What a handler sees of the client that called, for this one call. */
public final class Caller {
    private final Connection connection;
    private final Identity identity;
    private final CallContext context;

    /** The call within its connection: where a stream that it opens belongs. */
    record CallContext(int program, int procedure, int serial, List<Integer> descriptors) {}

    /** Descriptors that came with the call and that nobody has taken. */
    private final Deque<Integer> descriptors;
    private volatile boolean ending;

    Caller(Connection connection, Identity identity, CallContext context) {
        this.connection = connection;
        this.identity = identity;
        this.context = context;
        this.descriptors = new ArrayDeque<>(context.descriptors());
    }

    public Identity identity() {
        return identity;
    }

    /** Whether the connection may only look. */
    public boolean readOnly() {
        return identity.readOnly() || connection.openedReadOnly();
    }

    /** From now on the connection may only look, as its client asked on opening. */
    public void openReadOnly() {
        connection.openReadOnly();
    }

    /** The stream that this call opens. It carries data once the handler has returned. */
    public ServerStream openStream() {
        return connection.openStream(context);
    }

    /** Sends an event to this client. A client that does not read is cut off, never waited for. */
    public void send(Event event) {
        connection.send(event);
    }

    /** Something that belongs to the connection, such as its event registrations; made at the first use. */
    public <T> T attached(Class<T> type, Function<Caller, T> make) {
        return connection.attached(type, () -> make.apply(this));
    }

    /** Runs when the connection has ended, on a thread of its own. */
    public void onClose(Runnable action) {
        connection.onClose(action);
    }

    /** The client understands pings: the server may send its own. */
    public void supportsKeepAlive() {
        connection.supportsKeepAlive();
    }

    /** A descriptor that travels with the reply of this call; the server closes it then. */
    public void passDescriptor(int descriptor) {
        connection.passDescriptor(context.serial(), descriptor);
    }

    /** The next descriptor that came with the call; whoever takes it closes it. */
    public Optional<Integer> takeDescriptor() {
        return Optional.ofNullable(descriptors.poll());
    }

    /** Whether more have come. */
    public boolean hasDescriptor() {
        return !descriptors.isEmpty();
    }

    /** Closes what was not taken. */
    void closeDescriptors() {
        descriptors.forEach(connection::closeDescriptor);
        descriptors.clear();
    }

    /** What the client has to do before it may call anything else. */
    public Login login() {
        return connection.login();
    }

    /** Whether it has done so, or need not. */
    public boolean loggedIn() {
        return connection.loggedIn();
    }

    /** The client has proved to be somebody; from now on its calls are his. */
    public void logIn(String name) {
        connection.logIn(name);
    }

    /** The client may call from now on, as the process that it is. */
    public void letIn() {
        connection.letIn();
    }

    /** From now on the connection's calls are somebody else's, for whom its client speaks. */
    public void speakFor(Identity other) {
        connection.speakFor(other);
    }

    /** What is said and answered cannot be read by others: a Unix socket, or TLS. */
    public boolean secret() {
        return connection.transport() != Client.Transport.TCP;
    }

    /** Ends the connection once the call is answered and the answer is out. */
    public void close() {
        ending = true;
    }

    boolean ending() {
        return ending;
    }
}
