package jvirt.rpc.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import jvirt.rpc.server.Connection.Entrance;

/**
 * Serves the protocol on Unix sockets and over TLS: one thread reads all clients and answers quick calls; every other call has a
 * virtual thread of its own, which writes its answer itself.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = System.getLogger("jvirt.rpc");

    /** A socket that is listened on, and who may come in by it. */
    private sealed interface Door {
        /** @param path of the socket's file, which goes with the server; none where somebody else has made it */
        record Unix(Optional<Path> path, boolean readOnly, Login login) implements Door {}

        /** Whoever gets to the port. */
        record Tcp(Login login) implements Door {}

        /**
         * Who has a certificate that the authority has signed.
         *
         * @param names those that alone are let in; empty for all
         */
        record Tls(TlsKeys keys, List<String> names, Login login) implements Door {}
    }

    /** How long a client may take for the TLS handshake. */
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    /** Most TLS handshakes under way: they are work. */
    private static final int HANDSHAKES = 20;

    private final Calls calls;
    private final Limits limits;
    private final LocalSockets sockets;
    private final Workers workers;
    private volatile int mostClients;
    private volatile int mostUnknown;
    private final Budget budget;
    private final Selector selector;
    private final Thread thread;
    private final List<Door.Unix> doors = new ArrayList<>();
    private final List<TlsKeys> certificates = new CopyOnWriteArrayList<>();
    private final Semaphore handshakes = new Semaphore(HANDSHAKES);
    private final Set<Connection> connections = new ConcurrentSkipListSet<>(Comparator.comparingLong(Connection::number));
    private final AtomicInteger count = new AtomicInteger();
    private final AtomicLong numbers = new AtomicLong();
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    /** Where nobody could be let in, for want of descriptors; tried again at the next tick. */
    private final List<SelectionKey> closedDoors = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    public Server(Calls calls, Limits limits, LocalSockets sockets) throws IOException {
        this.calls = calls;
        this.limits = limits;
        this.sockets = sockets;
        this.workers = new Workers(limits.leastWorkers(), limits.mostWorkers());
        this.mostClients = limits.clients();
        this.mostUnknown = limits.unknownClients();
        this.budget = new Budget(limits.sharedBytes());
        this.selector = Selector.open();
        this.thread = Thread.ofPlatform().name("rpc").unstarted(this::serve);
    }

    /**
     * Listens on a Unix socket. A socket file that nobody serves any more is taken over.
     *
     * @param mode who may connect, as in {@code rwxrwx---}
     */
    public void listen(Path path, boolean readOnly, Set<PosixFilePermission> mode) throws IOException {
        listen(path, readOnly, mode, Login.NONE);
    }

    /** The same, for clients that first do what {@code login} says. */
    public void listen(Path path, boolean readOnly, Set<PosixFilePermission> mode, Login login) throws IOException {
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path), 1024);
        Files.setPosixFilePermissions(path, mode);
        open(channel, new Door.Unix(Optional.of(path), readOnly, login));
    }

    private void open(ServerSocketChannel channel, Door door) throws IOException {
        channel.configureBlocking(false);
        switch (door) {
            case Door.Unix unix -> doors.add(unix);
            case Door.Tls tls -> certificates.add(tls.keys);
            case Door.Tcp _ -> {
                // nothing that goes with it or could be renewed
            }
        }
        channel.register(selector, SelectionKey.OP_ACCEPT, door);
    }

    /** Listens on a Unix socket that somebody else has bound: its file stays when the server ends. */
    public void listen(ServerSocketChannel bound, boolean readOnly, Login login) throws IOException {
        open(bound, new Door.Unix(Optional.empty(), readOnly, login));
    }

    /** Listens for clients that neither encrypt nor show a certificate. */
    public InetSocketAddress listenTcp(ServerSocketChannel bound, Login login) throws IOException {
        open(bound, new Door.Tcp(login));
        return (InetSocketAddress) bound.getLocalAddress();
    }

    /** A socket that listens on this address. */
    public static ServerSocketChannel bound(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(address, 1024);
        return channel;
    }

    /**
     * Listens for TLS clients.
     *
     * @param names distinguished names that are let in, {@code *} for any text; empty for all that the authority has signed
     * @return the address, with the port that was chosen where 0 was asked for
     */
    public InetSocketAddress listenTls(InetSocketAddress address, TlsKeys keys, List<String> names) throws IOException {
        keys.check();
        return listenTls(bound(address), keys, names, Login.NONE);
    }

    /** The same, on a socket that is bound. */
    public InetSocketAddress listenTls(ServerSocketChannel bound, TlsKeys keys, List<String> names, Login login)
            throws IOException {
        keys.check();
        open(bound, new Door.Tls(keys, List.copyOf(names), login));
        return (InetSocketAddress) bound.getLocalAddress();
    }

    /** Reads the certificates of all TLS sockets again; false when there are none. The message names what cannot be used. */
    public boolean renewCertificates() throws IOException {
        for (TlsKeys keys : certificates) keys.renew();
        return !certificates.isEmpty();
    }

    /** Begins to serve. */
    public void start() {
        thread.start();
    }

    /** How many clients there are. */
    public int clients() {
        return count.get();
    }

    /** The clients, in the order in which they came. */
    public List<Client> everyClient() {
        return List.copyOf(connections);
    }

    /** The bound on calls under way. */
    public Workers workers() {
        return workers;
    }

    /** How many clients there may be, and how many of them before they have logged in. */
    public record Most(int clients, int unknown) {}

    public Most most() {
        return new Most(mostClients, mostUnknown);
    }

    /** Changes how many there may be; those who are there stay. */
    public void setMost(Most most) {
        mostClients = most.clients;
        mostUnknown = most.unknown;
    }

    /** The number of the next client, from 1. */
    long nextNumber() {
        return numbers.incrementAndGet();
    }

    /** Clients that have not logged in. */
    public int unknownClients() {
        return (int) connections.stream().filter(connection -> !connection.loggedIn()).count();
    }

    /** Called, on a thread of its own, whenever a client has gone. */
    public void onDeparture(Runnable listener) {
        listeners.add(listener);
    }

    private void serve() {
        long nextTick = System.nanoTime();
        while (!closed) {
            try {
                selector.select(1000);
                for (Runnable errand = errands.poll(); errand != null; errand = errands.poll()) errand.run();
                for (SelectionKey key : selector.selectedKeys()) serve(key);
                selector.selectedKeys().clear();
                if (System.nanoTime() - nextTick >= 0) {
                    connections.forEach(Connection::tick);
                    closedDoors.forEach(door -> door.interestOps(SelectionKey.OP_ACCEPT));
                    closedDoors.clear();
                    nextTick = System.nanoTime() + 1_000_000_000L;
                }
            } catch (IOException | RuntimeException e) {
                if (!closed) LOG.log(Level.ERROR, "serving clients", e);
            }
        }
    }

    private void serve(SelectionKey key) {
        try {
            if (key.isAcceptable()) {
                accept(key);
            } else {
                Connection connection = (Connection) key.attachment();
                if (key.isWritable()) connection.flush();
                if (key.isReadable()) connection.readable();
            }
        } catch (CancelledKeyException _) {
            // the connection was closed by another thread a moment ago
        }
    }

    private void accept(SelectionKey key) {
        try {
            accept((ServerSocketChannel) key.channel(), (Door) key.attachment());
        } catch (IOException e) {
            if (closed) return;
            LOG.log(Level.WARNING, "no client can be let in", e);
            key.interestOps(0);
            closedDoors.add(key);
        }
    }

    private void accept(ServerSocketChannel channel, Door door) throws IOException {
        SocketChannel socket = acceptNext(channel);
        if (socket == null) return;
        if (count.get() >= mostClients && !makeRoom()) {
            LOG.log(Level.WARNING, "more than {0} clients: one was turned away", mostClients);
            socket.close();
            return;
        }
        switch (door) {
            case Door.Unix unix -> {
                UnixDomainPrincipal who = socket.getOption(ExtendedSocketOptions.SO_PEERCRED);
                Identity identity = new Identity(who.user().getName(), who.group().getName(), "", "", unix.readOnly(),
                        sockets.peer(socket));
                admit(new Wire.Local(socket, sockets, new Received(sockets)),
                        new Entrance(identity, unix.login(), Client.Transport.UNIX, ""));
            }
            case Door.Tcp tcp -> {
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                admit(new Wire.Plain(socket),
                        new Entrance(new Identity("", "", "", false), tcp.login(), Client.Transport.TCP, remote(socket)));
            }
            case Door.Tls tls -> {
                if (handshakes.tryAcquire()) {
                    Thread.ofVirtual().name("handshake").start(() -> shakeHands(socket, tls));
                } else {
                    socket.close();
                }
            }
        }
    }

    /** As libvirt's daemons write an address: {@code 192.0.2.1:4711}. */
    private static String remote(SocketChannel socket) throws IOException {
        InetSocketAddress address = (InetSocketAddress) socket.getRemoteAddress();
        String host = address.getAddress().getHostAddress().replaceFirst("%.*", "");
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    private void admit(Wire wire, Entrance entrance) throws IOException {
        if (entrance.login() != Login.NONE && unknownClients() >= mostUnknown) {
            LOG.log(Level.WARNING, "more than {0} clients have not logged in: one was turned away", mostUnknown);
            wire.close();
            return;
        }
        wire.channel().configureBlocking(false);
        Connection connection = new Connection(this, wire, entrance, calls, limits, budget, sockets);
        connections.add(connection);
        count.incrementAndGet();
        connection.registered(wire.channel().register(selector, SelectionKey.OP_READ, connection));
        // TLS may have decrypted the first call with the end of the handshake
        if (wire.buffered()) connection.readable();
    }

    /** On a thread of its own: encryption is work, and a client may take its time. */
    private void shakeHands(SocketChannel socket, Door.Tls door) {
        Thread watchdog = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(HANDSHAKE);
                socket.close();
            } catch (InterruptedException | IOException _) {
                // the handshake was in time, or the client has gone
            }
        });
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SSLEngine engine = door.keys.engine();
            TlsWire wire = TlsWire.accept(socket, engine);
            String name = door.keys.verifyClients() ? nameOf(engine) : "";
            boolean welcome = door.names.isEmpty() || door.names.stream().anyMatch(pattern -> matches(pattern, name));
            // libvirt's clients wait for this byte: 1 for a certificate that is accepted
            wire.write(ByteBuffer.wrap(new byte[] {(byte) (welcome ? 1 : 0)}));
            if (!welcome) throw new IOException("certificate " + name + " is not among tls_allowed_dn_list");
            watchdog.interrupt();
            Entrance entrance = new Entrance(new Identity("", "", name, false), door.login(), Client.Transport.TLS, remote(socket));
            onServerThread(() -> admitTls(wire, entrance));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "a TLS client was turned away: " + e.getMessage());
            watchdog.interrupt();
            close(socket);
        } finally {
            handshakes.release();
        }
    }

    private void admitTls(TlsWire wire, Entrance entrance) {
        try {
            admit(wire, entrance);
        } catch (IOException _) {
            close(wire.channel());
        }
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "closing a client's socket", e);
        }
    }

    private static String nameOf(SSLEngine engine) throws SSLPeerUnverifiedException {
        return engine.getSession().getPeerPrincipal().getName();
    }

    /** A shell-like pattern in which only {@code *} is special. */
    private static boolean matches(String pattern, String name) {
        String regex = Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return name.matches(regex);
    }

    /** The next client; when the process has no descriptors left, after the oldest idle one has given up its own. */
    private SocketChannel acceptNext(ServerSocketChannel channel) throws IOException {
        try {
            return channel.accept();
        } catch (IOException e) {
            if (!makeRoom()) throw e;
            return channel.accept();
        }
    }

    /** Cuts off the oldest client that has connected and not opened anything; false when there is none. */
    private boolean makeRoom() {
        Optional<Connection> idle = connections.stream().filter(connection -> !connection.opened()).findFirst();
        idle.ifPresent(Connection::close);
        return idle.isPresent();
    }

    /** Runs something on the server's thread. */
    void onServerThread(Runnable errand) {
        errands.add(errand);
        selector.wakeup();
    }

    void departed(Connection connection) {
        if (!connections.remove(connection)) return;
        count.decrementAndGet();
        listeners.forEach(listener -> Thread.ofVirtual().start(listener));
    }

    /** Stops listening, cuts all clients off and takes the socket files away. */
    @Override
    public void close() throws IOException {
        closed = true;
        selector.wakeup();
        for (Door.Unix door : doors) {
            if (door.path().isPresent()) Files.deleteIfExists(door.path().get());
        }
        connections.forEach(Connection::close);
        for (SelectionKey key : selector.keys()) key.channel().close();
        selector.close();
    }
}
