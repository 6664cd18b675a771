package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Default;
import jvirt.api.xml.Element;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;

/** What a character device of the guest is joined to on the host, by the word in {@code type}. */
@ByAttr("type")
public sealed interface ChardevSource {
    @Is("null")
    record Null() implements ChardevSource {}

    @Is("vc")
    record Vc() implements ChardevSource {}

    /** A terminal that QEMU makes: its path is known once the guest runs. */
    @Is({"pty", ""})
    record Pty(@Live Optional<PathSource> source) implements ChardevSource {}

    /** The elements of devices that may be ports. */
    Set<String> PORTS = Set.of("serial", "parallel", "console", "channel", "redirdev", "smartcard");

    /** libvirt's error where a port leads to more places than it can. */
    static void check(Element device) {
        if (!PORTS.contains(device.name()) || device.children("source").size() < 2) return;
        if (device.attribute("type").filter("udp"::equals).isEmpty()) {
            throw ErrorDomain.XML.error(XML_ERROR, "only one source element is allowed for character device");
        }
    }

    @Is("dev")
    record Dev(Optional<PathSource> source) implements ChardevSource {}

    @Is("file")
    record File(Optional<PathSource> source) implements ChardevSource {}

    @Is("pipe")
    record Pipe(Optional<PathSource> source) implements ChardevSource {}

    @Is("stdio")
    record Stdio() implements ChardevSource {}

    /** Datagrams: one {@code <source>} says where to, another where from. */
    @Is("udp")
    record Udp(List<UdpEnd> source) implements ChardevSource {
        public Udp {
            if (source.size() > 2) {
                throw ErrorDomain.XML.error(XML_ERROR, "only two source elements are allowed for character device");
            }
            source = source.stream().map(UdpEnd::withMode).sorted(Comparator.comparing(end -> end.mode.get())).toList();
        }

        public Optional<UdpEnd> end(Mode mode) {
            return source.stream().filter(end -> end.mode.orElse(Mode.CONNECT) == mode).findFirst();
        }
    }

    @Is("tcp")
    record Tcp(@Default("") TcpEnd source, Optional<Protocol> protocol) implements ChardevSource {
        public Tcp {
            protocol = Optional.of(protocol.orElse(new Protocol(Protocol.Type.RAW)));
        }
    }

    @Is("unix")
    record Unix(Optional<UnixEnd> source) implements ChardevSource {
        /** Without a path there is nothing to say: one is made up when the guest starts. */
        public Unix {
            boolean waits = source.filter(end -> end.mode == Mode.BIND && end.reconnect.isPresent()).isPresent();
            if (waits) throw ErrorDomain.DOMAIN.error(INTERNAL_ERROR, "chardev reconnect is possible only for connect mode");
            source = source.filter(end -> end.path.isPresent());
        }
    }

    @Is("spicevmc")
    record Spicevmc() implements ChardevSource {}

    @Is("spiceport")
    record Spiceport(@Default("") ChannelName source) implements ChardevSource {}

    @Is("nmdm")
    record Nmdm(@Default("") Ends source) implements ChardevSource {
        public record Ends(Optional<String> master, Optional<String> slave) {}
    }

    @Is("qemu-vdagent")
    record QemuVdagent(Optional<Agent> source) implements ChardevSource {
        public record Agent(Optional<Graphics.Clipboard> clipboard, Optional<Graphics.Mouse> mouse) {}
    }

    @Is("dbus")
    record Dbus(Optional<ChannelName> source) implements ChardevSource {}

    /** Who waits for whom. */
    enum Mode { BIND, CONNECT }

    record PathSource(Optional<String> path, Optional<OnOff> append, List<SecurityLabel> seclabel) {
        public static PathSource of(String path) {
            return new PathSource(Optional.of(path), Optional.empty(), List.of());
        }
    }

    record UdpEnd(Optional<Mode> mode, Optional<String> host, Optional<String> service) {
        private UdpEnd withMode() {
            return new UdpEnd(mode.or(() -> Optional.of(Mode.CONNECT)), host, service);
        }
    }

    record TcpEnd(@Default("connect") Mode mode, Optional<String> host, Optional<String> service, Optional<YesNo> tls,
            Optional<Reconnect> reconnect) {}

    record UnixEnd(@Default("connect") Mode mode, Optional<String> path, List<SecurityLabel> seclabel,
            Optional<Reconnect> reconnect) {
        public static UnixEnd bind(String path) {
            return new UnixEnd(Mode.BIND, Optional.of(path), List.of(), Optional.empty());
        }
    }

    /** Whether, and after how many seconds, a lost connection is made again. */
    record Reconnect(YesNo enabled, Optional<Integer> timeout) {
        public Reconnect {
            if (enabled.yes() && timeout.isEmpty()) {
                throw ErrorDomain.XML.error(XML_ERROR, "Missing required attribute '%s' in element '%s'", "timeout", "reconnect");
            }
            timeout = enabled.yes() ? timeout : Optional.empty();
        }
    }

    record ChannelName(Optional<String> channel) {}

    record Protocol(Type type) {
        public enum Type { RAW, TELNET, TELNETS, TLS }
    }
}
