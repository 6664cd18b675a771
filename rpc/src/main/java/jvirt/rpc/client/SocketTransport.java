package jvirt.rpc.client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/** A socket: a Unix one or TCP. */
record SocketTransport(SocketChannel socket) implements Transport {
    /** Connects to the Unix socket at {@code path}. */
    static SocketTransport unix(Path path) {
        try {
            return new SocketTransport(SocketChannel.open(UnixDomainSocketAddress.of(path)));
        } catch (IOException e) {
            throw ErrorDomain.RPC.error(ErrorCode.SYSTEM_ERROR, e, "Failed to connect socket to '%s': %s", path, e.getMessage());
        }
    }

    /** Connects to a port. */
    static SocketTransport tcp(String host, int port) {
        try {
            return new SocketTransport(SocketChannel.open(new InetSocketAddress(host, port)));
        } catch (IOException | java.nio.channels.UnresolvedAddressException e) {
            throw ErrorDomain.RPC.error(ErrorCode.SYSTEM_ERROR, e, "unable to connect to server at '%s:%d': %s", host, port,
                    e.getMessage());
        }
    }

    @Override public int read(ByteBuffer buffer) throws IOException {
        return socket.read(buffer);
    }

    @Override public void write(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) socket.write(buffer);
    }

    @Override public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
