package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.DEVICE_MISSING;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Graphics.Listen;
import jvirt.api.domain.device.Graphics.Password;
import jvirt.api.xml.Is;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.qmp.Conversation;
import jvirt.qemu.qmp.MachineCommand;

/** Changes who may see a running guest's screen; where its server listens is fixed. */
record ScreenUpdate(Conversation qemu, Setting setting) {
    static Graphics find(Domain live, Graphics wanted) {
        return Matching.search(live, wanted).map(Graphics.class::cast).orElseThrow(() -> QEMU.error(DEVICE_MISSING,
                "cannot find existing graphics device to modify of type '%s'", wanted.getClass().getAnnotation(Is.class).value()[0]));
    }

    Domain update(Domain live, Graphics before, Graphics wanted) {
        return switch (before) {
            case Graphics.Vnc vnc -> {
                Graphics.Vnc other = (Graphics.Vnc) wanted;
                checkListens("vnc", vnc.listen(), other.listen(), other.listenAddress());
                checkPort("vnc", vnc.autoport(), other.autoport(), vnc.port(), other.port());
                checkKeymap("vnc", vnc.keymap(), other.keymap());
                boolean changed = changed(vnc.password(), other.password());
                if (changed) change("vnc", other.password(), usual("vnc_password"));
                yield changed ? DeviceLists.replaced(live, before, new Graphics.Vnc(vnc.socket(), vnc.port(), vnc.autoport(),
                        vnc.websocket(), vnc.listenAddress(), vnc.keymap(), vnc.sharePolicy(), vnc.powerControl(), other.password(),
                        vnc.listen(), vnc.audio())) : live;
            }
            case Graphics.Spice spice -> {
                Graphics.Spice other = (Graphics.Spice) wanted;
                checkListens("spice", spice.listen(), other.listen(), other.listenAddress());
                checkPort("spice", spice.autoport(), other.autoport(), spice.port(), other.port());
                checkPort("spice", spice.autoport(), other.autoport(), spice.tlsPort(), other.tlsPort());
                checkKeymap("spice", spice.keymap(), other.keymap());
                boolean changed = changed(spice.password(), other.password())
                        || other.password().connected().equals(Optional.of(Graphics.Connected.DISCONNECT));
                if (changed) change("spice", other.password(), usual("spice_password"));
                yield changed ? DeviceLists.replaced(live, before, with(spice, other.password())) : live;
            }
            case Graphics.Sdl _, Graphics.Rdp _, Graphics.Desktop _, Graphics.EglHeadless _, Graphics.Dbus _ ->
                    throw QEMU.error(INTERNAL_ERROR, "unable to change config on '%s' graphics type",
                            before.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        };
    }

    private Optional<String> usual(String setting) {
        return this.setting.settings().conf().text(setting);
    }

    private static Graphics.Spice with(Graphics.Spice spice, Password password) {
        return new Graphics.Spice(spice.port(), spice.tlsPort(), spice.autoport(), spice.listenAddress(), spice.keymap(),
                spice.defaultMode(), password, spice.listen(), spice.channel(), spice.image(), spice.jpeg(), spice.zlib(),
                spice.playback(), spice.streaming(), spice.mouse(), spice.clipboard(), spice.filetransfer(), spice.gl());
    }

    private static void checkListens(String type, List<Listen> before, List<Listen> wanted, Optional<String> address) {
        List<Listen> asked = wanted.isEmpty() ? List.of(new Listen.At(address)) : wanted;
        if (asked.size() != before.size()) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "cannot change the number of listen addresses on '%s' graphics", type);
        }
        for (int i = 0; i < asked.size(); i++) {
            Listen old = before.get(i);
            Listen other = asked.get(i);
            if (old.getClass() != other.getClass()) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "cannot change the type of listen address on '%s' graphics", type);
            }
            boolean same = switch (old) {
                case Listen.None _ -> true;
                case Listen.At at -> at.equals(other);
                case Listen.OnNetwork(_, var network) -> network.equals(((Listen.OnNetwork) other).network());
                case Listen.Socket socket -> socket.equals(other);
            };
            if (!same) {
                throw QEMU.error(OPERATION_UNSUPPORTED, "cannot change listen %s setting on '%s' graphics",
                        old instanceof Listen.Socket ? "socket" : "address", type);
            }
        }
    }

    private static void checkPort(String type, Optional<YesNo> auto, Optional<YesNo> wantedAuto, Optional<Integer> port,
            Optional<Integer> wanted) {
        boolean automatic = auto.map(YesNo::yes).orElse(false);
        boolean same = wantedAuto.map(YesNo::yes).orElse(wanted.filter(number -> number != -1).isEmpty()) == automatic;
        if (!same || !automatic && !wanted.equals(port)) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "cannot change port settings on %s graphics", type);
        }
    }

    private static void checkKeymap(String type, Optional<String> before, Optional<String> wanted) {
        if (!before.equals(wanted)) throw QEMU.error(OPERATION_UNSUPPORTED, "cannot change keymap setting on %s graphics", type);
    }

    private static boolean changed(Password before, Password wanted) {
        return before.passwdValidTo().isPresent() || wanted.passwdValidTo().isPresent()
                || !before.connected().equals(wanted.connected()) || !before.passwd().equals(wanted.passwd());
    }

    private void change(String protocol, Password wanted, Optional<String> usual) {
        Optional<String> password = wanted.passwd().or(() -> usual);
        if (password.isEmpty()) return;
        qemu.call(new MachineCommand.SetPassword(protocol, password.get(), wanted.connected().map(XmlBinding::word)));
        qemu.call(new MachineCommand.ExpirePassword(protocol, expiry(password.get(), wanted.passwdValidTo())));
    }

    /** In QEMU's words: seconds since 1970, {@code now} or {@code never}. */
    private static String expiry(String password, Optional<String> validTo) {
        if (password.isEmpty()) return "now";
        Optional<Long> until = validTo.map(time -> LocalDateTime.parse(time).toEpochSecond(ZoneOffset.UTC));
        if (until.isEmpty()) return "never";
        return until.get() <= Instant.now().getEpochSecond() ? "now" : Long.toString(until.get());
    }
}
