package jvirt.daemon;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Uuids;
import jvirt.host.ConfFile;
import jvirt.host.Hardware;
import jvirt.rpc.server.Limits;
import jvirt.rpc.server.Login;
import jvirt.rpc.server.TlsKeys;

/**
 * {@code etc/jvirtd.conf}: whom the daemon serves and where. Names, defaults and syntax are those of libvirt 9.0's {@code
 * libvirtd.conf}, so that a host's file can be kept; what is not said here has libvirtd's default.
 */
record DaemonConf(ConfFile conf) {
    static DaemonConf read(Path etc) throws IOException {
        return new DaemonConf(ConfFile.read(etc.resolve("jvirtd.conf")));
    }

    Limits limits() {
        Limits otherwise = Limits.DEFAULT;
        return new Limits(conf.number("max_clients", otherwise.clients()), conf.number("max_client_requests", otherwise.calls()),
                otherwise.sharedBytes(), otherwise.outboxBytes(), otherwise.streamBytes(),
                Duration.ofSeconds(conf.number("keepalive_interval", 5)), conf.number("keepalive_count", 5),
                conf.number("max_anonymous_clients", otherwise.unknownClients()),
                conf.number("min_workers", otherwise.leastWorkers()), conf.number("max_workers", otherwise.mostWorkers()));
    }

    /** Whether libvirtd's own sockets are served too: {@code libvirt_sockets = [ "legacy" ]}. */
    boolean legacySockets() {
        return sockets().contains("legacy");
    }

    /** Whether the sockets of libvirt's daemons of one driver each are. */
    boolean modularSockets() {
        return sockets().contains("modular");
    }

    private List<String> sockets() {
        List<String> words = conf.list("libvirt_sockets");
        for (String word : words) {
            if (!word.equals("legacy") && !word.equals("modular")) {
                throw ErrorDomain.CONF.error(ErrorCode.CONF_SYNTAX, "jvirtd.conf: libvirt_sockets: unknown kind '%s'", word);
            }
        }
        return words;
    }

    /** Where libvirt's sockets are, if not where its clients look. */
    Optional<Path> socketFolder() {
        return conf.text("unix_sock_dir").map(Path::of);
    }

    Login unixLogin() {
        return login("auth_unix_rw", "none");
    }

    Login readOnlyLogin() {
        return login("auth_unix_ro", "none");
    }

    /** As with libvirtd, whoever comes over TCP must log in unless the administrator says that nobody need. */
    Login tcpLogin() {
        return login("auth_tcp", "sasl");
    }

    Login tlsLogin() {
        return login("auth_tls", "none");
    }

    private Login login(String key, String otherwise) {
        String word = conf.text(key).orElse(otherwise);
        return switch (word) {
            case "none" -> Login.NONE;
            case "sasl" -> Login.SASL;
            // polkit knows only processes of this host
            case String local when local.equals("polkit") && key.startsWith("auth_unix") -> Login.POLKIT;
            default -> throw ErrorDomain.CONF.error(ErrorCode.CONF_SYNTAX, "jvirtd.conf: %s: unsupported auth %s", key, word);
        };
    }

    /** Who may connect to the read-write socket: its owner, unless said otherwise, or all where polkit decides. */
    Set<PosixFilePermission> socketMode() {
        return mode("unix_sock_rw_perms", unixLogin() == Login.POLKIT ? "0777" : "0700");
    }

    /** Whether the host's polkit decides what each client may do: {@code access_drivers = [ "polkit" ]}. */
    boolean polkitDecides() {
        List<String> drivers = conf.list("access_drivers");
        for (String driver : drivers) {
            if (!driver.equals("polkit") && !driver.equals("none")) {
                throw ErrorDomain.ACCESS.error(ErrorCode.INTERNAL_ERROR, "Cannot find security driver '%s'", driver);
            }
        }
        return drivers.contains("polkit");
    }

