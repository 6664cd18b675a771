package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Graphics.Listen;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses screens that this QEMU does not serve. */
final class GraphicsChecks {
    /** {@code VNC} keeps no more of a password: the protocol's limit. */
    private static final int PASSWORD = 8;

    private GraphicsChecks() {}

    static void apply(Graphics graphics, Domain domain, Setting setting) {
        supported(graphics, setting);
        boolean headless = domain.devices().graphics().stream().anyMatch(Graphics.EglHeadless.class::isInstance);
        boolean viewer = graphics instanceof Graphics.Vnc || graphics instanceof Graphics.Spice
                || graphics instanceof Graphics.EglHeadless;
        DRIVER.unsupported(headless && !viewer,
                "graphics type 'egl-headless' is only supported with one of: 'vnc', 'spice' graphics types");
        switch (graphics) {
            case Graphics.Spice spice -> spice(spice, headless, setting);
            case Graphics.Vnc vnc -> {
                vnc.audio().ifPresent(audio -> CommonDeviceChecks.audio(audio, domain));
                DRIVER.unsupported(vnc.powerControl().isPresent() && !setting.can(QemuFlag.VNC_POWER_CONTROL),
                        "VNC power control is not available");
                int length = vnc.password().passwd().map(String::length).orElse(0);
                DRIVER.unsupported(length > PASSWORD, "VNC password is %d characters long, only 8 permitted", length);
            }
            case Graphics.EglHeadless egl -> DRIVER.unsupported(egl.gl().flatMap(Graphics.Gl::rendernode).isPresent()
                    && !setting.can(QemuFlag.EGL_HEADLESS_RENDERNODE),
                    "This QEMU doesn't support OpenGL rendernode with egl-headless graphics type");
            case Graphics.Dbus dbus -> COMMON.xml(dbus.p2p().filter(YesNo::yes).isPresent() && dbus.address().isPresent(),
                    "D-Bus p2p with an address is not supported");
            case Graphics.Sdl _, Graphics.Rdp _, Graphics.Desktop _ -> { }
        }
    }

    private static void supported(Graphics graphics, Setting setting) {
        String type = switch (graphics) {
            case Graphics.Sdl _ -> setting.can(QemuFlag.SDL) ? "" : "sdl";
            case Graphics.Vnc _ -> setting.can(QemuFlag.VNC) ? "" : "vnc";
            case Graphics.Spice _ -> setting.can(QemuFlag.SPICE) ? "" : "spice";
            case Graphics.EglHeadless _ -> setting.can(QemuFlag.EGL_HEADLESS) ? "" : "egl-headless";
            case Graphics.Dbus _ -> setting.can(QemuFlag.DISPLAY_DBUS) ? "" : "dbus";
            case Graphics.Rdp _ -> "rdp";
            case Graphics.Desktop _ -> "desktop";
        };
        DRIVER.unsupported(!type.isEmpty(), "%s graphics are not supported with this QEMU", type);
    }

    private static void spice(Graphics.Spice spice, boolean headless, Setting setting) {
        boolean gl = spice.gl().flatMap(Graphics.Gl::enable).equals(Optional.of(YesNo.YES));
        DRIVER.unsupported(headless && gl, "multiple OpenGL displays are not supported by QEMU");
        boolean ports = spice.listen().getFirst() instanceof Listen.At || spice.listen().getFirst() instanceof Listen.OnNetwork;
        DRIVER.unsupported(ports && spice.tlsPort().orElse(0) > 0 && !setting.settings().spiceTls(),
                "spice TLS port set in XML configuration, but TLS is disabled in qemu.conf");
        DRIVER.unsupported(gl && !setting.can(QemuFlag.SPICE_GL), "This QEMU doesn't support spice OpenGL");
        DRIVER.unsupported(gl && spice.gl().flatMap(Graphics.Gl::rendernode).isPresent()
                && !setting.can(QemuFlag.SPICE_RENDERNODE), "This QEMU doesn't support spice OpenGL rendernode");
    }
}
