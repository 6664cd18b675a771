package jvirt.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.function.IntConsumer;
import jvirt.host.DescriptorReader;
import jvirt.host.Libc;
import jvirt.host.UnixSocket;
import jvirt.rpc.server.LocalSockets;
import jvirt.rpc.server.Peer;

/** Linux's Unix sockets for the server. */
final class HostSockets implements LocalSockets {
    private final DescriptorReader reader = new DescriptorReader();

    @Override
    public boolean send(SocketChannel socket, ByteBuffer data, int descriptor) throws IOException {
        return UnixSocket.send(socket, new byte[data.remaining()], descriptor);
    }

    @Override
    public int receive(SocketChannel socket, ByteBuffer into, IntConsumer descriptors) throws IOException {
        return reader.read(socket, into, descriptors);
    }

    @Override
    public void close(int descriptor) {
        Libc.close(descriptor);
    }

    @Override
    public Optional<Peer> peer(SocketChannel socket) throws IOException {
        UnixSocket.Credentials who = UnixSocket.credentials(socket);
        return Optional.of(new Peer(who.process(), who.user(), who.group()));
    }
}
