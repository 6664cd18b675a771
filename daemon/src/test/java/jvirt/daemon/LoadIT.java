package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.rpc.Codec;
import jvirt.rpc.Header;
import jvirt.rpc.Procedures;
import jvirt.rpc.Procedures.Procedure;
import jvirt.rpc.XdrWriter;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.Program;
import org.junit.jupiter.api.Test;

/**
 * Many clients at once, some of which never read: nobody else waits for them, and nothing is left of them. For {@code
 * -Dload.seconds=300} as long as is said; otherwise shortly.
 */
class LoadIT {
    private static final int CLIENTS = 500;
    private static final int CALLERS = 32;
    private static final int SLOW = 10;
    private static final Duration TIME = Duration.ofSeconds(Long.getLong("load.seconds", 4));
    private static final String MACHINE = """
            <domain type='qemu'><name>load</name><memory unit='MiB'>64</memory>
            <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
            """;

    @Test
    void manyClientsAndSomeThatNeverRead() throws Exception {
        try (RunningDaemon daemon = RunningDaemon.start()) {
            warmUp(daemon);
            Taken before = Taken.by(daemon);
            long calls = load(daemon);
            RunningDaemon.await("no client is left", () -> daemon.admin("server-clients-info", "libvirtd").output()
                    .matches("(?s).*nclients +: 0\\b.*"));
            Taken after = before.awaitAgain(daemon);
            System.out.println("load: " + calls + " calls in " + TIME.toSeconds() + " s, before " + before + ", after " + after);
        }
    }

    private static void warmUp(RunningDaemon daemon) {
        try (Connection connection = daemon.connect()) {
            for (int i = 0; i < 20; i++) connection.domains().define(MACHINE, 0).undefine(0);
        }
    }

    private static long load(RunningDaemon daemon) throws Exception {
        List<Connection> clients = new ArrayList<>();
        List<SocketChannel> slow = new ArrayList<>();
        ConcurrentLinkedQueue<Throwable> wrong = new ConcurrentLinkedQueue<>();
        AtomicLong calls = new AtomicLong();
        try {
            for (int i = 0; i < CLIENTS; i++) clients.add(daemon.connect());
            for (int i = 0; i < SLOW; i++) slow.add(deaf(daemon));
            Instant end = Instant.now().plus(TIME);
            List<Thread> threads = new ArrayList<>();
            for (Connection each : clients.subList(0, CALLERS)) {
                threads.add(Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> wrong.add(e)).start(() -> {
                    do {
                        each.call(new ConnectCall.ListAllDomains(1, 0));
                        each.call(new ConnectCall.GetHostname());
                        calls.addAndGet(2);
                    } while (Instant.now().isBefore(end));
                }));
            }
            threads.add(Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> wrong.add(e)).start(() -> {
                Connection last = clients.getLast();
                do {
                    Domain machine = last.domains().define(MACHINE, 0);
                    machine.undefine(0);
                    calls.addAndGet(2);
                } while (Instant.now().isBefore(end));
            }));
            for (Thread thread : threads) thread.join();
            assertEquals(List.of(), List.copyOf(wrong));
            for (Connection each : clients) assertTrue(each.alive());
        } finally {
            clients.forEach(Connection::close);
            for (SocketChannel each : slow) each.close();
        }
        return calls.get();
    }

    /** A client that wants all events of machines, and reads none. */
    private static SocketChannel deaf(RunningDaemon daemon) throws IOException {
        SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(daemon.root().resolve("run/libvirt-sock")));
        send(socket, 1, new ConnectCall.Open(Optional.of("qemu:///system"), 0));
        for (int event = 0; event < 20; event++) {
            send(socket, 2 + event, new ConnectCall.DomainEventCallbackRegisterAny(event, Optional.empty()));
        }
        return socket;
    }

    @SuppressWarnings("unchecked")
    private static <R> void send(SocketChannel socket, int serial, Call<R> call) throws IOException {
        Procedure procedure = Procedures.of(call.getClass());
        XdrWriter out = new XdrWriter(256);
        out.writeInt(0);
        new Header(procedure.program().number(), Program.VERSION, procedure.number(), Header.Type.CALL, serial, Header.Status.OK).write(out);
        ((Codec<Object>) (Codec<?>) Codec.of(call.getClass())).write(call, out);
        out.setInt(0, out.length());
        ByteBuffer bytes = out.buffer();
        while (bytes.hasRemaining()) socket.write(bytes);
    }
}
