package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.ChardevSource.Mode;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.SecretRef;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;

/** The host's side of character devices: {@code -chardev}. */
public final class Chardevs {
    private Chardevs() {}

    /** How QEMU is told of a host side: {@code kind,id=ID,...}. */
    public record Backend(String kind, String id, List<Setting> settings) {
        public record Setting(String name, String value) {}

        /** The value of {@code -chardev}. */
        public String option() {
            StringBuilder option = new StringBuilder(kind).append(",id=").append(id);
            settings.forEach(setting -> option.append(',').append(setting.name).append('=')
                    .append(Words.escaped(setting.value)));
            return option.toString();
        }
    }

    /** What spice calls a channel, by who uses it. */
    enum Spice {
        VDAGENT("org.qemu.vdagent"), SMARTCARD("org.qemu.smartcard"), USBREDIR("org.qemu.usbredir");

        /** The name on a D-Bus display. */
        private final String dbus;

        Spice(String dbus) {
            this.dbus = dbus;
        }
    }

    /** Puts the settings of one backend together. */
    private static final class Writer {
        private final String kind;
        private final List<Backend.Setting> settings = new ArrayList<>();

        Writer(String kind) {
            this.kind = kind;
        }

        Writer set(String name, Object value) {
            settings.add(new Backend.Setting(name, value.toString()));
            return this;
        }

        Writer set(String name, Optional<?> value) {
            value.ifPresent(some -> set(name, some));
            return this;
        }

        Writer onOff(String name, Optional<OnOff> value) {
            return set(name, value.map(Words::of));
        }

        Writer server(boolean wait) {
            set("server", "on");
            return wait ? this : set("wait", "off");
        }

        Writer reconnect(Optional<ChardevSource.Reconnect> reconnect) {
            reconnect.ifPresent(again -> set("reconnect", again.enabled().yes() ? again.timeout().orElse(0) : 0));
            return this;
        }

        Backend backend(String id) {
            return new Backend(kind, id, List.copyOf(settings));
        }
    }

    /** The host side of the device {@code alias}: what it needs first, then itself under the name {@code charALIAS}. */
    static List<Part> parts(String alias, Chardev chardev, Spice spice, Supplier supplier) {
        return parts(alias, "char" + alias, chardev, spice, supplier);
    }

    static List<Part> parts(String alias, String id, Chardev chardev, Spice spice, Supplier supplier) {
        List<Part> parts = new ArrayList<>();
        Writer writer = writer(alias, id, chardev.source(), spice, supplier, parts);
        chardev.log().ifPresent(log -> {
            OptionalInt set = supplier.pass(alias + "-log", parts);
            writer.set("logfile", set.isPresent() ? "/dev/fdset/" + set.getAsInt() : log.file());
            writer.onOff("logappend", set.isPresent() ? Optional.of(OnOff.ON) : log.append());
        });
        parts.add(new Part.Char(writer.backend(id)));
        return parts;
    }

