package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.domain.device.Serial.Model.Name.ISA_DEBUGCON;
import static jvirt.api.domain.device.Serial.Model.Name.PCI_SERIAL;
import static jvirt.api.domain.device.Serial.Model.Name.PL011;
import static jvirt.api.domain.device.Serial.Model.Name.SCLPCONSOLE;
import static jvirt.api.domain.device.Serial.Model.Name.SPAPR_VTY;
import static jvirt.api.domain.device.Serial.Model.Name.UART_16550A;
import static jvirt.api.domain.device.Serial.Model.Name.USB_SERIAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.ChardevSource;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Serial;
import jvirt.api.json.Json;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Board;

/** Serial and parallel ports, consoles and channels: a host side each, and the port that the guest sees. */
public final class Ports {
    private Ports() {}

    public static List<Part> parts(Serial serial, Chassis chassis, Supplier supplier) {
        boolean spice = chassis.domain().devices().graphics().stream().anyMatch(Graphics.Spice.class::isInstance);
        if (serial.chardev().source() instanceof ChardevSource.Spiceport && !spice) return List.of();
        String alias = Chassis.alias(serial);
        List<Part> parts = new ArrayList<>(Chardevs.parts(alias, serial.chardev(), Chardevs.Spice.VDAGENT, supplier));
        parts.add(onBoard(serial, chassis) ? Part.Option.of("-serial", "chardev:char" + alias)
                : new Part.Front(device(serial, chassis)));
        return parts;
    }

    /** The port is a part of the board, which QEMU joins to its host side by position. */
    private static boolean onBoard(Serial serial, Chassis chassis) {
        if (serial.target().flatMap(Serial.Target::type).isEmpty()) return true;
        return switch (model(serial)) {
            case PL011 -> chassis.board().arm();
            case UART_16550A -> chassis.board().architecture().startsWith("riscv");
            default -> false;
        };
    }

    private static Serial.Model.Name model(Serial serial) {
        return serial.target().flatMap(Serial.Target::model).map(Serial.Model::name).orElse(Serial.Model.Name.ISA_SERIAL);
    }

