package jvirt.rpc.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.IntConsumer;

/** What a Unix socket can beyond the JDK: open descriptors travel with bytes, and the kernel says who is at the other end. */
public interface LocalSockets {
    /** For a server that passes no descriptors. */
    LocalSockets PLAIN = new LocalSockets() {
        @Override
        public boolean send(SocketChannel socket, ByteBuffer data, int descriptor) throws IOException {
            throw new IOException("descriptors cannot be passed here");
        }

        @Override
        public int receive(SocketChannel socket, ByteBuffer into, IntConsumer descriptors) throws IOException {
            return socket.read(into);
        }

        @Override
        public void close(int descriptor) {
            // none ever comes
        }

        @Override
        public Optional<Peer> peer(SocketChannel socket) {
            return Optional.empty();
        }
    };

    /** Sends one byte of {@code data} with {@code descriptor}; false when the socket would block. */
    boolean send(SocketChannel socket, ByteBuffer data, int descriptor) throws IOException;

    /** Reads what is there, never waiting; descriptors that came with it are the receiver's to close. -1 at the end. */
    int receive(SocketChannel socket, ByteBuffer into, IntConsumer descriptors) throws IOException;

    /** Closes a descriptor that was received. */
    void close(int descriptor);

    /** The process that connected. */
    Optional<Peer> peer(SocketChannel socket) throws IOException;
}
