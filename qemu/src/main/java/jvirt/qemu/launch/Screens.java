package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Graphics;
import jvirt.api.xml.YesNo;
import jvirt.host.Undo;
import jvirt.qemu.commandline.Launch;
import jvirt.qemu.process.DisplayPorts;
import jvirt.qemu.process.DisplayPorts.Kind;

/** The ports of a machine's screens, taken for as long as it runs. */
final class Screens {
    private final DisplayPorts ports;

    Screens(DisplayPorts ports) {
        this.ports = ports;
    }

    /** Gives out ports that nobody uses. */
    Launch.ScreenPorts giving(String machine, boolean spiceTls, Undo undo) {
        return new Launch.ScreenPorts() {
            private int any(Kind kind) {
                int port = ports.any(kind, machine);
                undo.add("release port " + port, () -> ports.release(port));
                return port;
            }

            @Override
            public int vnc() {
                return any(Kind.SCREEN);
            }

            @Override
            public int websocket() {
                return any(Kind.WEBSOCKET);
            }

            @Override
            public int spice() {
                return any(Kind.SCREEN);
            }

            @Override
            public int spiceTls() {
                if (!spiceTls) {
                    throw QEMU.error(CONFIG_UNSUPPORTED, "Auto allocation of spice TLS port requested but spice TLS is disabled in qemu.conf");
                }
                return any(Kind.SCREEN);
            }
        };
    }

    /** Takes the ports that the definition names. */
    void claimFixed(Domain definition, Undo undo) {
        for (Graphics graphics : definition.devices().graphics()) {
            for (int port : fixed(graphics)) {
                ports.exactly(port, definition.name());
                undo.add("release port " + port, () -> ports.release(port));
            }
        }
    }

    private static List<Integer> fixed(Graphics graphics) {
        List<Integer> fixed = new ArrayList<>();
        switch (graphics) {
            case Graphics.Vnc vnc -> {
                if (!auto(vnc.autoport()) && onPort(vnc.listen())) add(fixed, vnc.port());
                add(fixed, vnc.websocket());
            }
            case Graphics.Spice spice -> {
                if (auto(spice.autoport()) || !onPort(spice.listen())) return List.of();
                add(fixed, spice.port());
                add(fixed, spice.tlsPort());
            }
            case Graphics.Sdl _, Graphics.Rdp _, Graphics.Desktop _, Graphics.EglHeadless _, Graphics.Dbus _ -> { }
        }
        return fixed;
    }

    private static boolean onPort(List<Graphics.Listen> listens) {
        return listens.isEmpty() || listens.getFirst() instanceof Graphics.Listen.At
                || listens.getFirst() instanceof Graphics.Listen.OnNetwork;
    }

    private static boolean auto(Optional<YesNo> autoport) {
        return autoport.filter(YesNo::yes).isPresent();
    }

    private static void add(List<Integer> fixed, Optional<Integer> port) {
        port.filter(number -> number > 0).ifPresent(fixed::add);
    }

    /** A machine that runs still has its ports. */
    void reclaim(Domain live, Undo undo) {
        for (Graphics graphics : live.devices().graphics()) {
            for (int port : open(graphics)) {
                ports.reclaim(port, live.name());
                undo.add("release port " + port, () -> ports.release(port));
            }
        }
    }

    private static List<Integer> open(Graphics graphics) {
        List<Integer> open = new ArrayList<>();
        if (graphics instanceof Graphics.Vnc vnc) {
            add(open, vnc.port());
            add(open, vnc.websocket());
        } else if (graphics instanceof Graphics.Spice spice) {
            add(open, spice.port());
            add(open, spice.tlsPort());
        }
        return open;
    }
}