    public static Json.Obj device(Serial serial, Chassis chassis) {
        Serial.Model.Name model = model(serial);
        Optional<QemuFlag> flag = switch (model) {
            case ISA_SERIAL -> Optional.of(QemuFlag.DEVICE_ISA_SERIAL);
            case USB_SERIAL -> Optional.of(QemuFlag.DEVICE_USB_SERIAL);
            case PCI_SERIAL -> Optional.of(QemuFlag.DEVICE_PCI_SERIAL);
            case SPAPR_VTY -> Optional.of(QemuFlag.DEVICE_SPAPR_VTY);
            case SCLPCONSOLE -> Optional.of(QemuFlag.DEVICE_SCLPCONSOLE);
            case SCLPLMCONSOLE -> Optional.of(QemuFlag.DEVICE_SCLPLMCONSOLE);
            case ISA_DEBUGCON -> Optional.empty();
            case PL011, UART_16550A -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "Invalid target model for serial device");
        };
        if (flag.isPresent() && !chassis.can(flag.get())) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "'%s' is not supported in this QEMU binary", Words.of(model));
        }
        Props props = Props.device(Words.of(model)).text("chardev", "char" + Chassis.alias(serial))
                .text("id", Chassis.alias(serial));
        if (model == Serial.Model.Name.ISA_SERIAL) {
            props.number("index", serial.target().flatMap(Serial.Target::port));
        }
        return chassis.place(props, serial).json();
    }

    public static List<Part> parts(Parallel parallel, Supplier supplier) {
        String alias = Chassis.alias(parallel);
        List<Part> parts = new ArrayList<>(Chardevs.parts(alias, parallel.chardev(), Chardevs.Spice.VDAGENT, supplier));
        parts.add(new Part.Front(Props.device("isa-parallel").text("chardev", "char" + alias).text("id", alias).json()));
        return parts;
    }

    public static List<Part> parts(Channel channel, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(channel);
        List<Part> parts = new ArrayList<>(Chardevs.parts(alias, channel.chardev(), Chardevs.Spice.VDAGENT, supplier));
        switch (channel.target()) {
            case Channel.Target.Virtio(var name, _) -> parts.add(new Part.Front(channel(channel, name, chassis)));
            case Channel.Target.Guestfwd target -> parts.add(new Part.Net(forward(alias, target)));
            case Channel.Target.Xen _ -> { }
        }
        return parts;
    }

    private static Json.Obj channel(Channel channel, Optional<String> name, Chassis chassis) {
        boolean spice = channel.chardev().source() instanceof ChardevSource.Spicevmc;
        if (spice && name.isPresent() && !name.get().equals(SPICE)) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "Unsupported spicevmc target name '%s'", name.get());
        }
        Props props = virtioPort("virtserialport", channel, chassis);
        return props.text("name", spice ? Optional.of(name.orElse(SPICE)) : name).json();
    }

    /** The channel by which spice's agent in the guest finds its server. */
    private static final String SPICE = "com.redhat.spice.0";

    private static Props virtioPort(String driver, Device device, Chassis chassis) {
        String alias = Chassis.alias(device);
        return chassis.place(Props.device(driver), device).text("chardev", "char" + alias).text("id", alias);
    }

    /** QEMU's own network stack joins an address of the guest's network to the host side. */
    private static Json.Obj forward(String alias, Channel.Target.Guestfwd target) {
        String rule = "tcp:%s:%d-chardev:char%s".formatted(target.address(), target.port(), alias);
        return Props.empty().text("type", "user")
                .json("guestfwd", Json.array(List.of(Props.empty().text("str", rule).json()))).text("id", alias).json();
    }

    /** A console of its own; one that is a serial port by another name brings nothing. */
    public static List<Part> parts(Console console, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(console);
        Props front = switch (console.target().flatMap(Console.Target::type).orElse(Console.Type.SERIAL)) {
            case VIRTIO -> virtioPort("virtconsole", console, chassis);
            case SCLP -> sclp("sclpconsole", alias);
            case SCLPLM -> sclp("sclplmconsole", alias);
            case SERIAL -> Props.empty();
            case XEN, UML, LXC, OPENVZ -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "unsupported console target type %s",
                    Words.of(console.target().flatMap(Console.Target::type).orElseThrow()));
        };
        if (front.isEmpty()) return List.of();
        List<Part> parts = new ArrayList<>(Chardevs.parts(alias, console.chardev(), Chardevs.Spice.VDAGENT, supplier));
        parts.add(new Part.Front(front.json()));
        return parts;
    }

    private static Props sclp(String driver, String alias) {
        return Props.device(driver).text("chardev", "char" + alias).text("id", alias);
    }

    private static final Serial.Target UNKNOWN =
            new Serial.Target(Optional.empty(), Optional.empty(), Optional.empty());


    public static Serial complete(Serial serial, Board board) {
        Serial.Target target = serial.target().orElse(UNKNOWN);
        // isa-serial was once what every machine had by default, so it means "the default"
        Optional<Serial.Type> type = target.type().filter(one -> one != Serial.Type.ISA_SERIAL).or(() -> type(board));
        Optional<Serial.Model> model = target.model().or(() -> type.flatMap(one -> model(one, board)).map(Serial.Model::new));
        return serial.withTarget(new Serial.Target(type, target.port(), model));
    }

    private static Optional<Serial.Type> type(Board board) {
        if (board.x86()) return Optional.of(Serial.Type.ISA_SERIAL);
        if (board.pSeries()) return Optional.of(Serial.Type.SPAPR_VIO_SERIAL);
        if (board.armVirt() || board.riscvVirt()) return Optional.of(Serial.Type.SYSTEM_SERIAL);
        return board.s390() ? Optional.of(Serial.Type.SCLP_SERIAL) : Optional.empty();
    }

    private static Optional<Serial.Model.Name> model(Serial.Type type, Board board) {
        return switch (type) {
            case ISA_SERIAL -> Optional.of(Serial.Model.Name.ISA_SERIAL);
            case USB_SERIAL -> Optional.of(USB_SERIAL);
            case PCI_SERIAL -> Optional.of(PCI_SERIAL);
            case SPAPR_VIO_SERIAL -> Optional.of(SPAPR_VTY);
            case SYSTEM_SERIAL -> board.armVirt() ? Optional.of(PL011)
                    : board.riscvVirt() ? Optional.of(UART_16550A) : Optional.empty();
            case SCLP_SERIAL -> Optional.of(SCLPCONSOLE);
            case ISA_DEBUG -> Optional.of(ISA_DEBUGCON);
        };
    }
}
