package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Graphics;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.YesNo;

/** Ways to see the guest's screen: {@code -vnc}, {@code -spice}, {@code -display}. Passwords are set once QEMU runs. */
public final class Displays {
    /** The port of VNC's display 0. */
    private static final int VNC_BASE = 5900;

    private Displays() {}

    public static List<Part> parts(Graphics graphics, Chassis chassis, Supplier supplier) {
        return switch (graphics) {
            case Graphics.Vnc vnc -> vnc(vnc, chassis, supplier);
            case Graphics.Spice spice -> spice(spice, supplier);
            case Graphics.Sdl sdl -> {
                List<Part> parts = new ArrayList<>();
                if (yes(sdl.fullscreen())) parts.add(Part.Option.of("-full-screen"));
                parts.add(Part.Option.of("-display", "sdl" + sdl.gl().flatMap(Graphics.Gl::enable)
                        .map(on -> ",gl=" + onOff(on)).orElse("")));
                yield parts;
            }
            case Graphics.EglHeadless(var gl) -> List.of(Part.Option.of("-display", "egl-headless" + renderNode(gl)));
            case Graphics.Dbus dbus -> List.of(dbus(dbus, chassis));
            case Graphics.Rdp _, Graphics.Desktop _ -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "graphics type '%s' is not supported", graphics instanceof Graphics.Rdp ? "rdp" : "desktop");
        };
    }

    /** What QEMU must find in its environment. */
    public static Map<String, String> environment(Graphics graphics, Supplier supplier) {
        Map<String, String> environment = new LinkedHashMap<>();
        switch (graphics) {
            case Graphics.Sdl sdl -> {
                sdl.xauth().ifPresent(file -> environment.put("XAUTHORITY", file));
                sdl.display().ifPresent(display -> environment.put("DISPLAY", display));
            }
            case Graphics.Vnc _ -> supplier.resources().settings().vncSaslDirectory()
                    .ifPresent(folder -> environment.put("SASL_CONF_PATH", folder));
            case Graphics.Spice _ -> supplier.resources().settings().spiceSaslDirectory()
                    .ifPresent(folder -> environment.put("SASL_CONF_PATH", folder));
            case Graphics.Rdp _, Graphics.Desktop _, Graphics.EglHeadless _, Graphics.Dbus _ -> { }
        }
        return environment;
    }

    private static boolean yes(Optional<YesNo> value) {
        return value.filter(YesNo::yes).isPresent();
    }

    private static String onOff(YesNo value) {
        return value.yes() ? "on" : "off";
    }

    private static String renderNode(Optional<Graphics.Gl> gl) {
        return gl.flatMap(Graphics.Gl::rendernode).map(node -> ",rendernode=" + Words.escaped(node)).orElse("");
    }

    private static Part dbus(Graphics.Dbus dbus, Chassis chassis) {
        String where = yes(dbus.p2p()) ? ",p2p=on" : ",addr=" + Words.escaped(dbus.address().orElse(""));
        return Part.Option.of("-display", "dbus" + where
                + dbus.gl().flatMap(Graphics.Gl::enable).map(on -> ",gl=" + onOff(on)).orElse("") + renderNode(dbus.gl())
                + dbus.audio().map(audio -> ",audiodev=" + Sounds.audio(audio.id(), chassis)).orElse(""));
    }

    private static Graphics.Listen first(List<Graphics.Listen> listens) {
        if (!listens.isEmpty()) return listens.getFirst();
        throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "missing listen element");
    }

    private static Optional<String> address(Graphics.Listen listen) {
        return switch (listen) {
            case Graphics.Listen.At(var address) -> address;
            case Graphics.Listen.OnNetwork(var address, _) -> address;
            case Graphics.Listen.None _, Graphics.Listen.Socket _ -> Optional.empty();
        };
    }

    private static List<Part> vnc(Graphics.Vnc vnc, Chassis chassis, Supplier supplier) {
        var settings = supplier.resources().settings();
        List<Part> parts = new ArrayList<>();
        StringBuilder option = new StringBuilder(vncPlace(vnc));
        vnc.sharePolicy().ifPresent(policy -> option.append(",share=").append(Words.of(policy)));
        if (vnc.password().passwd().isPresent() || settings.vncPassword()) option.append(",password=on");
        if (settings.vncTls()) {
            Optional<String> secret = settings.vncTlsSecret().map(uuid -> {
                parts.add(supplier.secret(VNC_CREDENTIALS + "-secret0", Resources.Secrets.Usage.TLS,
                        Chardevs.reference(uuid)));
                return VNC_CREDENTIALS + "-secret0";
            });
            parts.add(new Tls(settings.vncTlsDirectory(), true, settings.vncTlsVerify(), secret).object(VNC_CREDENTIALS));
            option.append(",tls-creds=").append(VNC_CREDENTIALS);
        }
        if (settings.vncSasl()) option.append(",sasl=on");
        vnc.powerControl().ifPresent(on -> option.append(",power-control=").append(onOff(on)));
        option.append(",audiodev=").append(Sounds.audio(vnc.audio().map(Graphics.AudioRef::id).orElse(0), chassis));
        parts.add(Part.Option.of("-vnc", option.toString()));
        vnc.keymap().ifPresent(keymap -> parts.add(Part.Option.of("-k", keymap)));
        return parts;
    }

    private static final String VNC_CREDENTIALS = "vnc-tls-creds0";

    private static String vncPlace(Graphics.Vnc vnc) {
        Graphics.Listen listen = first(vnc.listen());
        return switch (listen) {
            case Graphics.Listen.Socket(var socket) -> "vnc=unix:" + Words.escaped(socket.orElse(""));
            case Graphics.Listen.None _ -> "none";
            case Graphics.Listen.At _, Graphics.Listen.OnNetwork _ -> {
                int port = vnc.port().orElse(VNC_BASE);
                if (!yes(vnc.autoport()) && (port < VNC_BASE || port > 65535)) {
                    throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "vnc port must be in range [5900,65535]");
                }
                yield address(listen).map(host -> host.contains(":") ? "[" + host + "]" : host).orElse("") + ":"
                        + (port - VNC_BASE)
                        + vnc.websocket().filter(socket -> socket != 0).map(socket -> ",websocket=" + socket).orElse("");
            }
        };
    }

    private static List<Part> spice(Graphics.Spice spice, Supplier supplier) {
        var settings = supplier.resources().settings();
        List<String> options = new ArrayList<>();
        Graphics.Listen listen = first(spice.listen());
        int port = spice.port().orElse(0);
        int tlsPort = spice.tlsPort().orElse(0);
        boolean network = listen instanceof Graphics.Listen.At || listen instanceof Graphics.Listen.OnNetwork;
        boolean plain = !network || port > 0;
        boolean secure = network && tlsPort > 0;
        switch (listen) {
            case Graphics.Listen.Socket(var socket) -> {
                options.add("unix");
                options.add("addr=" + Words.escaped(socket.orElse("")));
            }
            case Graphics.Listen.None _ -> options.add("port=0");
            case Graphics.Listen.At _, Graphics.Listen.OnNetwork _ -> {
                if (port > 0) options.add("port=" + port);
                if (tlsPort > 0) options.add("tls-port=" + tlsPort);
                if (port > 0 || tlsPort > 0) address(listen).ifPresent(address -> options.add("addr=" + address));
            }
        }
        if (settings.spiceSasl()) options.add("sasl=on");
        spice.mouse().ifPresent(mouse ->
                options.add("agent-mouse=" + (mouse.mode() == Graphics.Mouse.Mode.CLIENT ? "on" : "off")));
        if (spice.password().passwd().isEmpty() && !settings.spicePassword()) options.add("disable-ticketing=on");
        if (secure) options.add("x509-dir=" + Words.escaped(settings.spiceTlsDirectory()));
        channels(spice, plain, secure, options);
        spiceDetails(spice, options);
        options.add("seamless-migration=on");
        List<Part> parts = new ArrayList<>(List.of(Part.Option.of("-spice", String.join(",", options))));
        spice.keymap().ifPresent(keymap -> parts.add(Part.Option.of("-k", keymap)));
        return parts;
    }

    private static void channels(Graphics.Spice spice, boolean plain, boolean secure, List<String> options) {
        spice.defaultMode().ifPresent(mode -> channel("default", "defaultMode " + Words.of(mode) + " requested",
                mode, plain, secure, options));
        for (Graphics.ChannelName name : Graphics.ChannelName.values()) {
            spice.channel().stream().filter(channel -> channel.name() == name).reduce((_, last) -> last)
                    .ifPresent(channel -> channel(Words.of(name), Words.of(channel.mode()) + " channels set",
                            channel.mode(), plain, secure, options));
        }
    }

    private static void channel(String name, String what, Graphics.ChannelMode mode, boolean plain, boolean secure,
            List<String> options) {
        switch (mode) {
            case SECURE -> {
                if (!secure) throw unavailable(what, "TLS");
                options.add("tls-channel=" + name);
            }
            case INSECURE -> {
                if (!plain) throw unavailable(what, "plaintext");
                options.add("plaintext-channel=" + name);
            }
            case ANY -> { }
        }
    }

    private static RuntimeException unavailable(String what, String kind) {
        return ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                "spice %s in XML configuration, but %s connection is not available", what, kind);
    }

    private static void spiceDetails(Graphics.Spice spice, List<String> options) {
        spice.image().ifPresent(image -> options.add("image-compression=" + Words.of(image.compression())));
        spice.jpeg().ifPresent(jpeg -> options.add("jpeg-wan-compression=" + Words.of(jpeg.compression())));
        spice.zlib().ifPresent(zlib -> options.add("zlib-glz-wan-compression=" + Words.of(zlib.compression())));
        spice.playback().map(Graphics.Playback::compression).map(OnOff::on)
                .ifPresent(on -> options.add("playback-compression=" + (on ? "on" : "off")));
        spice.streaming().ifPresent(streaming -> options.add("streaming-video=" + Words.of(streaming.mode())));
        if (spice.clipboard().filter(clipboard -> !clipboard.copypaste().yes()).isPresent()) {
            options.add("disable-copy-paste=on");
        }
        if (spice.filetransfer().filter(transfer -> !transfer.enable().yes()).isPresent()) {
            options.add("disable-agent-file-xfer=on");
        }
        spice.gl().filter(gl -> yes(gl.enable())).ifPresent(gl -> {
            options.add("gl=on");
            gl.rendernode().ifPresent(node -> options.add("rendernode=" + Words.escaped(node)));
        });
    }
}
