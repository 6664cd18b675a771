package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.ChardevSource.Mode;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Serial;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;
import jvirt.qemu.definition.Setting;

/** Refuses character devices whose other end is not said, or cannot be had. */
final class ChardevChecks {
    private static final String CHANNEL_NAME = "[a-zA-Z0-9_.-]*";

    private ChardevChecks() {}

    /** @param madeUp a socket without a path gets one when the guest starts */
    static void common(ChardevSource source, boolean madeUp) {
        switch (source) {
            case ChardevSource.File(var path) -> path(path.flatMap(ChardevSource.PathSource::path));
            case ChardevSource.Dev(var path) -> path(path.flatMap(ChardevSource.PathSource::path));
            case ChardevSource.Pipe(var path) -> path(path.flatMap(ChardevSource.PathSource::path));
            case ChardevSource.Tcp(var end, _) -> {
                COMMON.internal(end.host().isEmpty(), "Missing source host attribute for char device");
                COMMON.internal(end.service().isEmpty(), "Missing source service attribute for char device");
                reconnect(end.mode(), end.reconnect());
            }
            case ChardevSource.Udp udp -> COMMON.internal(udp.end(Mode.CONNECT)
                    .flatMap(ChardevSource.UdpEnd::service).isEmpty(), "Missing source service attribute for char device");
            case ChardevSource.Unix(var end) -> {
                if (!madeUp) path(end.flatMap(ChardevSource.UnixEnd::path));
                end.ifPresent(one -> reconnect(one.mode(), one.reconnect()));
            }
            case ChardevSource.Spiceport(var channel) -> channelName(channel.channel());
            case ChardevSource.Dbus(var channel) -> channelName(channel.flatMap(ChardevSource.ChannelName::channel));
            case ChardevSource.Nmdm(var ends) -> COMMON.internal(ends.master().isPresent() != ends.slave().isPresent(),
                    "Should define both master and slave path attributes for nmdm device");
            case ChardevSource.Null _, ChardevSource.Vc _, ChardevSource.Pty _, ChardevSource.Stdio _,
                    ChardevSource.Spicevmc _, ChardevSource.QemuVdagent _ -> { }
        }
    }

    private static void path(Optional<String> path) {
        COMMON.internal(path.isEmpty(), "Missing source path attribute for char device");
    }

    private static void channelName(Optional<String> channel) {
        String name = channel.orElse("");
        COMMON.unsupported(channel.isEmpty(), "Missing source channel attribute for char device");
        COMMON.argument(!name.matches(CHANNEL_NAME), "Invalid character in source channel for char device");
    }

    private static void reconnect(Mode mode, Optional<ChardevSource.Reconnect> reconnect) {
        COMMON.internal(mode == Mode.BIND && reconnect.isPresent(),
                "chardev reconnect is possible only for connect mode");
    }

    static void driver(ChardevSource source, Domain domain, Setting setting) {
        switch (source) {
            case ChardevSource.Tcp(var end, _) -> timeout(end.reconnect());
            case ChardevSource.Unix(var end) -> timeout(end.flatMap(ChardevSource.UnixEnd::reconnect));
            case ChardevSource.QemuVdagent _ -> DRIVER.unsupported(!setting.can(QemuFlag.CHARDEV_QEMU_VDAGENT),
                    "chardev '%s' not supported in this QEMU binary", "qemu-vdagent");
            case ChardevSource.Spicevmc _ -> spice("spicevmc", domain);
            case ChardevSource.Spiceport _ -> spice("spiceport", domain);
            case ChardevSource.Null _, ChardevSource.Vc _, ChardevSource.Pty _, ChardevSource.Dev _, ChardevSource.File _,
                    ChardevSource.Pipe _, ChardevSource.Stdio _, ChardevSource.Udp _, ChardevSource.Nmdm _,
                    ChardevSource.Dbus _ -> { }
        }
    }

    private static void timeout(Optional<ChardevSource.Reconnect> reconnect) {
        DRIVER.argument(reconnect.filter(one -> one.enabled() == YesNo.YES && one.timeout().orElse(0) == 0).isPresent(),
                "chardev reconnect source timeout cannot be '0'");
    }

    private static void spice(String type, Domain domain) {
        DRIVER.unsupported(domain.devices().graphics().stream().noneMatch(Graphics.Spice.class::isInstance),
                "chardev '%s' not supported without spice graphics", type);
    }

    /** Where a serial port of its type may be. */
    static void place(Serial serial) {
        Optional<Serial.Type> type = serial.target().flatMap(Serial.Target::type);
        if (type.isEmpty() || serial.address().isEmpty()) return;
        String word = XmlBinding.word(type.get());
        Address address = serial.address().get();
        switch (type.get()) {
            case ISA_SERIAL, ISA_DEBUG -> needs(word, "isa", address instanceof Address.Isa);
            case USB_SERIAL -> needs(word, "usb", address instanceof Address.Usb);
            case PCI_SERIAL -> needs(word, "pci", address instanceof Address.Pci);
            case SPAPR_VIO_SERIAL -> needs(word, "spapr-vio", address instanceof Address.SpaprVio);
            case SYSTEM_SERIAL, SCLP_SERIAL -> DRIVER.unsupported(true, "Target type '%s' cannot have an associated address", word);
        }
    }

    private static void needs(String type, String place, boolean has) {
        DRIVER.unsupported(!has, "Target type '%s' requires address type '%s'", type, place);
    }

    /** Serial ports that other machines have. */
    static void compatible(Serial serial, Board board) {
        Optional<Serial.Type> type = serial.target().flatMap(Serial.Target::type);
        Optional<Serial.Model.Name> model = serial.target().flatMap(Serial.Target::model).map(Serial.Model::name);
        boolean system = type.equals(Optional.of(Serial.Type.SYSTEM_SERIAL));
        boolean wrong = system && model.equals(Optional.of(Serial.Model.Name.PL011)) && !board.armVirt()
                || system && model.equals(Optional.of(Serial.Model.Name.UART_16550A)) && !board.riscvVirt()
                || type.equals(Optional.of(Serial.Type.SPAPR_VIO_SERIAL)) && !board.pSeries()
                || type.equals(Optional.of(Serial.Type.SCLP_SERIAL)) && !board.s390();
        DRIVER.unsupported(wrong, "Serial device with target type '%s' and target model '%s' not compatible with guest "
                + "architecture or machine type", type.map(XmlBinding::word).orElse("none"),
                model.map(XmlBinding::word).orElse("none"));
    }
}
