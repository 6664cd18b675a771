package jvirt.web.console;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Graphics;
import jvirt.client.Domain;
import jvirt.web.http.Problem;

/** The guest's VNC server, at the address that its live document tells. */
public final class Screen extends Pipe {
    private static final int PART = 64 << 10;
    private static final List<String> ANY = List.of("0.0.0.0", "::");

    private final SocketChannel channel;

    private Screen(SocketChannel channel) {
        this.channel = channel;
    }

    static Screen of(Domain domain) {
        Graphics.Vnc vnc = jvirt.api.domain.Domain.parse(domain.xml(0)).devices().graphics().stream()
                .filter(Graphics.Vnc.class::isInstance).map(Graphics.Vnc.class::cast).findFirst()
                .orElseThrow(() -> Problem.of(409, "NO_VNC", domain.name() + " has no VNC screen"));
        SocketAddress address = address(vnc).orElseThrow(() -> Problem.of(409, "NO_VNC", "the VNC server of " + domain.name() + " listens nowhere"));
        try {
            SocketChannel channel = SocketChannel.open(address instanceof UnixDomainSocketAddress ? StandardProtocolFamily.UNIX
                    : StandardProtocolFamily.INET);
            channel.connect(address);
            return new Screen(channel);
        } catch (IOException e) {
            throw Problem.of(502, "NO_VNC", "the VNC server of " + domain.name() + " at " + address + " does not answer: " + e.getMessage());
        }
    }

    /** A socket of the host's file system, or a port. */
    private static Optional<SocketAddress> address(Graphics.Vnc vnc) {
        Optional<String> socket = vnc.socket().or(() -> vnc.listen().stream().filter(Graphics.Listen.Socket.class::isInstance)
                .map(Graphics.Listen.Socket.class::cast).flatMap(one -> one.socket().stream()).findFirst());
        if (socket.isPresent()) return socket.map(UnixDomainSocketAddress::of);
        String host = vnc.listenAddress().filter(one -> !ANY.contains(one)).orElse("127.0.0.1");
        return vnc.port().filter(port -> port > 0).map(port -> new InetSocketAddress(host, port));
    }

    @Override byte[] read() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(PART);
        if (channel.read(buffer) < 0) return new byte[0];
        byte[] bytes = new byte[buffer.flip().remaining()];
        buffer.get(bytes);
        return bytes;
    }

    @Override void write(byte[] bytes) throws IOException {
        for (ByteBuffer buffer = ByteBuffer.wrap(bytes); buffer.hasRemaining();) channel.write(buffer);
    }

    @Override void end() {
        try {
            channel.close();
        } catch (IOException _) {
            // it is closed all the same
        }
    }
}
