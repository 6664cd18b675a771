package jvirt.api.storage.backing;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.STORAGE;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.DiskSource.Protocol;

/** QEMU's old strings: {@code nbd:host:port:exportname=x}, {@code nbd:unix:path}, {@code rbd:pool/image@snapshot:option=…}. */
final class BackingColon {
    private static final String EXPORT = ":exportname=";
    private static final Pattern NBD_HOST = Pattern.compile("(\\[(?<six>[^\\]]+)]|(?<four>[^:\\[]+)):(?<port>.*)");
    /** Options end at a colon that no backslash takes the meaning from. */
    private static final Pattern OPTION = Pattern.compile("((?:\\\\.|[^:\\\\])*)(:|$)");
    private static final Pattern MONITOR = Pattern.compile("(\\[(?<six>[^\\]]*)](\\\\:(?<sixPort>.*))?"
            + "|(?<four>.*?)(\\\\:(?<fourPort>.*))?)");

    private BackingColon() {}

    static NetworkDraft parse(String text) {
        Protocol protocol = BackingUri.protocol(text.substring(0, text.indexOf(':')));
        return switch (protocol) {
            case NBD -> nbd(text);
            case RBD -> rbd(text);
            case SHEEPDOG -> throw STORAGE.error(INTERNAL_ERROR, "backing store parser is not implemented for protocol %s",
                    BackingUri.word(protocol));
            case GLUSTER, ISCSI, HTTP, HTTPS, FTP, FTPS, TFTP, SSH, VXHS, NFS -> throw STORAGE.error(INTERNAL_ERROR,
                    "malformed backing store path for protocol %s", BackingUri.word(protocol));
        };
    }

    private static NetworkDraft nbd(String text) {
        var draft = new NetworkDraft(Protocol.NBD);
        int export = text.indexOf(EXPORT);
        if (export >= 0) draft.name = Optional.of(text.substring(export + EXPORT.length()));
        String server = (export >= 0 ? text.substring(0, export) : text).replaceFirst("^nbd:?", "");
        if (server.startsWith("unix:") && server.length() > "unix:".length()) {
            draft.socket(server.substring("unix:".length()));
            return draft;
        }
        Matcher host = NBD_HOST.matcher(server);
        if (server.startsWith("unix:") || !host.matches()) {
            throw STORAGE.error(INTERNAL_ERROR, "malformed nbd string '%s'", text);
        }
        draft.host(host.group("six") != null ? host.group("six") : host.group("four"),
                NetworkDraft.port(Optional.of(host.group("port"))));
        return draft;
    }

    static NetworkDraft rbd(String text) {
        var draft = new NetworkDraft(Protocol.RBD);
        String rest = text.startsWith("rbd:") ? text.substring("rbd:".length()) : text;
        int colon = rest.indexOf(':');
        String image = colon < 0 ? rest : rest.substring(0, colon);
        int at = image.indexOf('@');
        if (at >= 0) draft.snapshot = Optional.of(new DiskSource.Snapshot(image.substring(at + 1)));
        draft.name = Optional.of(at < 0 ? image : image.substring(0, at));
        if (colon >= 0) OPTION.matcher(rest.substring(colon + 1)).results().forEach(option -> option(draft, option.group(1)));
        return draft;
    }

    /** The user ({@code id=}) is left out: of a secret to go with it the string knows nothing. */
    private static void option(NetworkDraft draft, String option) {
        if (option.startsWith("conf=")) {
            draft.config = Optional.of(new DiskSource.Config(option.substring("conf=".length())));
        } else if (option.startsWith("mon_host=")) {
            for (String monitor : option.substring("mon_host=".length()).split("\\\\[,; ]")) monitor(draft, monitor);
        }
    }

    private static void monitor(NetworkDraft draft, String text) {
        Matcher monitor = MONITOR.matcher(text);
        if (!monitor.matches()) throw STORAGE.error(INTERNAL_ERROR, "malformed monitor '%s'", text);
        boolean six = monitor.group("six") != null;
        draft.host((six ? monitor.group("six") : monitor.group("four")).replace("\\:", ":"),
                NetworkDraft.port(Optional.ofNullable(monitor.group(six ? "sixPort" : "fourPort"))));
    }
}
