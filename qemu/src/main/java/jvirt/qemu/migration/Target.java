package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Optional;

/** Where a guest is sent. */
sealed interface Target {
    /**
     * A TCP port of a host.
     *
     * @param host as it is named, IPv6 without brackets
     * @param port 0 where the other host is to choose
     */
    record Port(String scheme, String host, int port) implements Target {
        /** In QEMU's words. */
        String words() {
            return scheme + ":" + address();
        }

        String address() {
            return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /** A Unix socket, which somebody forwards. */
    record Socket(Path path) implements Target {}

    /** Reads a migration URI. Older hosts write {@code tcp:HOST:PORT}, so that is read too. */
    static Target parse(String text) {
        URI uri = uri(wellFormed(text) ? text : "tcp://" + text.substring("tcp:".length()));
        if (uri.getScheme() == null) throw QEMU.error(INVALID_ARG, "missing scheme in migration URI: %s", text);
        return switch (uri.getScheme()) {
            case "unix" -> new Socket(Path.of(Optional.ofNullable(uri.getPath()).orElse("")));
            case "tcp", "rdma" -> {
                String host = host(uri).orElseThrow(() -> QEMU.error(INVALID_ARG, "missing host in migration URI: %s", text));
                yield new Port(uri.getScheme(), host, port(uri));
            }
            case String other -> throw QEMU.error(ARGUMENT_UNSUPPORTED, "unsupported scheme %s in migration URI %s", other, text);
        };
    }

    /** Whether the text is a URI as it stands. */
    static boolean wellFormed(String text) {
        return !text.startsWith("tcp:") || text.startsWith("tcp://");
    }

    private static Optional<String> host(URI uri) {
        if (uri.getHost() != null) return Optional.of(uri.getHost().replaceAll("^\\[|]$", ""));
        // a name that the URI's rules do not allow for a host, such as one with an underscore
        return Optional.ofNullable(uri.getAuthority()).map(authority -> authority.replaceFirst(":\\d*$", ""))
                .filter(name -> !name.isEmpty());
    }

    private static int port(URI uri) {
        if (uri.getPort() > 0) return uri.getPort();
        String authority = Optional.ofNullable(uri.getAuthority()).orElse("");
        int colon = authority.lastIndexOf(':');
        return uri.getHost() == null && authority.substring(colon + 1).matches("\\d{1,5}") ? Integer.parseInt(authority.substring(colon + 1)) : 0;
    }

    static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "Unable to parse URI %s", text);
        }
    }
}
