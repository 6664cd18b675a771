package jvirt.qemu.control;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.domain.device.Graphics;
import jvirt.api.json.Json;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.UnixSocket;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;

/** Lets a viewer of this host in at a guest's screen, past the network. */
public final class ScreenDoor {
    /** {@code VIR_DOMAIN_OPEN_GRAPHICS_SKIPAUTH}. */
    public static final int SKIP_AUTHENTICATION = 1;
    private static final String NAME = "graphicsfd";

    private ScreenDoor() {}

    /** One end of a connection, of which QEMU has the other. The caller closes it. */
    public static Descriptor open(Vm vm, int index, boolean skipAuthentication) {
        String protocol = protocol(vm, index);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainOpenGraphicsFD")) {
            UnixSocket.Pair pair = UnixSocket.pair();
            try (Descriptor theirs = pair.other()) {
                var monitor = vm.running().qemu().monitor();
                monitor.call(new DeviceCommand.GetFd(NAME), theirs.number());
                monitor.call(new MachineCommand.AddClient(protocol, NAME, Optional.of(skipAuthentication)));
                return pair.one();
            } catch (RuntimeException e) {
                pair.one().close();
                throw e;
            }
        } catch (ErrnoException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "unable to create socket pair: %s", e.reason());
        }
    }

    /** Gives QEMU the end of a connection that the viewer has made. */
    public static void open(Vm vm, int index, Descriptor viewer, boolean skipAuthentication) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainOpenGraphics")) {
            String protocol = protocol(vm, index);
            var monitor = vm.running().qemu().monitor();
            monitor.call(new DeviceCommand.GetFd(NAME), viewer.number());
            monitor.call(new MachineCommand.AddClient(protocol, NAME, Optional.of(skipAuthentication)));
        }
    }

    /** Which screens are meant, {@code virDomainGraphicsReloadType}. */
    public enum Reload { ANY, VNC }

    /** Has QEMU read the certificates of its screens again. Only VNC's can be read twice. */
    public static void reload(Vm vm, Reload type) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainGraphicsReload")) {
            var active = vm.running();
            if (active.live().devices().graphics().stream().noneMatch(Graphics.Vnc.class::isInstance)) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "no graphics device whose certificates can be reloaded");
            }
            active.qemu().monitor().call(new MachineCommand.DisplayReload("vnc", Json.object().with("tls-certs", true)));
        }
    }

    private static String protocol(Vm vm, int index) {
        List<Graphics> all = vm.running().live().devices().graphics();
        if (index < 0 || index >= all.size()) throw QEMU.error(INTERNAL_ERROR, "No graphics backend with index %d", index);
        return protocol(all.get(index));
    }

    private static String protocol(Graphics graphics) {
        return switch (graphics) {
            case Graphics.Vnc _ -> "vnc";
            case Graphics.Spice _ -> "spice";
            case Graphics.Dbus _ -> "@dbus-display";
            case Graphics.Sdl _, Graphics.Rdp _, Graphics.Desktop _, Graphics.EglHeadless _ -> throw QEMU.error(CONFIG_UNSUPPORTED,
                    "Can only open VNC, SPICE or D-Bus p2p graphics backends, not %s",
                    graphics.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        };
    }
}
