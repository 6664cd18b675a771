package jvirt.rpc.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The bytes to and from one client. Neither reading nor writing ever waits. One thread reads; writers hold the outbox's lock. */
interface Wire extends Closeable {
    /** What the server's selector watches. */
    SocketChannel channel();

    /** Reads what is there; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes as much as the socket takes. */
    void write(ByteBuffer from) throws IOException;

    /** Sends what an earlier write has left; true when nothing is left. */
    boolean flush() throws IOException;

    /** Descriptors that have come and are not taken: none, but on a Unix socket. */
    default Received received() {
        return Received.NONE;
    }

    /** Whether something has been read from the socket that {@link #read} has not given out: no selector tells of it. */
    boolean buffered();

    /** A TCP socket as it is. */
    record Plain(SocketChannel channel) implements Wire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return channel.read(into);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            channel.write(from);
        }

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public boolean buffered() {
            return false;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /** A Unix socket, by which descriptors may come. */
    record Local(SocketChannel channel, LocalSockets sockets, Received received) implements Wire {
        @Override
        public int read(ByteBuffer into) throws IOException {
            return sockets.receive(channel, into, received);
        }

        @Override
        public void write(ByteBuffer from) throws IOException {
            channel.write(from);
        }

        @Override
        public boolean flush() {
            return true;
        }

        @Override
        public boolean buffered() {
            return false;
        }

        @Override
        public void close() throws IOException {
            try {
                channel.close();
            } finally {
                received.close();
            }
        }
    }
}
