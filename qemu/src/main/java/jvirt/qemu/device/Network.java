package jvirt.qemu.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Auth;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.DiskSource.Host;
import jvirt.api.domain.device.DiskSource.Protocol;
import jvirt.api.domain.device.Encryption;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;

/** Images on storage servers: what QEMU's block driver of each protocol wants to know. */
final class Network {
    private Network() {}

    private static Protocol protocol(DiskSource.Network source) {
        return source.protocol().orElseThrow();
    }

    static Props props(DiskSource.Network source, Image image, Resources resources) {
        return add(Props.device(Words.of(protocol(source))), source, image, resources);
    }

    /** Where the image is and who may reach it, as {@code blockdev-create} wants to know it. */
    static Json.Obj location(DiskSource.Network source, Image image, Resources resources) {
        return add(Props.empty(), source, image, resources).json();
    }

    private static Props add(Props props, DiskSource.Network source, Image image, Resources resources) {
        return switch (protocol(source)) {
            case GLUSTER -> gluster(props, source, resources.settings().glusterDebugLevel());
            case RBD -> rbd(props, source, image);
            case ISCSI -> iscsi(props, source.name().orElse(""), only(source), image.auth(), image.authSecret(),
                    source.initiator().map(DiskSource.Initiator::iqn));
            case NBD -> nbd(props, source, image, resources);
            case SHEEPDOG -> props.json("server", server(only(source), protocol(source))).text("vdi", source.name());
            case VXHS -> props.text("tls-creds", tls(source, resources) ? Optional.of(image.credentials()) : Optional.empty())
                    .text("vdisk-id", source.name()).json("server", inet(only(source), protocol(source)));
            case HTTP, HTTPS, FTP, FTPS, TFTP -> curl(props, source, image);
            case SSH -> props.text("path", source.name().orElse(""))
                    .json("server", inet(only(source), protocol(source)))
                    .text("user", image.auth().map(Auth::username));
            case NFS -> nfs(props, source);
        };
    }

    /** Whether the connection is encrypted: as the source says, else as the administrator wants it. */
    static boolean tls(DiskSource.Network source, Resources resources) {
        return switch (protocol(source)) {
            case NBD -> source.tls().map(YesNo::yes).orElse(resources.settings().nbdTls());
            case VXHS -> source.tls().map(YesNo::yes).orElse(false);
            default -> false;
        };
    }

