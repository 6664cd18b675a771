package jvirt.rpc.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.rpc.client.Address;
import jvirt.rpc.client.RpcClient;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.Nothing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server under clients that mean well and clients that do not. What these do costs them their own connection only. */
class ServerTest {
    private static final Limits SMALL = new Limits(100, 4, 1 << 20, 1 << 20, 1 << 16, Duration.ofSeconds(5), 5);

    private final Calls calls = new Calls();
    private final CountDownLatch release = new CountDownLatch(1);
    private Path socket;
    private Server server;

    @BeforeEach
    void start(@TempDir Path folder) throws IOException {
        socket = folder.resolve("s");
        calls.quick(ConnectCall.Open.class, (_, _) -> Nothing.NOTHING);
        calls.quick(ConnectCall.GetType.class, (_, _) -> new ConnectCall.TypeRet("QEMU"));
        calls.on(ConnectCall.GetCapabilities.class, (_, _) -> new ConnectCall.CapabilitiesRet("x".repeat(400_000)));
        calls.on(ConnectCall.GetHostname.class, (_, _) -> {
            release.await();
            return new ConnectCall.HostnameRet("late");
        });
        server = new Server(calls, SMALL, LocalSockets.PLAIN);
        server.listen(socket, false, PosixFilePermissions.fromString("rwx------"));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        release.countDown();
        server.close();
    }

    private RpcClient client() {
        return RpcClient.connect(Address.parse("qemu+unix:///system?socket=" + socket), false);
    }

