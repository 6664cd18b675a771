package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.STORAGE;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.domain.device.DiskSource.Host;
import jvirt.api.domain.device.DiskSource.Host.Transport;
import jvirt.api.domain.device.DiskSource.Protocol;

/** {@code protocol+transport://user@host:port/path?query}. */
final class BackingUri {
    private static final Pattern URI = Pattern.compile("(?<protocol>[A-Za-z][A-Za-z0-9.-]*)(\\+(?<transport>[^:/]*))?:"
            + "//((?<user>[^/?#@]*)@)?(?<host>\\[[^\\]]*]|[^/?#:]*)(:(?<port>[0-9]*))?"
            + "(?<path>[^?#]*)(\\?(?<query>[^#]*))?(#.*)?");
    private static final String SOCKET = "socket=";

    private BackingUri() {}

    static NetworkDraft parse(String text) {
        Matcher uri = URI.matcher(text);
        if (!uri.matches()) throw STORAGE.error(INTERNAL_ERROR, "Unable to parse URI %s", text);
        var draft = new NetworkDraft(protocol(uri.group("protocol")));
        Optional<String> query = Optional.ofNullable(uri.group("query"));
        boolean web = draft.protocol == Protocol.HTTP || draft.protocol == Protocol.HTTPS;
        if (web) draft.query = query;
        draft.name = name(draft.protocol, decode(uri.group("path")));
        draft.hosts.add(host(uri, query.filter(q -> !web && q.startsWith(SOCKET)).map(q -> q.substring(SOCKET.length()))));
        draft.credentials = uri.group("user") != null;
        return draft;
    }

    static Protocol protocol(String word) {
        return Arrays.stream(Protocol.values()).filter(known -> word(known).equals(word)).findFirst()
                .orElseThrow(() -> STORAGE.error(INTERNAL_ERROR, "invalid backing protocol '%s'", word));
    }

    static String word(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private static Optional<String> name(Protocol protocol, String path) {
        String name = path.startsWith("/") ? path.substring(1) : path;
        if (protocol == Protocol.NBD && name.isEmpty()) return Optional.empty();
        if (protocol == Protocol.GLUSTER && name.indexOf('/') <= 0) {
            throw STORAGE.error(CONFIG_UNSUPPORTED, "missing volume name or file name in gluster source path '%s'", name);
        }
        return Optional.of(name);
    }

    private static Host host(Matcher uri, Optional<String> socket) {
        Optional<Transport> transport = Optional.ofNullable(uri.group("transport")).map(BackingUri::transport)
                .filter(named -> named != Transport.TCP);
        String name = decode(uri.group("host"));
        if (name.startsWith("[")) name = name.substring(1, name.length() - 1);
        int port = name.isEmpty() ? 0
                : NetworkDraft.port(Optional.ofNullable(uri.group("port")).filter(digits -> !digits.isEmpty()));
        return new Host(Optional.of(name).filter(host -> !host.isEmpty()), Optional.of(port).filter(number -> number > 0),
                transport, socket);
    }

    private static Transport transport(String word) {
        return Arrays.stream(Transport.values()).filter(known -> known.name().toLowerCase(Locale.ROOT).equals(word)).findFirst()
                .orElseThrow(() -> STORAGE.error(INTERNAL_ERROR, "invalid protocol transport type '%s'", word));
    }

    /** Undoes percent signs, and only them: a plus is a plus. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) return text;
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var decoded = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length && Character.digit(bytes[i + 1], 16) >= 0
                    && Character.digit(bytes[i + 2], 16) >= 0) {
                decoded.write(Character.digit(bytes[i + 1], 16) << 4 | Character.digit(bytes[i + 2], 16));
                i += 2;
            } else {
                decoded.write(bytes[i]);
            }
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