    private static Host only(DiskSource.Network source) {
        if (source.host().size() == 1) return source.host().getFirst();
        throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "%s protocol accepts only one host", Words.of(protocol(source)));
    }

    /** The port of those who name none. */
    static int port(Host host, Protocol protocol) {
        return host.port().filter(port -> port != 0).orElse(switch (protocol) {
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
            case RBD -> 0;
            case NFS -> 2049;
        });
    }

    private static Host.Transport transport(Host host) {
        return host.transport().orElse(Host.Transport.TCP);
    }

    /** A {@code SocketAddress} of QEMU's. */
    private static Json.Obj server(Host host, Protocol protocol) {
        return switch (transport(host)) {
            case TCP -> Props.empty().text("type", "inet").text("host", host.name().orElse(""))
                    .text("port", Integer.toString(port(host, protocol))).json();
            case UNIX -> Props.empty().text("type", "unix").text("path", host.socket().orElse("")).json();
            case RDMA -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "transport protocol '%s' is not yet supported", "rdma");
        };
    }

    /** An {@code InetSocketAddress} of QEMU's. */
    private static Json.Obj inet(Host host, Protocol protocol) {
        if (transport(host) != Host.Transport.TCP) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "only TCP protocol can be converted to InetSocketAddress");
        }
        return Props.empty().text("host", host.name().orElse("")).text("port", Integer.toString(port(host, protocol))).json();
    }

    /** {@code POOL/IMAGE}. */
    private static List<String> split(DiskSource.Network source) {
        String name = source.name().orElse("");
        int slash = name.indexOf('/');
        if (slash > 0) return List.of(name.substring(0, slash), name.substring(slash + 1));
        throw ErrorDomain.DOMAIN.error(jvirt.api.ErrorCode.XML_ERROR,
                "can't split path '%s' into pool name and image name", name);
    }

    private static Props gluster(Props props, DiskSource.Network source, int debugLevel) {
        List<String> parts = split(source);
        return props.text("volume", parts.getFirst()).text("path", parts.getLast())
                .json("server", Json.array(source.host().stream().map(host -> server(host, Protocol.GLUSTER)).toList()))
                .number("debug", debugLevel);
    }

    private static Props rbd(Props props, DiskSource.Network source, Image image) {
        List<String> parts = split(source);
        Optional<Auth> auth = image.auth();
        Optional<Json.Obj> encrypt = image.encryption()
                .filter(how -> how.engine().filter(Encryption.Engine.LIBRBD::equals).isPresent())
                .map(how -> Props.empty().text("format", Words.of(how.format()))
                        .text("key-secret", image.encryptionSecret()).json());
        props.text("pool", parts.getFirst()).text("image", parts.getLast())
                .text("snapshot", source.snapshot().map(DiskSource.Snapshot::name))
                .text("conf", source.config().map(DiskSource.Config::file));
        if (!source.host().isEmpty()) {
            props.json("server", Json.array(source.host().stream().map(host -> inet(host, Protocol.RBD)).toList()));
        }
        props.json("encrypt", encrypt).text("user", auth.map(Auth::username));
        auth.ifPresent(_ -> props.json("auth-client-required", Json.array(List.of(Json.of("cephx"), Json.of("none"))))
                .text("key-secret", image.authSecret()));
        return props;
    }

    /** An iSCSI unit, {@code TARGET/LUN}. */
    static Props iscsi(Props props, String name, Host host, Optional<Auth> auth, String secret,
            Optional<DiskSource.Initiator.Iqn> initiator) {
        int slash = name.indexOf('/');
        return props.text("portal", portal(host)).text("target", slash < 0 ? name : name.substring(0, slash))
                .number("lun", slash < 0 ? 0 : lun(name.substring(slash + 1), name)).text("transport", "tcp")
                .text("user", auth.map(Auth::username)).text("password-secret", auth.map(_ -> secret))
                .text("initiator-name", initiator.map(DiskSource.Initiator.Iqn::name));
    }

    private static String portal(Host host) {
        String name = host.name().orElse("");
        return (name.contains(":") ? "[" + name + "]" : name) + ":" + port(host, Protocol.ISCSI);
    }

    private static int lun(String text, String name) {
        try {
            return Integer.parseUnsignedInt(text);
        } catch (NumberFormatException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "cannot parse target for lunStr '%s'", name);
        }
    }

    private static Props nbd(Props props, DiskSource.Network source, Image image, Resources resources) {
        boolean tls = tls(source, resources);
        return props.json("server", server(only(source), Protocol.NBD)).text("export", source.name())
                .text("tls-creds", tls ? Optional.of(image.credentials()) : Optional.empty())
                .text("tls-hostname", source.tlsHostname());
    }

    private static Props curl(Props props, DiskSource.Network source, Image image) {
        Host host = only(source);
        String scheme = Words.of(protocol(source));
        if (transport(host) != Host.Transport.TCP) scheme += "+" + Words.of(transport(host));
        String name = source.name().orElse("");
        String path = name.startsWith("/") ? name : "/" + name;
        String server = host.name().orElse("");
        String url = scheme + "://" + (server.contains(":") ? "[" + server + "]" : server) + ":" + port(host, protocol(source))
                + path + source.query().map(query -> "?" + query).orElse("");
        Optional<Auth> auth = image.auth();
        return props.text("url", url).text("username", auth.map(Auth::username))
                .text("password-secret", auth.map(_ -> image.authSecret()))
                .yesNo("sslverify", source.ssl().map(DiskSource.Ssl::verify))
                .text("cookie-secret", source.cookie().isEmpty() ? Optional.empty() : Optional.of(image.cookieSecret()))
                .positive("timeout", source.timeout().map(DiskSource.Timeout::seconds))
                .positive("readahead", source.readahead().map(DiskSource.Readahead::size));
    }

    static String cookies(DiskSource.Network source) {
        return source.cookie().stream().map(cookie -> cookie.name() + "=" + cookie.value()).collect(Collectors.joining("; "));
    }

    private static Props nfs(Props props, DiskSource.Network source) {
        props.json("server", Props.empty().text("host", only(source).name().orElse("")).text("type", "inet").json())
                .text("path", source.name());
        source.identity().ifPresent(identity -> props.number("user", identity.user().map(Network::id))
                .number("group", identity.group().map(Network::id)));
        return props;
    }

    /** A user or group by number, which may be marked by a plus sign. */
    private static int id(String text) {
        try {
            return Integer.parseInt(text.startsWith("+") ? text.substring(1) : text);
        } catch (NumberFormatException e) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, e, "Failed to parse user or group '%s'", text);
        }
    }
}
