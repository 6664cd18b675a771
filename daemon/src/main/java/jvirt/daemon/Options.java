package jvirt.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.host.Hooks;
import jvirt.host.Roots;

/**
 * What the command line says.
 *
 * @param root a private root, or none for the system's folders
 * @param session serves one user ({@code qemu:///session}) instead of the system
 * @param libvirtSocket also serves libvirt's own socket paths
 */
record Options(Optional<Path> root, boolean session, boolean libvirtSocket, boolean verbose) {
    private static final Path LIBVIRT_HOOKS = Path.of("/etc/libvirt/hooks");
    static final String HELP = """
            usage: jvirtd [--root DIR] [--session] [--libvirt-socket] [--verbose]

            Serves libvirt's protocol: virsh, virt-install, virt-manager and jvirt are its clients.

              --root DIR        keep everything below DIR (etc run lib log) instead of in /etc/jvirt, /run/jvirt,
                                /var/lib/jvirt and /var/log/jvirt; the socket is DIR/run/libvirt-sock
              --session         serve one user, without root's rights: qemu:///session
              --libvirt-socket  also listen where libvirt's clients look: /run/libvirt/libvirt-sock and -ro
                                (with --session $XDG_RUNTIME_DIR/libvirt/libvirt-sock), and call the hook
                                scripts in /etc/libvirt/hooks too
              --verbose         log what it does
              --version         print the version
              --help            print this

            DIR/etc/jvirtd.conf (/etc/jvirt/jvirtd.conf) has the options of libvirtd.conf: unix_sock_group,
            unix_sock_rw_perms, unix_sock_dir, listen_tls, tls_port, listen_tcp, tcp_port, listen_addr, ca_file, cert_file,
            key_file, tls_allowed_dn_list, max_clients, max_workers, keepalive_interval ... and one of its own:
            libvirt_sockets = [ "legacy", "modular" ] serves libvirt-sock and virtqemud-sock, virtnetworkd-sock ...
            where libvirt's clients look. auth_tls = "sasl" asks for a password of jvirt login-set. DIR/run/libvirt-admin-sock is for virt-admin.
            """;

    /** A command line that is wrong; the message names the culprit. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1;

        UsageException(String message) {
            super(message);
        }
    }

    static Options parse(String... args) throws UsageException {
        Optional<Path> root = Optional.empty();
        boolean session = false;
        boolean libvirtSocket = false;
        boolean verbose = false;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--root" -> {
                    if (++i == args.length) throw new UsageException("--root needs a folder");
                    root = Optional.of(Path.of(args[i]));
                }
                case "--session" -> session = true;
                case "--libvirt-socket" -> libvirtSocket = true;
                case "-v", "--verbose" -> verbose = true;
                default -> throw new UsageException("unknown argument '" + args[i] + "'");
            }
        }
        return new Options(root, session, libvirtSocket, verbose);
    }

    Roots roots() {
        if (root.isPresent()) return Roots.below(root.get());
        return session ? userRoots() : Roots.SYSTEM;
    }

    /** The folders of one user, where the XDG base directory specification puts them. */
    private static Roots userRoots() {
        Path home = Path.of(System.getProperty("user.home"));
        return new Roots(folder("XDG_CONFIG_HOME", home.resolve(".config")), folder("XDG_RUNTIME_DIR", home.resolve(".cache")),
                folder("XDG_DATA_HOME", home.resolve(".local/share")), folder("XDG_CACHE_HOME", home.resolve(".cache")));
    }

    private static Path folder(String variable, Path otherwise) {
        String set = System.getenv(variable);
        return (set == null || set.isEmpty() ? otherwise : Path.of(set)).resolve("jvirt");
    }

    /**
     * Scripts below our own folder; in libvirtd's place those of libvirt's folder too. Where one leads to the other, scripts are
     * called by the name that they were written for.
     */
    Hooks hooks() {
        Path own = roots().etc().resolve("hooks");
        return new Hooks(libvirtSocket || same(own, LIBVIRT_HOOKS) ? List.of(LIBVIRT_HOOKS, own) : List.of(own));
    }

    private static boolean same(Path one, Path other) {
        try {
            return Files.isSameFile(one.getParent(), other.getParent());
        } catch (IOException _) {
            return false;
        }
    }

    /** Where libvirt's own clients look for the sockets of its daemon. */
    Path libvirtRun() {
        if (!session) return Path.of("/run/libvirt");
        String runtime = System.getenv("XDG_RUNTIME_DIR");
        return (runtime == null || runtime.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(runtime))
                .resolve("libvirt");
    }

    /** The URI that clients call this daemon by. */
    String uri() {
        return session ? "qemu:///session" : "qemu:///system";
    }
}
