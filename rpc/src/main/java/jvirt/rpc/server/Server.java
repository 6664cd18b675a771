package jvirt.rpc.server;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * Serves the protocol on Unix sockets: one thread reads all clients and answers quick calls; every other call has a
 * virtual thread of its own, which writes its answer itself.
 */
public final class Server implements AutoCloseable {
    private static final Logger LOG = System.getLogger("jvirt.rpc");

    /** A socket that is listened on, and what those who come in by it may do. */
    private record Door(Path path, boolean readOnly) {}

    private final Calls calls;
    private final Limits limits;
    private final DescriptorSender descriptors;
    private final Budget budget;
    private final Selector selector;
    private final Thread thread;
    private final List<Door> doors = new ArrayList<>();
    private final Set<Connection> connections = new ConcurrentSkipListSet<>(Comparator.comparingLong(Connection::number));
    private final AtomicInteger count = new AtomicInteger();
    private final Queue<Runnable> errands = new ConcurrentLinkedQueue<>();
    /** Where nobody could be let in, for want of descriptors; tried again at the next tick. */
    private final List<SelectionKey> closedDoors = new ArrayList<>();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    public Server(Calls calls, Limits limits, DescriptorSender descriptors) throws IOException {
        this.calls = calls;
        this.limits = limits;
        this.descriptors = descriptors;
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
        Files.createDirectories(path.toAbsolutePath().getParent());
        Files.deleteIfExists(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        channel.bind(UnixDomainSocketAddress.of(path), 1024);
        Files.setPosixFilePermissions(path, mode);
        channel.configureBlocking(false);
        Door door = new Door(path, readOnly);
        doors.add(door);
        channel.register(selector, SelectionKey.OP_ACCEPT, door);
    }

    /** Begins to serve. */
    public void start() {
        thread.start();
    }

    /** How many clients there are. */
    public int clients() {
        return count.get();
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
        if (count.get() >= limits.clients() && !makeRoom()) {
            LOG.log(Level.WARNING, "more than {0} clients: one was turned away", limits.clients());
            socket.close();
            return;
        }
        UnixDomainPrincipal principal = socket.getOption(ExtendedSocketOptions.SO_PEERCRED);
        socket.configureBlocking(false);
        Identity identity = new Identity(principal.user().getName(), principal.group().getName(), door.readOnly());
        Connection connection = new Connection(this, socket, identity, calls, limits, budget, descriptors);
        connections.add(connection);
        count.incrementAndGet();
        connection.registered(socket.register(selector, SelectionKey.OP_READ, connection));
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
        for (Door door : doors) Files.deleteIfExists(door.path());
        connections.forEach(Connection::close);
        for (SelectionKey key : selector.keys()) key.channel().close();
        selector.close();
    }
}
