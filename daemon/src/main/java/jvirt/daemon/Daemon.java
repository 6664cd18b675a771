package jvirt.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import jvirt.daemon.connect.ConnectCalls;
import jvirt.daemon.connect.NodeCalls;
import jvirt.daemon.connect.Subscriptions;
import jvirt.daemon.nodedev.NodeDeviceCalls;
import jvirt.daemon.secret.SecretCalls;
import jvirt.host.Roots;
import jvirt.host.UnixSocket;
import jvirt.host.device.NodeDevices;
import jvirt.rpc.server.Calls;
import jvirt.rpc.server.Limits;
import jvirt.rpc.server.Server;
import jvirt.storage.secret.Secrets;

/** The running daemon: the drivers, their handlers, the sockets. Closing it leaves the guests running. */
final class Daemon implements AutoCloseable {
    private static final Logger LOG = System.getLogger("jvirt");
    private static final Path LIBVIRT_RUN = Path.of("/run/libvirt");

    private final Options options;
    private final Roots roots;
    private final RootLock lock;
    private final Server server;
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Daemon(Options options, Roots roots, RootLock lock, Server server) {
        this.options = options;
        this.roots = roots;
        this.lock = lock;
        this.server = server;
    }

    /** Takes the root, opens the drivers and listens; nobody is served before all of it stands. */
    static Daemon open(Options options) throws IOException {
        Roots roots = options.roots();
        roots.make();
        RootLock lock = RootLock.take(roots.run().resolve("jvirtd.pid"));
        Calls calls = new Calls();
        Subscriptions subscriptions = new Subscriptions();
        new ConnectCalls(options.uri(), subscriptions).register(calls);
        new NodeCalls().register(calls);
        new NodeDeviceCalls(new NodeDevices()).register(calls);
        new SecretCalls(Secrets.open(roots), subscriptions).register(calls);
        Server server = new Server(calls, Limits.DEFAULT,
                (socket, data, descriptor) -> UnixSocket.send(socket, new byte[data.remaining()], descriptor));
        Daemon daemon = new Daemon(options, roots, lock, server);
        daemon.listen();
        return daemon;
    }

    private void listen() throws IOException {
        Set<PosixFilePermission> owner = PosixFilePermissions.fromString("rwx------");
        Set<PosixFilePermission> all = PosixFilePermissions.fromString("rwxrwxrwx");
        server.listen(roots.run().resolve("libvirt-sock"), false, owner);
        if (!options.session()) server.listen(roots.run().resolve("libvirt-sock-ro"), true, all);
        if (options.libvirtSocket()) {
            server.listen(LIBVIRT_RUN.resolve("libvirt-sock"), false, owner);
            server.listen(LIBVIRT_RUN.resolve("libvirt-sock-ro"), true, all);
        }
    }

    /** Serves until it is closed. */
    void serve() throws InterruptedException {
        server.start();
        LOG.log(Level.INFO, "jvirtd {0} serves {1} at {2}", Version.NUMBER, options.uri(), roots.run().resolve("libvirt-sock"));
        stopped.await();
    }

    @Override
    public void close() {
        try {
            server.close();
            lock.close();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "stopping", e);
        } finally {
            stopped.countDown();
        }
    }
}
