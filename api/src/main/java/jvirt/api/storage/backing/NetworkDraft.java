package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.STORAGE;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.DiskSource.Host;
import jvirt.api.domain.device.DiskSource.Host.Transport;
import jvirt.api.domain.device.DiskSource.Protocol;
import jvirt.api.xml.YesNo;

/** A network source while its string is read. */
final class NetworkDraft {
    private static final int HIGHEST_PORT = 65535;

    final Protocol protocol;
    final List<Host> hosts = new ArrayList<>();
    Optional<String> name = Optional.empty();
    Optional<String> query = Optional.empty();
    Optional<DiskSource.Identity> identity = Optional.empty();
    Optional<DiskSource.Snapshot> snapshot = Optional.empty();
    Optional<DiskSource.Config> config = Optional.empty();
    Optional<YesNo> verify = Optional.empty();
    List<DiskSource.Cookie> cookies = List.of();
    long readahead;
    long timeout;
    boolean credentials;

    NetworkDraft(Protocol protocol) {
        this.protocol = protocol;
    }

    void host(String host, int port) {
        hosts.add(new Host(Optional.of(host), given(port), Optional.empty(), Optional.empty()));
    }

    void socket(String path) {
        hosts.add(new Host(Optional.empty(), Optional.empty(), Optional.of(Transport.UNIX), Optional.of(path)));
    }

    /** The port as number; 0 for the protocol's own. */
    static int port(Optional<String> text) {
        if (text.isEmpty()) return 0;
        try {
            long port = Long.parseLong(text.get());
            if (port >= 0 && port <= HIGHEST_PORT) return (int) port;
            throw STORAGE.error(INVALID_ARG, "port '%s' out of range", text.get());
        } catch (NumberFormatException e) {
            throw STORAGE.error(INVALID_ARG, e, "failed to parse port number '%s'", text.get());
        }
    }

    private static Optional<Integer> given(int port) {
        return port == 0 ? Optional.empty() : Optional.of(port);
    }

    BackingSource source() {
        return new BackingSource(new DiskSource.Network(Optional.of(protocol), name, query, Optional.empty(), Optional.empty(),
                hosts.stream().map(this::withDefaultPort).toList(), identity, snapshot, config, Optional.empty(),
                verify.map(DiskSource.Ssl::new), cookies,
                Optional.of(readahead).filter(size -> size > 0).map(DiskSource.Readahead::new),
                Optional.of(timeout).filter(seconds -> seconds > 0).map(DiskSource.Timeout::new),
                DiskSource.Extras.NONE), credentials);
    }

    private Host withDefaultPort(Host host) {
        boolean tcp = host.transport().isEmpty() || host.transport().get() == Transport.TCP;
        if (!tcp || host.port().isPresent()) return host;
        return new Host(host.name(), given(defaultPort()), host.transport(), host.socket());
    }

    private int defaultPort() {
        return switch (protocol) {
            case HTTP -> 80;
            case HTTPS -> 443;
            case FTP -> 21;
            case FTPS -> 990;
            case TFTP -> 69;
            case SHEEPDOG -> 7000;
            case NBD -> 10809;
            case SSH -> 22;
            case ISCSI -> 3260;
            case GLUSTER -> 24007;
            case VXHS -> 9999;
            case RBD, NFS -> 0;
        };
    }
}
