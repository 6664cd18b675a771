package jvirt.qemu.commandline;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Graphics.ChannelMode;
import jvirt.api.domain.device.Graphics.Listen;
import jvirt.api.xml.YesNo;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.device.Resources;

/** Where the servers of a live machine's screens listen. */
final class Screens {
    private Screens() {}

    static Graphics live(Graphics graphics, Settings settings, Resources resources, Launch.ScreenPorts ports) {
        return switch (graphics) {
            case Graphics.Vnc vnc -> vnc(vnc, settings, resources, ports);
            case Graphics.Spice spice -> spice(spice, settings, resources, ports);
            case Graphics.EglHeadless(var gl) -> new Graphics.EglHeadless(drawn(gl.or(() -> Optional.of(GL)), true, resources));
            case Graphics.Dbus dbus -> new Graphics.Dbus(dbus.p2p(), dbus.address(), drawn(dbus.gl(), false, resources),
                    dbus.audio());
            case Graphics.Sdl _, Graphics.Rdp _, Graphics.Desktop _ -> graphics;
        };
    }

    private static final Graphics.Gl GL = new Graphics.Gl(Optional.empty(), Optional.empty());

    /** Who draws with a GPU gets the host's, unless told which. */
    private static Optional<Graphics.Gl> drawn(Optional<Graphics.Gl> gl, boolean always, Resources resources) {
        return gl.map(on -> on.rendernode().isPresent() || !always && on.enable().filter(YesNo::yes).isEmpty() ? on
                : new Graphics.Gl(on.enable(), resources.host().renderNode()));
    }

    private static boolean onPort(List<Listen> listens) {
        return listens.isEmpty() || listens.getFirst() instanceof Listen.At || listens.getFirst() instanceof Listen.OnNetwork;
    }

    /** Every listener with its address: its own, the administrator's, that of its network; a socket with its path. */
    private static List<Listen> listens(List<Listen> listens, String word, String address, boolean socket,
            Resources resources) {
        String path = resources.folder().resolve(word + ".sock").toString();
        return listens.stream().map(listen -> switch (listen) {
            case Listen.At(var own) when own.isEmpty() -> socket ? new Listen.Socket(Optional.of(path))
                    : new Listen.At(Optional.of(address));
            case Listen.OnNetwork(var own, var network) when own.isEmpty() ->
                    new Listen.OnNetwork(Optional.of(resources.networkAddress(network.orElse(""))), network);
            case Listen.Socket(var own) when own.isEmpty() -> new Listen.Socket(Optional.of(path));
            case Listen.At _, Listen.OnNetwork _, Listen.Socket _, Listen.None _ -> listen;
        }).toList();
    }

    private static Optional<String> address(List<Listen> listens) {
        return listens.stream().findFirst().flatMap(listen -> switch (listen) {
            case Listen.At(var address) -> address;
            case Listen.OnNetwork(var address, _) -> address;
            case Listen.Socket _, Listen.None _ -> Optional.empty();
        });
    }

    private static Optional<String> socket(List<Listen> listens) {
        return listens.stream().findFirst().flatMap(listen -> listen instanceof Listen.Socket(var path) ? path : Optional.empty());
    }

    private static Graphics vnc(Graphics.Vnc vnc, Settings settings, Resources resources, Launch.ScreenPorts ports) {
        List<Listen> listens = listens(vnc.listen(), "vnc", settings.vncListen(), settings.vncAutoUnixSocket(), resources);
        boolean onPort = onPort(listens);
        boolean auto = vnc.autoport().filter(YesNo::yes).isPresent();
        Optional<Integer> port = !onPort ? Optional.empty() : auto ? Optional.of(ports.vnc()) : vnc.port();
        Optional<Integer> websocket = vnc.websocket().filter(_ -> onPort)
                .map(number -> number == -1 ? ports.websocket() : number);
        return new Graphics.Vnc(socket(listens), port, vnc.autoport().filter(_ -> onPort), websocket, address(listens),
                vnc.keymap(), vnc.sharePolicy(), vnc.powerControl(), vnc.password(), listens, vnc.audio());
    }

    private static Graphics spice(Graphics.Spice spice, Settings settings, Resources resources, Launch.ScreenPorts ports) {
        List<Listen> listens = listens(spice.listen(), "spice", settings.spiceListen(), settings.spiceAutoUnixSocket(),
                resources);
        boolean onPort = onPort(listens);
        boolean auto = spice.autoport().filter(YesNo::yes).isPresent();
        ChannelMode usual = spice.defaultMode().orElse(ChannelMode.ANY);
        boolean plain = auto && (usual != ChannelMode.SECURE || has(spice, ChannelMode.INSECURE));
        boolean secure = auto && (usual == ChannelMode.SECURE || usual == ChannelMode.ANY && settings.spiceTls()
                || has(spice, ChannelMode.SECURE));
        Optional<Integer> port = !onPort ? Optional.empty()
                : plain || spice.port().filter(number -> number == -1).isPresent() ? Optional.of(ports.spice()) : spice.port();
        Optional<Integer> tlsPort = !onPort ? Optional.empty()
                : secure || spice.tlsPort().filter(number -> number == -1).isPresent() ? Optional.of(ports.spiceTls())
                : spice.tlsPort();
        return new Graphics.Spice(port, tlsPort, spice.autoport().filter(_ -> onPort), address(listens), spice.keymap(),
                spice.defaultMode(), spice.password(), listens, spice.channel(), spice.image(), spice.jpeg(), spice.zlib(),
                spice.playback(), spice.streaming(), spice.mouse(), spice.clipboard(), spice.filetransfer(),
                drawn(spice.gl(), false, resources));
    }

    private static boolean has(Graphics.Spice spice, ChannelMode mode) {
        return spice.channel().stream().anyMatch(channel -> channel.mode() == mode);
    }
}
