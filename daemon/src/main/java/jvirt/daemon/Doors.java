package jvirt.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jvirt.host.InheritedSockets;
import jvirt.rpc.server.Login;
import jvirt.rpc.server.Server;

/**
 * The sockets by which clients come: the daemon's own, those of libvirt's daemons where the configuration asks for them, TCP and
 * TLS, and whatever systemd has opened for us.
 */
final class Doors {
    private static final Logger LOG = System.getLogger("jvirt");
    /** libvirt's daemons of one driver each; a client that finds no {@code libvirt-sock} looks for the one of its URI. */
    private static final List<String> MODULAR = List.of("virtqemud", "virtnetworkd", "virtstoraged", "virtnodedevd", "virtsecretd",
            "virtnwfilterd", "virtinterfaced");

    private final Options options;
    private final DaemonConf conf;
    private final Server server;
    private final Server admin;
    /** Paths and ports that systemd listens on for us. */
    private final Set<Object> inherited = new HashSet<>();

    Doors(Options options, DaemonConf conf, Server server, Server admin) {
        this.options = options;
        this.conf = conf;
        this.server = server;
        this.admin = admin;
    }

    /** Opens them all. */
    void open(Path run) throws IOException {
        for (InheritedSockets.Socket socket : InheritedSockets.take()) take(socket);
        unix(run, "libvirt-sock", "libvirt-admin-sock");
        if (options.libvirtSocket() || conf.legacySockets()) unix(folder(), "libvirt-sock", "libvirt-admin-sock");
        if (conf.modularSockets()) {
            for (String name : MODULAR) unix(folder(), name + "-sock", name.replaceFirst("d$", "d-admin-sock"));
        }
        if (conf.tcpAddress().isPresent() && !inherited.contains(conf.tcpAddress().get().getPort())) {
            tcp(Server.bound(conf.tcpAddress().get()));
        }
        if (conf.tlsAddress().isPresent() && !inherited.contains(conf.tlsAddress().get().getPort())) {
            conf.tlsKeys().check();
            tls(Server.bound(conf.tlsAddress().get()));
        }
    }

    private Path folder() {
        return conf.socketFolder().orElseGet(options::libvirtRun);
    }

    /** The three sockets of one daemon: for those who change things, those who look, and its administrator. */
    private void unix(Path folder, String name, String adminName) throws IOException {
        unix(server, folder.resolve(name), false, conf.socketMode(), conf.unixLogin());
        unix(admin, folder.resolve(adminName), false, conf.adminSocketMode(), Login.NONE);
        if (!options.session()) unix(server, folder.resolve(name + "-ro"), true, conf.readOnlySocketMode(), conf.readOnlyLogin());
    }

    private void unix(Server to, Path path, boolean readOnly, Set<PosixFilePermission> mode, Login login) throws IOException {
        if (inherited.contains(path)) return;
        to.listen(path, readOnly, mode, login);
        if (to == server) conf.giveToGroup(path);
    }

    private void tcp(ServerSocketChannel bound) throws IOException {
        InetSocketAddress address = server.listenTcp(bound, conf.tcpLogin());
        LOG.log(Level.INFO, "TCP clients are served at {0}", address);
    }

    private void tls(ServerSocketChannel bound) throws IOException {
        InetSocketAddress address = server.listenTls(bound, conf.tlsKeys(), conf.tlsNames(), conf.tlsLogin());
        LOG.log(Level.INFO, "TLS clients are served at {0}", address);
    }

    /** What a socket of systemd's is for is told by its name or, for want of one, by its path or port. */
    private void take(InheritedSockets.Socket socket) throws IOException {
        switch (socket.channel().getLocalAddress()) {
            case UnixDomainSocketAddress unix -> {
                String name = unix.getPath().getFileName().toString();
                inherited.add(unix.getPath());
                if (name.endsWith("-admin-sock")) {
                    admin.listen(socket.channel(), false, Login.NONE);
                } else if (name.endsWith("-ro")) {
                    server.listen(socket.channel(), true, conf.readOnlyLogin());
                } else {
                    server.listen(socket.channel(), false, conf.unixLogin());
                }
            }
            case InetSocketAddress inet -> {
                inherited.add(inet.getPort());
                if (socket.name().contains("tls") || inet.getPort() == conf.tlsPort()) {
                    tls(socket.channel());
                } else {
                    tcp(socket.channel());
                }
            }
            default -> throw new IOException("a socket of an unknown kind was handed over: " + socket);
        }
    }
}