    private static Writer writer(String alias, String id, ChardevSource source, Spice spice, Supplier supplier,
            List<Part> parts) {
        return switch (source) {
            case ChardevSource.Null _ -> new Writer("null");
            case ChardevSource.Vc _ -> new Writer("vc");
            case ChardevSource.Pty _ -> new Writer("pty");
            case ChardevSource.Stdio _ -> new Writer("stdio");
            case ChardevSource.Dev(var at) -> new Writer(alias.startsWith("parallel") ? "parallel" : "serial")
                    .set("path", path(at));
            case ChardevSource.Pipe(var at) -> new Writer("pipe").set("path", path(at));
            case ChardevSource.File(var at) -> {
                OptionalInt set = supplier.pass(alias + "-source", parts);
                yield new Writer("file").set("path", set.isPresent() ? "/dev/fdset/" + set.getAsInt() : path(at))
                        .onOff("append", set.isPresent() ? Optional.of(OnOff.ON)
                                : at.flatMap(ChardevSource.PathSource::append));
            }
            case ChardevSource.Udp udp -> udp(udp);
            case ChardevSource.Tcp tcp -> tcp(alias, id, tcp, supplier, parts);
            case ChardevSource.Unix(var end) -> unix(alias, end, supplier);
            case ChardevSource.Spicevmc _ -> new Writer("spicevmc").set("name", Words.of(spice));
            case ChardevSource.Spiceport(var channel) -> new Writer("spiceport").set("name", channel.channel().orElseThrow());
            case ChardevSource.Dbus(var channel) -> new Writer("dbus").set("name",
                    channel.flatMap(ChardevSource.ChannelName::channel).orElse(spice.dbus));
            case ChardevSource.QemuVdagent(var agent) -> vdagent(agent);
            case ChardevSource.Nmdm _ -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "unsupported chardev '%s'", "nmdm");
        };
    }

    private static String path(Optional<ChardevSource.PathSource> source) {
        return source.flatMap(ChardevSource.PathSource::path).orElse("");
    }

    private static Writer udp(ChardevSource.Udp udp) {
        var to = udp.end(Mode.CONNECT);
        var from = udp.end(Mode.BIND);
        return new Writer("udp")
                .set("host", to.flatMap(ChardevSource.UdpEnd::host).orElse(""))
                .set("port", to.flatMap(ChardevSource.UdpEnd::service).orElse(""))
                .set("localaddr", from.flatMap(ChardevSource.UdpEnd::host).orElse(""))
                .set("localport", from.flatMap(ChardevSource.UdpEnd::service).orElse("0"));
    }

    private static Writer tcp(String alias, String id, ChardevSource.Tcp tcp, Supplier supplier, List<Part> parts) {
        ChardevSource.TcpEnd end = tcp.source();
        boolean listens = end.mode() == Mode.BIND;
        Writer writer = new Writer("socket").set("host", end.host().orElse("")).set("port", end.service().orElse(""));
        boolean telnet = tcp.protocol().filter(p -> p.type() == ChardevSource.Protocol.Type.TELNET).isPresent();
        if (telnet) writer.set("telnet", "on");
        if (listens) writer.server(false);
        writer.reconnect(end.reconnect());
        boolean tls = end.tls().map(YesNo::yes).orElse(supplier.resources().settings().chardevTls());
        if (tls) writer.set("tls-creds", credentials(alias, id, listens, supplier, parts));
        return writer;
    }

    /** The object with our certificate, and before it the secret that opens the key. */
    private static String credentials(String alias, String id, boolean listens, Supplier supplier, List<Part> parts) {
        var settings = supplier.resources().settings();
        Optional<String> password = settings.chardevTlsSecret().map(secret -> {
            String name = id + "-secret0";
            parts.add(supplier.secret(name, Resources.Secrets.Usage.TLS, reference(secret)));
            return name;
        });
        Tls tls = new Tls(settings.chardevTlsDirectory(), listens, settings.chardevTlsVerify(), password);
        parts.add(tls.object("obj" + id + "_tls0"));
        return "obj" + id + "_tls0";
    }

    static SecretRef reference(UUID secret) {
        return new SecretRef(Optional.empty(), Optional.of(secret), Optional.empty());
    }

    /** A socket on which QEMU listens is made by us, where we can hand it over: nobody then waits for a file. */
    private static Writer unix(String alias, Optional<ChardevSource.UnixEnd> end, Supplier supplier) {
        Mode mode = end.map(ChardevSource.UnixEnd::mode).orElse(Mode.CONNECT);
        boolean listens = mode == Mode.BIND;
        Optional<Integer> descriptor = listens ? supplier.resources().descriptors().first(alias + "-socket")
                : Optional.empty();
        Writer writer = new Writer("socket");
        if (descriptor.isPresent()) {
            writer.set("fd", descriptor.get());
        } else {
            writer.set("path", end.flatMap(ChardevSource.UnixEnd::path).orElse(""));
        }
        if (listens) writer.server(false);
        return writer.reconnect(end.flatMap(ChardevSource.UnixEnd::reconnect));
    }

    private static Writer vdagent(Optional<ChardevSource.QemuVdagent.Agent> agent) {
        return new Writer("qemu-vdagent").set("name", "vdagent")
                .set("clipboard", agent.flatMap(ChardevSource.QemuVdagent.Agent::clipboard)
                        .map(clipboard -> clipboard.copypaste().yes() ? "on" : "off"))
                .set("mouse", agent.flatMap(ChardevSource.QemuVdagent.Agent::mouse)
                        .map(mouse -> mouse.mode() == Graphics.Mouse.Mode.CLIENT ? "on" : "off"));
    }

    /** The monitor's socket: made by us where we can hand it over, else a path in the machine's folder. */
    public static Part monitor(Supplier supplier) {
        String path = supplier.resources().folder().resolve("monitor.sock").toString();
        Writer writer = new Writer("socket");
        Optional<Integer> descriptor = supplier.resources().descriptors().first("monitor");
        if (descriptor.isPresent()) writer.set("fd", descriptor.get());
        else writer.set("path", path);
        return new Part.Char(writer.server(false).backend("charmonitor"));
    }

    /** A socket of a daemon that serves a device; {@code wait} for it before the guest runs. */
    static Part socket(String id, ChardevSource.UnixEnd end, boolean wait) {
        Writer writer = new Writer("socket").set("path", end.path().orElse(""));
        if (end.mode() == Mode.BIND) writer.server(wait);
        return new Part.Char(writer.reconnect(end.reconnect()).backend(id));
    }
}