    Set<PosixFilePermission> adminSocketMode() {
        return mode("unix_sock_admin_perms", "0700");
    }

    Set<PosixFilePermission> readOnlySocketMode() {
        return mode("unix_sock_ro_perms", "0777");
    }

    /** Gives a socket to the group {@code unix_sock_group}, where one is named. */
    void giveToGroup(Path socket) throws IOException {
        Optional<String> name = conf.text("unix_sock_group");
        if (name.isEmpty()) return;
        try {
            GroupPrincipal group = socket.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(name.get());
            Files.getFileAttributeView(socket, PosixFileAttributeView.class).setGroup(group);
        } catch (UserPrincipalNotFoundException e) {
            throw ErrorDomain.CONF.error(ErrorCode.CONF_SYNTAX, e, "jvirtd.conf: there is no group '%s' (unix_sock_group)", name.get());
        }
    }

    private Set<PosixFilePermission> mode(String key, String otherwise) {
        String text = conf.text(key).orElse(otherwise);
        try {
            int bits = Integer.parseInt(text, 8);
            Set<PosixFilePermission> mode = EnumSet.noneOf(PosixFilePermission.class);
            List<PosixFilePermission> all = List.copyOf(PosixFilePermissions.fromString("rwxrwxrwx").stream().sorted().toList());
            for (int i = 0; i < all.size(); i++) {
                if ((bits & 0400 >> i) != 0) mode.add(all.get(i));
            }
            return mode;
        } catch (NumberFormatException e) {
            throw ErrorDomain.CONF.error(ErrorCode.CONF_SYNTAX, e, "jvirtd.conf: Failed to parse mode '%s' of %s", text, key);
        }
    }

    /** Where TLS clients are served, if they are: {@code listen_tls = 1}. */
    Optional<InetSocketAddress> tlsAddress() {
        return conf.flag("listen_tls", false) ? Optional.of(address(tlsPort())) : Optional.empty();
    }

    int tlsPort() {
        return conf.number("tls_port", 16_514);
    }

    /** Where clients without encryption are served, if they are: {@code listen_tcp = 1}. */
    Optional<InetSocketAddress> tcpAddress() {
        return conf.flag("listen_tcp", false) ? Optional.of(address(conf.number("tcp_port", 16_509))) : Optional.empty();
    }

    private InetSocketAddress address(int port) {
        return conf.text("listen_addr").map(host -> new InetSocketAddress(host, port)).orElseGet(() -> new InetSocketAddress(port));
    }

    TlsKeys tlsKeys() {
        return new TlsKeys(Path.of(conf.text("ca_file").orElse("/etc/pki/CA/cacert.pem")),
                Path.of(conf.text("cert_file").orElse("/etc/pki/libvirt/servercert.pem")),
                Path.of(conf.text("key_file").orElse("/etc/pki/libvirt/private/serverkey.pem")),
                !conf.flag("tls_no_verify_certificate", false));
    }

    /** What tells this host from others: what is said here, else the firmware's number or the installation's. */
    Optional<UUID> hostUuid() {
        Optional<String> said = conf.text("host_uuid");
        if (said.isPresent()) {
            return Optional.of(Uuids.parse(said.get()).orElseThrow(() -> ErrorDomain.CONF.error(ErrorCode.CONF_SYNTAX,
                    "jvirtd.conf: invalid host UUID: %s", said.get())));
        }
        boolean installation = conf.text("host_uuid_source").filter("machine-id"::equals).isPresent();
        return (installation ? Hardware.installation() : Hardware.uuid()).flatMap(Uuids::parse);
    }

    /** The file of logins, if it is not {@code etc/logins}. */
    Optional<Path> loginFile() {
        return conf.text("login_file").map(Path::of);
    }

    List<String> loginNames() {
        return conf.list("sasl_allowed_username_list");
    }

    List<String> tlsNames() {
        return conf.list("tls_allowed_dn_list");
    }
}
