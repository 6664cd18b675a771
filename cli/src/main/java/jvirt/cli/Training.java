package jvirt.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import jvirt.rpc.Codec;
import jvirt.rpc.Header;
import jvirt.rpc.XdrReader;
import jvirt.rpc.XdrWriter;
import jvirt.rpc.call.AuthCall;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.WireDomain;

/**
 * Runs usual commands against a daemon made of a few fixed replies, while the JVM records which classes that takes: the cache
 * with which {@code bin/jvirt} starts quickly is made of this. It goes through the very class that the command begins with: one
 * class that is not in the cache has the jars opened and searched.
 */
final class Training {
    private static final WireDomain MACHINE = new WireDomain("training", new UUID(1, 2), -1);

    private Training() {}

    /** Runs the commands; the JVM's own options say where the record goes. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createTempDirectory("jvirt-training");
        Path socket = folder.resolve("sock");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            String uri = "qemu+unix:///system?socket=" + socket;
            var daemon = new Thread("training daemon") {
                @Override public void run() {
                    serve(server);
                }
            };
            daemon.setDaemon(true);
            daemon.start();
            for (String command : List.of("list --all", "list", "domstate training", "start training", "dumpxml training", "help list")) {
                Main.run(List.of("-c", uri, command));
            }
        } finally {
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    private static void serve(ServerSocketChannel server) {
        try {
            while (true) {
                SocketChannel client = server.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            }
        } catch (IOException e) {
            // the training is over
        }
    }

    private static void serve(SocketChannel client) {
        try (client) {
            while (answer(client)) { }
        } catch (IOException e) {
            // the client has gone
        }
    }

    private static boolean answer(SocketChannel client) throws IOException {
        ByteBuffer length = read(client, 4);
        if (length == null) return false;
        ByteBuffer message = read(client, length.getInt() - 4);
        if (message == null) return false;
        Header call = Header.read(new XdrReader(message));
        var out = new XdrWriter(512);
        out.writeInt(0);
        new Header(call.program(), call.version(), call.procedure(), Header.Type.REPLY, call.serial(), Header.Status.OK).write(out);
        reply(call.procedure(), out);
        out.setInt(0, out.length());
        ByteBuffer bytes = out.buffer();
        while (bytes.hasRemaining()) client.write(bytes);
        return true;
    }

    private static ByteBuffer read(SocketChannel client, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (client.read(buffer) < 0) return null;
        }
        return buffer.flip();
    }

    private static void reply(int procedure, XdrWriter out) {
        switch (procedure) {
            case 66 -> write(new AuthCall.TypesRet(List.of(0)), out);
            case 273 -> write(new ConnectCall.DomainsRet(List.of(MACHINE), 1), out);
            case 212 -> write(new DomainCall.StateReasonRet(5, 0), out);
            case 23, 24 -> write(new DomainCall.DomRet(MACHINE), out);
            case 14 -> write(new DomainCall.XmlRet("<domain/>"), out);
            case 60 -> write(new ConnectCall.SupportedRet(1), out);
            default -> { }
        }
    }

    @SuppressWarnings("unchecked")
    private static void write(Object reply, XdrWriter out) {
        ((Codec<Object>) Codec.of(reply.getClass())).write(reply, out);
    }
}
