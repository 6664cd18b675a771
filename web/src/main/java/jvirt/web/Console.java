package jvirt.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.Executors;
import jvirt.web.console.Upgrades;
import jvirt.web.host.HostRoutes;
import jvirt.web.host.Hosts;
import jvirt.web.http.Pages;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.http.Router;
import jvirt.web.http.Shield;
import jvirt.web.machine.InstallRoutes;
import jvirt.web.machine.MachineRoutes;
import jvirt.web.machine.SnapshotRoutes;
import jvirt.web.people.Accounts;
import jvirt.web.people.Audit;
import jvirt.web.people.PeopleRoutes;
import jvirt.web.people.Sessions;
import jvirt.web.people.Store;
import jvirt.web.people.Throttle;
import jvirt.web.resource.NetworkRoutes;
import jvirt.web.resource.PoolRoutes;
import jvirt.web.resource.VolumeRoutes;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/** The console put together: one port, a request a virtual thread. */
public final class Console implements AutoCloseable {
    /** A console that nobody types at stays open; a page that is gone is noticed by the operating system. */
    private static final java.time.Duration CONSOLE_IDLE = java.time.Duration.ofHours(12);
    private static final int FRAME_MAX = 1 << 20;

    private final Store store;
    private final Hosts hosts;
    private final Server server;
    private final ServerConnector connector;
    private final boolean tls;
    private final Optional<String> firstPassword;

    /** Starts it. */
    public Console(Options options) throws Exception {
        Files.createDirectories(options.root(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        tls = options.tls();
        Clock clock = Clock.systemUTC();
        store = new Store(options.root().resolve("console.db"));
        Accounts accounts = new Accounts(store, clock);
        firstPassword = accounts.first();
        Sessions sessions = new Sessions(accounts, clock);
        Audit audit = new Audit(store, clock);
        hosts = new Hosts(options.hosts());
        server = new Server(threads());
        connector = connector(options);
        server.addConnector(connector);
        ServerWebSocketContainer sockets = ServerWebSocketContainer.ensure(server);
        sockets.setIdleTimeout(CONSOLE_IDLE);
        sockets.setMaxBinaryMessageSize(FRAME_MAX);
        Route.Table table = routes(new PeopleRoutes(accounts, sessions, new Throttle(clock), audit, tls));
        server.setHandler(new Shield(new Handler.Sequence(new Upgrades(hosts, sessions, audit, sockets), new Router(table, sessions, audit), new Pages())));
        server.setErrorHandler(Problem::unhandled);
        server.start();
    }

    private Route.Table routes(PeopleRoutes people) {
        Route.Table table = new Route.Table();
        people.addTo(table);
        new HostRoutes(hosts).addTo(table);
        new InstallRoutes(hosts).addTo(table);
        new MachineRoutes(hosts).addTo(table);
        new SnapshotRoutes(hosts).addTo(table);
        new NetworkRoutes(hosts).addTo(table);
        new PoolRoutes(hosts).addTo(table);
        new VolumeRoutes(hosts).addTo(table);
        return table;
    }

    private static QueuedThreadPool threads() {
        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(Executors.newVirtualThreadPerTaskExecutor());
        return threads;
    }

    private ServerConnector connector(Options options) throws IOException, GeneralSecurityException {
        HttpConfiguration configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        ServerConnector one;
        if (tls) {
            SecureRequestCustomizer customizer = new SecureRequestCustomizer();
            customizer.setSniHostCheck(false);    // people type addresses
            configuration.addCustomizer(customizer);
            SslContextFactory.Server context = new SslContextFactory.Server();
            context.setKeyStore(Certificate.of(options));
            context.setKeyStorePassword("");
            one = new ServerConnector(server, new SslConnectionFactory(context, "http/1.1"), new HttpConnectionFactory(configuration));
        } else {
            one = new ServerConnector(server, new HttpConnectionFactory(configuration));
        }
        one.setHost(options.address());
        one.setPort(options.port());
        return one;
    }

    /** Where to point a browser. */
    public String address() {
        String host = connector.getHost().contains(":") ? "[" + connector.getHost() + "]" : connector.getHost();
        return (tls ? "https://" : "http://") + host + ":" + connector.getLocalPort() + "/";
    }

    /** The password of {@code admin}, when this start has made it. */
    public Optional<String> firstPassword() {
        return firstPassword;
    }

    /** Waits for the end. */
    void join() throws InterruptedException {
        server.join();
    }

    @Override public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server does not stop", e);
        } finally {
            hosts.close();
            store.close();
        }
    }
}
