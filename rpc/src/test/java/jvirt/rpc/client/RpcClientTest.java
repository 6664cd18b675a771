package jvirt.rpc.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.rpc.Codec;
import jvirt.rpc.Header;
import jvirt.rpc.Header.Status;
import jvirt.rpc.Header.Type;
import jvirt.rpc.XdrReader;
import jvirt.rpc.XdrWriter;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainEvent;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.Program;
import jvirt.rpc.call.WireDomain;
import jvirt.rpc.call.WireError;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client against a server that is played by the test, packet by packet. */
class RpcClientTest {
    private static final WireDomain WEB1 = new WireDomain("web1", new UUID(1, 2), 7);

    private ServerSocketChannel door;
    private RpcClient client;
    private Thread played;

    @BeforeEach void open(@TempDir Path folder) throws IOException {
        Path socket = folder.resolve("s");
        door = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        client = RpcClient.connect(Address.parse("qemu+unix:///system?socket=" + socket), false);
    }

    @AfterEach void close() throws Exception {
        client.close();
        if (played != null) played.join();
        door.close();
    }

    private interface Play {
        void run(Peer peer) throws IOException;
    }

    private void play(Play play) {
        played = Thread.ofVirtual().start(() -> {
            try (SocketChannel socket = door.accept()) {
                play.run(new Peer(socket));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** The server's end of the wire. */
    private record Peer(SocketChannel socket) {
        Header read(List<byte[]> bodies) throws IOException {
            ByteBuffer length = fill(4);
            XdrReader in = new XdrReader(fill(length.getInt() - 4));
            Header header = Header.read(in);
            bodies.add(in.rest());
            return header;
        }

        Header read() throws IOException {
            return read(new ArrayList<>());
        }

        private ByteBuffer fill(int count) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            while (buffer.hasRemaining()) {
                if (socket.read(buffer) < 0) throw new IOException("the client has gone");
            }
            return buffer.flip();
        }

        <T> void write(Header header, Class<T> type, T body) throws IOException {
            var out = new XdrWriter(64);
            Codec.of(type).write(body, out);
            ByteBuffer buffer = out.buffer();
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            write(header, bytes);
        }

        void write(Header header, byte[] body) throws IOException {
            var out = new XdrWriter(64);
            out.writeInt(4 + Header.BYTES + body.length);
            header.write(out);
            out.writeRaw(body, 0, body.length);
            ByteBuffer buffer = out.buffer();
            while (buffer.hasRemaining()) socket.write(buffer);
        }
    }

    @Test void repliesFindTheirCallsInAnyOrder() throws Exception {
        play(peer -> {
            Header first = peer.read();
            Header second = peer.read();
            for (Header one : List.of(second, first)) {
                String name = one.procedure() == Route.of(ConnectCall.GetHostname.class).procedure() ? "host" : "QEMU";
                peer.write(one.answer(Type.REPLY, Status.OK), ConnectCall.TypeRet.class, new ConnectCall.TypeRet(name));
            }
        });
        String[] type = new String[1];
        Thread other = Thread.ofVirtual().start(() -> type[0] = client.call(new ConnectCall.GetType()).type());
        assertEquals("host", client.call(new ConnectCall.GetHostname()).hostname());
        other.join();
        assertEquals("QEMU", type[0]);
    }

    @Test void errorsKeepCodeDomainAndWording() {
        VirtException sent = ErrorDomain.QEMU.error(ErrorCode.NO_DOMAIN, "no domain with matching name '%s'", "x");
        play(peer -> peer.write(peer.read().answer(Type.REPLY, Status.ERROR), WireError.class, WireError.of(sent)));
        var got = assertThrows(VirtException.class, () -> client.call(new DomainCall.LookupByName("x")));
        assertEquals(ErrorCode.NO_DOMAIN, got.code());
        assertEquals(ErrorDomain.QEMU, got.domain());
        assertEquals("Domain not found: no domain with matching name 'x'", got.getMessage());
    }

    @Test void eventsBetweenRepliesAreKept() {
        var event = new DomainEvent.CallbackLifecycle(3, new DomainEvent.Lifecycle(WEB1, 2, 0));
        play(peer -> {
            Header call = peer.read();
            peer.write(new Header(Program.REMOTE.number(), 1, 318, Type.MESSAGE, 0, Status.OK),
                    DomainEvent.CallbackLifecycle.class, event);
            peer.write(call.answer(Type.REPLY, Status.OK), ConnectCall.CallbackIDRet.class, new ConnectCall.CallbackIDRet(3));
        });
        assertEquals(3, client.call(new ConnectCall.DomainEventCallbackRegisterAny(0, Optional.empty())).callbackID());
        assertEquals(Optional.<Event>of(event), client.event(Duration.ofSeconds(5)));
    }

    @Test void aStreamIsPacketsUntilBothAgreeThatItIsOver() {
        List<byte[]> sent = new ArrayList<>();
        play(peer -> {
            Header call = peer.read();
            peer.write(call.answer(Type.REPLY, Status.OK), new byte[0]);
            peer.read(sent);
            peer.write(call.answer(Type.STREAM, Status.CONTINUE), "login:".getBytes(UTF_8));
            peer.write(call.answer(Type.STREAM, Status.CONTINUE), new byte[0]);
            assertEquals(Status.OK, peer.read().status());
            peer.write(call.answer(Type.STREAM, Status.OK), new byte[0]);
        });
        Stream stream = client.stream();
        client.call(new DomainCall.OpenConsole(WEB1, Optional.empty(), 0), stream);
        stream.send("root".getBytes(UTF_8));
        assertArrayEquals("login:".getBytes(UTF_8), stream.receive());
        assertEquals(0, stream.receive().length);
        stream.finish();
        assertArrayEquals("root".getBytes(UTF_8), sent.getFirst());
    }

    @Test void aPingIsAnswered() {
        play(peer -> {
            Header call = peer.read();
            peer.write(new Header(Program.KEEPALIVE.number(), 1, 1, Type.MESSAGE, 0, Status.OK), new byte[0]);
            assertEquals(2, peer.read().procedure());
            peer.write(call.answer(Type.REPLY, Status.OK), ConnectCall.TypeRet.class, new ConnectCall.TypeRet("QEMU"));
        });
        assertEquals("QEMU", client.call(new ConnectCall.GetType()).type());
    }

    @Test void theEndOfTheWireEndsTheCallThatWaits() {
        play(Peer::read);
        var got = assertThrows(VirtException.class, () -> client.call(new ConnectCall.GetType()));
        assertEquals("End of file while reading data: Input/output error", got.getMessage());
        assertFalse(client.alive());
    }

    @Test void aLengthBeyondTheLimitEndsTheWire() {
        play(peer -> {
            peer.read();
            peer.socket().write(ByteBuffer.allocate(4).putInt(0x7FFF_FFFF).flip());
            peer.socket().read(ByteBuffer.allocate(1));
        });
        assertThrows(VirtException.class, () -> client.call(new ConnectCall.GetType()));
    }
}
