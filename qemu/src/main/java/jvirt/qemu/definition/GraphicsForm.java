package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Graphics.Listen;
import jvirt.api.domain.device.Graphics.Spice;
import jvirt.api.domain.device.Graphics.Vnc;
import jvirt.api.xml.YesNo;

/** A screen's server: where it listens can be said in two ways, and which port in three. */
final class GraphicsForm {
    private GraphicsForm() {}

    static Graphics of(Graphics graphics) {
        return switch (graphics) {
            case Vnc vnc -> vnc(vnc);
            case Spice spice -> spice(spice);
            case Graphics.Rdp rdp -> rdp(rdp);
            case Graphics.Sdl _, Graphics.Desktop _, Graphics.EglHeadless _, Graphics.Dbus _ -> graphics;
        };
    }

    /** An old attribute stands for the first element, and must not contradict it. */
    private static List<Listen> listens(List<Listen> written, Optional<String> address, Optional<String> socket) {
        Optional<String> at = address.filter(text -> !text.isEmpty());
        if (written.isEmpty()) {
            return List.of(socket.isPresent() ? new Listen.Socket(socket) : new Listen.At(at));
        }
        List<Listen> listens = new ArrayList<>(written);
        listens.set(0, switch (written.getFirst()) {
            case Listen.At(var own) -> {
                agree("listen", "address", address, own);
                yield socket.isPresent() ? new Listen.Socket(socket) : new Listen.At(own.or(() -> at));
            }
            case Listen.Socket(var own) -> {
                agree("socket", "socket", socket, own);
                yield new Listen.Socket(own.or(() -> socket));
            }
            case Listen.OnNetwork network -> socket.isPresent() ? new Listen.Socket(socket) : network;
            case Listen.None none -> none;
        });
        listens.forEach(GraphicsForm::check);
        return listens;
    }

    private static void check(Listen listen) {
        if (listen instanceof Listen.OnNetwork(_, var network) && network.filter(name -> !name.isEmpty()).isEmpty()) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "'network' attribute is required for listen type 'network'");
        }
    }

    private static void agree(String old, String now, Optional<String> before, Optional<String> own) {
        if (before.isPresent() && own.isPresent() && !before.equals(own)) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "graphics '%s' attribute '%s' must match '%s' attribute of "
                    + "first listen element (found '%s')", old, before.get(), now, own.get());
        }
    }

    /** The address of the first listen element, as it also stands in the old attribute. */
    private static Optional<String> addressOf(List<Listen> listens) {
        return switch (listens.getFirst()) {
            case Listen.At(var address) -> address;
            case Listen.OnNetwork(var address, _) -> address;
            case Listen.Socket _, Listen.None _ -> Optional.empty();
        };
    }

    private static boolean onPort(List<Listen> listens) {
        return listens.getFirst() instanceof Listen.At || listens.getFirst() instanceof Listen.OnNetwork;
    }

    /** The same with other listen elements, and what follows from them. */
    static Vnc vnc(Vnc vnc) {
        List<Listen> listens = listens(vnc.listen(), vnc.listenAddress(), vnc.socket());
        boolean auto = vnc.autoport().map(YesNo::yes).orElse(vnc.port().orElse(-1) == -1);
        boolean onPort = onPort(listens);
        Optional<Integer> port = auto ? Optional.of(-1) : vnc.port().filter(number -> number != 0);
        Optional<String> socket = listens.getFirst() instanceof Listen.Socket(var path) ? path : Optional.empty();
        return new Vnc(socket, port.filter(_ -> onPort), Optional.of(YesNo.of(auto)).filter(_ -> onPort),
                vnc.websocket().filter(number -> onPort && number != 0), addressOf(listens), vnc.keymap(), vnc.sharePolicy(),
                vnc.powerControl(), vnc.password(), listens, vnc.audio());
    }

    static Spice spice(Spice spice) {
        List<Listen> listens = listens(spice.listen(), spice.listenAddress(), Optional.empty());
        boolean auto = spice.autoport().map(YesNo::yes).orElse(false)
                || spice.port().orElse(0) == -1 && spice.tlsPort().orElse(0) == -1;
        Optional<Integer> port = spice.port().filter(number -> !auto && number != 0);
        Optional<Integer> tlsPort = spice.tlsPort().filter(number -> !auto && number != 0);
        boolean nowhere = listens.getFirst() instanceof Listen.At && port.isEmpty() && tlsPort.isEmpty() && !auto;
        if (nowhere) {
            listens = new ArrayList<>(listens);
            listens.set(0, new Listen.None());
        }
        boolean onPort = onPort(listens);
        List<Graphics.Channel> channels = spice.channel().stream()
                .filter(channel -> channel.mode() != Graphics.ChannelMode.ANY)
                .sorted(Comparator.comparing(Graphics.Channel::name)).toList();
        return new Spice(port.filter(_ -> onPort), tlsPort.filter(_ -> onPort),
                Optional.of(YesNo.of(auto)).filter(_ -> onPort), addressOf(listens), spice.keymap(),
                spice.defaultMode().filter(mode -> mode != Graphics.ChannelMode.ANY), spice.password(), listens, channels,
                spice.image(), spice.jpeg(), spice.zlib(), spice.playback(), spice.streaming(), spice.mouse(),
                spice.clipboard(), spice.filetransfer(), spice.gl());
    }

    private static Graphics rdp(Graphics.Rdp rdp) {
        List<Listen> listens = listens(rdp.listen(), rdp.listenAddress(), Optional.empty());
        boolean auto = rdp.autoport().filter(YesNo::yes).isPresent();
        Optional<Integer> port = rdp.port().filter(number -> number > 0).or(() -> auto ? Optional.of(0) : Optional.empty());
        return new Graphics.Rdp(port, rdp.autoport().filter(YesNo::yes), rdp.replaceUser().filter(YesNo::yes),
                rdp.multiUser().filter(YesNo::yes), addressOf(listens), listens);
    }
}
