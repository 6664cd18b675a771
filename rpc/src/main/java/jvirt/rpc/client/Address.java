package jvirt.rpc.client;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/**
 * A connection URI: {@code driver[+transport]://[user@][host][:port]/path[?option=value]}.
 *
 * @param port 0 where the URI has none
 */
public record Address(String driver, String transport, Optional<String> user, Optional<String> host, int port, String path,
        Map<String, String> options) {
    private static final String SYSTEM = "qemu:///system";

    /** Reads a URI; an empty one means the environment's, and then the system's for root, the session's for others. */
    public static Address parse(String uri) {
        String text = uri.isEmpty() ? byDefault() : uri;
        try {
            URI parsed = new URI(text);
            if (parsed.getScheme() == null) throw invalid(text, "scheme missing");
            int plus = parsed.getScheme().indexOf('+');
            String driver = plus < 0 ? parsed.getScheme() : parsed.getScheme().substring(0, plus);
            Optional<String> host = Optional.ofNullable(parsed.getHost()).map(Address::unbracketed);
            String transport = plus >= 0 ? parsed.getScheme().substring(plus + 1) : host.isPresent() ? "tls" : "unix";
            String path = Optional.ofNullable(parsed.getPath()).filter(one -> !one.isEmpty()).orElse("/");
            return new Address(driver, transport, Optional.ofNullable(parsed.getUserInfo()), host,
                    Math.max(parsed.getPort(), 0), path, options(parsed.getRawQuery()));
        } catch (URISyntaxException e) {
            throw invalid(text, e.getReason());
        }
    }

    private static RuntimeException invalid(String uri, String why) {
        return ErrorDomain.URI.error(ErrorCode.INVALID_ARG, "Unable to parse URI '%s': %s", uri, why);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static String byDefault() {
        for (String name : List.of("JVIRT_DEFAULT_URI", "VIRSH_DEFAULT_CONNECT_URI", "LIBVIRT_DEFAULT_URI")) {
            String uri = System.getenv(name);
            if (uri != null && !uri.isEmpty()) return uri;
        }
        return System.getProperty("user.name").equals("root") ? SYSTEM : "qemu:///session";
    }

    private static Map<String, String> options(String query) {
        Map<String, String> options = new HashMap<>();
        if (query == null) return options;
        for (String one : query.split("[&;]")) {
            int is = one.indexOf('=');
            if (is > 0) options.put(one.substring(0, is), URLDecoder.decode(one.substring(is + 1), StandardCharsets.UTF_8));
        }
        return options;
    }

    /** The URI that the daemon at the other end opens: without what was only the way to it. */
    public String inner() {
        return options.getOrDefault("name", driver + "://" + path);
    }

    /** The socket to connect to: the one that the URI names, else the first that is there of those that daemons serve. */
    public Path socket(boolean readonly) {
        if (options.containsKey("socket")) return Path.of(options.get("socket"));
        String suffix = readonly ? "-ro" : "";
        boolean session = path.equals("/session");
        String run = session ? sessionFolder() : "/var/run";
        Path libvirt = Path.of(run, "libvirt", "libvirt-sock" + (session ? "" : suffix));
        List<Path> known = List.of(Path.of(run, "jvirt", "libvirt-sock" + (session ? "" : suffix)), libvirt,
                Path.of(run, "libvirt", "virt" + driver + "d-sock" + (session ? "" : suffix)));
        for (Path socket : known) {
            if (Files.exists(socket)) return socket;
        }
        return libvirt;
    }

    private static String sessionFolder() {
        String folder = System.getenv("XDG_RUNTIME_DIR");
        return folder != null && !folder.isEmpty() ? folder : System.getProperty("user.home") + "/.cache";
    }
}
