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
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.host.ConfFile;
import jvirt.rpc.server.Limits;
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
                Duration.ofSeconds(conf.number("keepalive_interval", 5)), conf.number("keepalive_count", 5));
    }

    /** Who may connect to the read-write socket: its owner, unless said otherwise. */
    Set<PosixFilePermission> socketMode() {
        return mode("unix_sock_rw_perms", "0700");
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
        if (!conf.flag("listen_tls", false)) return Optional.empty();
        int port = conf.number("tls_port", 16_514);
        return Optional.of(conf.text("listen_addr").map(host -> new InetSocketAddress(host, port))
                .orElseGet(() -> new InetSocketAddress(port)));
    }

    TlsKeys tlsKeys() {
        return new TlsKeys(Path.of(conf.text("ca_file").orElse("/etc/pki/CA/cacert.pem")),
                Path.of(conf.text("cert_file").orElse("/etc/pki/libvirt/servercert.pem")),
                Path.of(conf.text("key_file").orElse("/etc/pki/libvirt/private/serverkey.pem")),
                !conf.flag("tls_no_verify_certificate", false));
    }

    List<String> tlsNames() {
        return conf.list("tls_allowed_dn_list");
    }
}
