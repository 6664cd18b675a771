package jvirt.qemu.device;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Input;
import jvirt.api.json.Json;

/** Keyboards, mice and tablets; those of the PS/2 port are the board's. */
public final class Inputs {
    private Inputs() {}

    public static List<Part> parts(Input input, Chassis chassis) {
        if (input.type() == Input.Type.EVDEV) return List.of(new Part.Thing(evdev(input)));
        return switch (input.bus().orElse(Input.Bus.PS2)) {
            case USB, VIRTIO -> List.of(new Part.Front(device(input, chassis)));
            case PS2, XEN, PARALLELS, NONE -> List.of();
        };
    }

    public static Json.Obj device(Input input, Chassis chassis) {
        boolean virtio = input.bus().filter(Input.Bus.VIRTIO::equals).isPresent();
        Props props = virtio ? chassis.virtio(virtio(input.type()), input, input.model(), Chassis.options(input.driver()))
                : Props.device(usb(input.type()));
        props.text("id", Chassis.alias(input));
        if (input.type() == Input.Type.PASSTHROUGH) props.text("evdev", path(input));
        return chassis.place(props, input).json();
    }

    private static String virtio(Input.Type type) {
        return switch (type) {
            case MOUSE -> "virtio-mouse";
            case TABLET -> "virtio-tablet";
            case KEYBOARD -> "virtio-keyboard";
            case PASSTHROUGH -> "virtio-input-host";
            case EVDEV -> throw wrong(type);
        };
    }

    private static String usb(Input.Type type) {
        return switch (type) {
            case MOUSE -> "usb-mouse";
            case TABLET -> "usb-tablet";
            case KEYBOARD -> "usb-kbd";
            case PASSTHROUGH, EVDEV -> throw wrong(type);
        };
    }

    private static RuntimeException wrong(Input.Type type) {
        return ErrorDomain.QEMU.error(INTERNAL_ERROR, "unexpected input type '%s'", Words.of(type));
    }

    private static Optional<String> path(Input input) {
        return input.source().flatMap(Input.Source::path);
    }

    /** An input device of the host that QEMU reads itself. */
    private static Json.Obj evdev(Input input) {
        Optional<Input.Source> source = input.source();
        return Props.object("input-linux", Chassis.alias(input)).text("evdev", path(input))
                .onOff("repeat", source.flatMap(Input.Source::repeat))
                .set("grab_all", source.flatMap(Input.Source::grab).isPresent())
                .text("grab-toggle", source.flatMap(Input.Source::grabToggle).map(Words::of)).json();
    }
}
