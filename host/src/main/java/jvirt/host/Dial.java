package jvirt.host;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** Connected sockets as descriptors, for a process that is handed them. */
public final class Dial {
    private Dial() {}

    public static Descriptor tcp(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) throw new UnknownHostException(host);
        try (SocketChannel channel = SocketChannel.open()) {
            return connected(channel, address);
        }
    }

    public static Descriptor unix(Path path) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return connected(channel, UnixDomainSocketAddress.of(path));
        }
    }

    /** A descriptor of its own, since the channel closes its. */
    private static Descriptor connected(SocketChannel channel, SocketAddress address) throws IOException {
        channel.connect(address);
        return new Descriptor(Libc.duplicate(UnixSocket.numberOf(channel), 3));
    }
}