    private SocketChannel raw() throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    }

    private static void send(SocketChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) channel.write(buffer);
    }

    private static byte[] receive(SocketChannel channel, int count) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(count);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) throw new IOException("closed after " + buffer.position());
        }
        return buffer.array();
    }

    /** True when the server has cut the client off. */
    private static boolean cutOff(SocketChannel channel) throws IOException {
        ByteBuffer rest = ByteBuffer.allocate(4096);
        try {
            while (channel.read(rest.clear()) >= 0) {
                // what was answered before
            }
            return true;
        } catch (IOException _) {
            return true;    // reset: it was cut off with bytes of ours unread
        }
    }

    private void othersAreServed() {
        try (RpcClient other = client()) {
            other.call(new ConnectCall.Open(Optional.of("qemu:///system"), 0));
            assertEquals("QEMU", other.call(new ConnectCall.GetType()).type());
        }
    }

    /** The bytes as stock virsh 9.0 sends {@code CONNECT_GET_TYPE}, and as stock libvirtd 9.0 answers, recorded once. */
    @Test
    void aCallAndItsReplyAreTheBytesOfLibvirt() throws IOException {
        HexFormat hex = HexFormat.of();
        try (SocketChannel channel = raw()) {
            send(channel, hex.parseHex("0000001c" + "20008086" + "00000001" + "00000003" + "00000000" + "00000007" + "00000000"));
            assertArrayEquals(hex.parseHex("00000024" + "20008086" + "00000001" + "00000003" + "00000001" + "00000007" + "00000000"
                    + "00000004" + "51454d55"), receive(channel, 0x24));
        }
    }

    @Test
    void anUnknownProcedureAndAnUnknownProgramAreErrors() throws IOException {
        HexFormat hex = HexFormat.of();
        for (String call : List.of("20008086" + "00000001" + "0000ffff", "12345678" + "00000001" + "00000001",
                "20008086" + "00000002" + "00000001")) {
            try (SocketChannel channel = raw()) {
                send(channel, hex.parseHex("0000001c" + call + "00000000" + "00000001" + "00000000"));
                ByteBuffer answer = ByteBuffer.wrap(receive(channel, 28));
                assertEquals(1, answer.getInt(16), "a reply");
                assertEquals(1, answer.getInt(24), "that is an error");
            }
        }
        othersAreServed();
    }

    @Test
    void whatHasNoHandlerIsNotSupported() {
        try (RpcClient client = client()) {
            var error = assertThrows(VirtException.class, () -> client.call(new DomainCall.LookupByName("x")));
            assertEquals(ErrorCode.NO_SUPPORT, error.code());
            assertEquals("QEMU", client.call(new ConnectCall.GetType()).type());
        }
    }

    @Test
    void whetherACallIsQuickMayDependOnIt() {
        calls.on(ConnectCall.GetSysinfo.class, call -> call.flags() == 1,
                (_, _) -> new ConnectCall.SysinfoRet(Thread.currentThread().getName()));
        try (RpcClient client = client()) {
            assertEquals("rpc", client.call(new ConnectCall.GetSysinfo(1)).sysinfo());
            assertEquals("call", client.call(new ConnectCall.GetSysinfo(0)).sysinfo());
        }
    }

    @Test
    void aLengthBeyondTheLimitCostsItsSender() throws IOException {
        for (String length : List.of("7fffffff", "ffffffff", "00000000", "0000001b", "02000005")) {
            try (SocketChannel channel = raw()) {
                send(channel, HexFormat.of().parseHex(length));
                assertTrue(cutOff(channel), length);
            }
        }
        othersAreServed();
    }

    @Test
    void lengthsInsideAMessageAreCheckedBeforeAnythingIsMade() throws IOException {
        try (SocketChannel channel = raw()) {
            // LOOKUP_BY_NAME with a name that claims 2 GiB
            send(channel, HexFormat.of().parseHex("00000020" + "20008086" + "00000001" + "00000017" + "00000000" + "00000001"
                    + "00000000" + "7fffffff"));
            ByteBuffer answer = ByteBuffer.wrap(receive(channel, 28));
            assertEquals(1, answer.getInt(24));
        }
        othersAreServed();
    }

    @Test
    void aTruncatedFrameOccupiesNobody() throws IOException {
        List<SocketChannel> halves = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            SocketChannel half = raw();
            send(half, HexFormat.of().parseHex("00000100" + "20008086"));
            halves.add(half);
        }
        othersAreServed();
        for (SocketChannel half : halves) half.close();
        othersAreServed();
    }

    /** Many that announce and send large messages share one budget; who exceeds it is cut off. */
    @Test
    void manyLargeMessagesDoNotAddUp() throws Exception {
        List<SocketChannel> senders = new ArrayList<>();
        byte[] half = new byte[300_000];
        ByteBuffer.wrap(half).putInt(0x01000000);
        for (int i = 0; i < 20; i++) {
            SocketChannel sender = raw();
            senders.add(sender);
            try {
                send(sender, half);
            } catch (IOException _) {
                // cut off while it sent
            }
        }
        // a buffer of half a MiB each: the budget of one has room for two of them
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (server.clients() > 4 && System.nanoTime() < deadline) Thread.sleep(10);
        assertTrue(server.clients() <= 4, server.clients() + " are still there");
        othersAreServed();
        for (SocketChannel sender : senders) sender.close();
    }

    /** A client that calls and never reads is cut off; it does not fill the server's memory. */
    @Test
    void whoDoesNotReadIsCutOff() throws IOException {
        try (SocketChannel channel = raw()) {
            // GET_CAPABILITIES answers 400 kB each
            byte[] call = HexFormat.of().parseHex("0000001c" + "20008086" + "00000001" + "00000007" + "00000000" + "00000001" + "00000000");
            try {
                for (int i = 0; i < 100_000; i++) send(channel, call);
                throw new AssertionError("never cut off");
            } catch (IOException _) {
                // as it should be
            }
        }
        othersAreServed();
    }

    @Test
    void idleConnectionsGiveWayToNewOnes() throws IOException {
        List<SocketChannel> idle = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            idle.add(raw());
            // only so many descriptors in this process: those that were cut off are let go of
            if (idle.size() > 500) idle.removeFirst().close();
        }
        othersAreServed();
        assertTrue(server.clients() <= SMALL.clients());
        for (SocketChannel one : idle) one.close();
    }

    @Test
    void aClientHasOnlySoManyCallsUnderWay() throws Exception {
        try (RpcClient greedy = client()) {
            List<Thread> waiting = new ArrayList<>();
            for (int i = 0; i < 10; i++) waiting.add(Thread.ofVirtual().start(() -> greedy.call(new ConnectCall.GetHostname())));
            othersAreServed();
            release.countDown();
            for (Thread one : waiting) assertTrue(one.join(Duration.ofSeconds(5)));
        }
    }

    /** Bytes at random, and real calls with a few bytes changed. */
    @Test
    void noiseCostsItsSender() throws IOException {
        Random random = new Random(20_261_124);
        byte[] call = HexFormat.of().parseHex("00000024" + "20008086" + "00000001" + "00000017" + "00000000" + "00000001"
                + "00000000" + "00000002" + "61620000");
        for (int i = 0; i < 3000; i++) {
            byte[] noise = i % 2 == 0 ? call.clone() : new byte[random.nextInt(200)];
            if (i % 2 == 0) {
                for (int k = random.nextInt(4); k >= 0; k--) noise[random.nextInt(noise.length)] = (byte) random.nextInt();
            } else {
                random.nextBytes(noise);
            }
            try (SocketChannel channel = raw()) {
                send(channel, noise);
            } catch (IOException _) {
                // cut off while it sent
            }
            if (i % 500 == 0) othersAreServed();
        }
        othersAreServed();
    }
}
