package jvirt.rpc.server;

import java.util.function.Function;
import jvirt.rpc.call.Event;

/** What a handler sees of the client that called, for this one call. */
public final class Caller {
    private final Connection connection;
    private final Identity identity;
    private final CallContext context;

    /** The call within its connection: where a stream that it opens belongs. */
    record CallContext(int program, int procedure, int serial) {}

    Caller(Connection connection, Identity identity, CallContext context) {
        this.connection = connection;
        this.identity = identity;
        this.context = context;
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

    /** Ends the connection once what was sent is out. */
    public void close() {
        connection.closeWhenSent();
    }
}
