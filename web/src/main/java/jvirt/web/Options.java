package jvirt.web;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What the command line says.
 *
 * @param hosts the connections, by the names that they have in the console
 * @param root where the accounts, the audit log and the certificate are
 * @param certificate a PEM chain and its key, such as an ACME client leaves; empty for one that is made here
 */
public record Options(String address, int port, boolean tls, Path root, SequencedMap<String, String> hosts, Optional<Path> certificate,
        Optional<Path> key) {
    public static final String VERSION = "0.1.0";
    private static final int PORT = 8443;
    private static final int PORT_MAX = 65_535;

    static final String USAGE = """
            usage: jvirt web [options]

            The web console, as a client of one or more daemons. It needs no privileges of its own but to reach them.

              --connect [NAME=]URI   a host to show; may be given again (default: local=qemu:///system, or $JVIRT_DEFAULT_URI)
              --listen ADDRESS       where to listen (default: 127.0.0.1)
              --port PORT            on which port; 0 takes a free one (default: 8443)
              --root DIR             where accounts, audit log and certificate are kept (default: ~/.local/share/jvirt/web,
                                     /var/lib/jvirt/web for root)
              --certificate FILE     the certificate and what stands between it and its authority, PEM; --key FILE: its key
              --no-tls               plain HTTP, for a reverse proxy on this host that does TLS
              --help                 this text
            """;

    /** Reads the words; a message of what is wrong with them is an {@link IllegalArgumentException}. */
    static Options parse(List<String> words, java.util.Map<String, String> environment) {
        String address = "127.0.0.1";
        int port = PORT;
        boolean tls = true;
        Optional<Path> root = Optional.empty(), certificate = Optional.empty(), key = Optional.empty();
        SequencedMap<String, String> hosts = new LinkedHashMap<>();
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String word = left.removeFirst();
            switch (word) {
                case "--connect" -> connect(hosts, value(word, left));
                case "--listen" -> address = value(word, left);
                case "--port" -> port = port(value(word, left));
                case "--root" -> root = Optional.of(Path.of(value(word, left)));
                case "--certificate" -> certificate = Optional.of(Path.of(value(word, left)));
                case "--key" -> key = Optional.of(Path.of(value(word, left)));
                case "--no-tls" -> tls = false;
                default -> throw new IllegalArgumentException("unknown argument '" + word + "'");
            }
        }
        if (certificate.isPresent() != key.isPresent()) throw new IllegalArgumentException("--certificate and --key go together");
        if (hosts.isEmpty()) hosts.put("local", environment.getOrDefault("JVIRT_DEFAULT_URI", "qemu:///system"));
        return new Options(address, port, tls, root.orElseGet(Options::usualRoot), hosts, certificate, key);
    }

    private static Path usualRoot() {
        return System.getProperty("user.name").equals("root") ? Path.of("/var/lib/jvirt/web")
                : Path.of(System.getProperty("user.home"), ".local/share/jvirt/web");
    }

    private static String value(String word, List<String> left) {
        if (left.isEmpty()) throw new IllegalArgumentException(word + " needs a value");
        return left.removeFirst();
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= PORT_MAX) return port;
        } catch (NumberFormatException _) {
            // it is said below
        }
        throw new IllegalArgumentException("--port is a number from 0 to " + PORT_MAX + ", not '" + text + "'");
    }

    /** {@code name=uri}; a URI alone is called after its place in the list. */
    private static void connect(SequencedMap<String, String> hosts, String text) {
        int equals = text.indexOf('=');
        boolean named = equals > 0 && text.substring(0, equals).matches("[A-Za-z0-9._-]+");
        String name = named ? text.substring(0, equals) : hosts.isEmpty() ? "local" : "host" + (hosts.size() + 1);
        if (hosts.putIfAbsent(name, named ? text.substring(equals + 1) : text) != null) {
            throw new IllegalArgumentException("there are two hosts called " + name);
        }
    }
}
