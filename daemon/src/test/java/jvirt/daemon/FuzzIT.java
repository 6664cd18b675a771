package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import jvirt.client.Connection;
import org.junit.jupiter.api.Test;

/**
 * What stock virsh says to a daemon, recorded, changed at random, and said again: the daemon goes on, others are served, and no
 * descriptor is left and no memory. {@code -Dfuzz.seconds=600} for long, {@code -Dfuzz.seed=N} for the same again.
 */
class FuzzIT {
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("fuzz.seconds", 5));
    private static final long SEED = Long.getLong("fuzz.seed", 10_728_170_518_116L);
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int CLIENTS = 4;
    private static final String MACHINE = """
            <domain type='qemu'><name>fuzz</name><memory unit='MiB'>64</memory>
            <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
            """;
    /** Sessions that look, and change nothing but definitions of machines. */
    private static final List<List<String>> SESSIONS = List.of(List.of("list", "--all"), List.of("capabilities"), List.of("dumpxml", "fuzz"),
            List.of("domstats"), List.of("net-list", "--all"), List.of("pool-list", "--details"), List.of("nodedev-list"),
            List.of("secret-list"), List.of("snapshot-list", "fuzz"), List.of("desc", "fuzz", "a description"),
            List.of("event", "fuzz", "--all", "--timeout", "1"),
            // also so that the daemon watches the host's devices before we look at what it takes: from then on it does
            List.of("nodedev-event", "--event", "lifecycle", "--timeout", "1"), List.of("dominfo", "fuzz"), List.of("iface-list"),
            List.of("schedinfo", "fuzz"), List.of("domblklist", "fuzz"), List.of("nodecpustats"), List.of("freepages", "--all"));

    @Test
    void theDaemonOutlivesWhatIsSaidWrongly() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start()) {
            daemon.ok("define", daemon.file(MACHINE));
            List<byte[]> recorded = record(daemon);
            Taken before = Taken.by(daemon);
            List<Thread> threads = new ArrayList<>();
            Instant end = Instant.now().plus(TIME);
            List<String> hung = new CopyOnWriteArrayList<>();
            System.out.println("fuzz: seed " + SEED);
            LongAdder said = new LongAdder();
            for (int i = 0; i < CLIENTS; i++) {
                Random random = new Random(SEED + i);
                threads.add(Thread.ofPlatform().start(() -> {
                    while (Instant.now().isBefore(end) && hung.isEmpty()) {
                        byte[] bytes = changed(recorded.get(random.nextInt(recorded.size())), random);
                        if (!play(daemon, bytes)) hung.add(HexFormat.of().formatHex(bytes));
                        said.increment();
                    }
                }));
            }
            for (Thread thread : threads) thread.join();
            assertEquals(List.of(), List.copyOf(hung), "neither answered to the end nor cut off");
            try (Connection other = daemon.connect()) {
                assertTrue(other.alive());
            }
            daemon.ok("list", "--all");
            System.out.println("fuzz: " + said + " sessions in " + TIME.toSeconds() + " s, before " + before + ", after "
                    + before.awaitAgain(daemon));
            assertTrue(!daemon.daemonLog().contains("bug in "), () -> "seed " + SEED + ": " + daemon.daemonLog());
        }
    }

    /** What virsh sends, each session as the bytes of its messages. */
    private static List<byte[]> record(RunningDaemon daemon) throws Exception {
        Path between = daemon.root().resolve("between");
        List<byte[]> all = new CopyOnWriteArrayList<>();
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(between));
            for (List<String> words : SESSIONS) {
                ByteArrayOutputStream said = new ByteArrayOutputStream();
                Thread ears = Thread.ofPlatform().start(() -> listen(listener, daemon, said));
                RunningDaemon.say(List.of("virsh", "-q", "-c", "qemu+unix:///system?socket=" + between), words.toArray(String[]::new));
                ears.join();
                all.add(said.toByteArray());
            }
        }
        return all;
    }

    private static void listen(ServerSocketChannel listener, RunningDaemon daemon, ByteArrayOutputStream said) {
        try (SocketChannel client = listener.accept(); SocketChannel server = open(daemon)) {
            Thread back = Thread.ofPlatform().start(() -> copy(server, client, new ByteArrayOutputStream()));
            copy(client, server, said);
            server.shutdownOutput();
            back.join();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void copy(SocketChannel from, SocketChannel to, ByteArrayOutputStream seen) {
        ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
        try {
            while (from.read(buffer.clear()) >= 0) {
                buffer.flip();
                seen.write(buffer.array(), 0, buffer.limit());
                while (buffer.hasRemaining()) to.write(buffer);
            }
        } catch (IOException _) {
            // one of the two has gone: so it ends
        }
    }

    private static SocketChannel open(RunningDaemon daemon) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(daemon.root().resolve("run/libvirt-sock")));
    }

    /** Some bytes other, some gone, some twice, some from elsewhere. */
    private static byte[] changed(byte[] session, Random random) {
        byte[] bytes = session.clone();
        for (int i = random.nextInt(6); i >= 0 && bytes.length > 8; i--) {
            int at = random.nextInt(bytes.length);
            int length = Math.min(bytes.length - at, 1 + random.nextInt(64));
            switch (random.nextInt(6)) {
                case 0 -> bytes[at] = (byte) random.nextInt();
                case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = join(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at + length, bytes.length));
                case 3 -> bytes = join(Arrays.copyOf(bytes, at + length), Arrays.copyOfRange(bytes, at, bytes.length));
                case 4 -> ByteBuffer.wrap(bytes).putInt(at & ~3 & bytes.length - 4, random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(256));
                default -> bytes = Arrays.copyOf(bytes, at);
            }
        }
        return bytes;
    }

    private static byte[] join(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Says it, and listens until the daemon has said all or cut us off; false when it does neither. */
    private static boolean play(RunningDaemon daemon, byte[] bytes) {
        try (SocketChannel socket = open(daemon)) {
            Thread ears = Thread.ofPlatform().start(() -> {
                ByteBuffer rest = ByteBuffer.allocate(64 << 10);
                try {
                    while (socket.read(rest.clear()) >= 0) continue;
                } catch (IOException _) {
                    // cut off
                }
            });
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) socket.write(out);
            socket.shutdownOutput();
            ears.join(PATIENCE.toMillis());
            return !ears.isAlive();
        } catch (IOException _) {
            return true;    // cut off before we were through
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
