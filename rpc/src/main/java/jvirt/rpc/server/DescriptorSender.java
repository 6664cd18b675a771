package jvirt.rpc.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Sends bytes with an open descriptor over a Unix socket; the JDK cannot, so whoever can hands this in. */
@FunctionalInterface
public interface DescriptorSender {
    /** For a server that passes none. */
    DescriptorSender NONE = (_, _, _) -> {
        throw new IOException("descriptors cannot be passed here");
    };

    /** Sends one byte of {@code data} with {@code descriptor}; false when the socket would block. */
    boolean send(SocketChannel socket, ByteBuffer data, int descriptor) throws IOException;
}
