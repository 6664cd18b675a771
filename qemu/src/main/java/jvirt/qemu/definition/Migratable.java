package jvirt.qemu.definition;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Input;
import jvirt.qemu.device.ChardevDefaults;

/** A definition without what older versions of libvirt would add by themselves, but not understand. */
public final class Migratable {
    private Migratable() {}

    public static Domain of(Domain domain, Setting setting) {
        Board board = Board.of(domain);
        return Definition.settled(domain).with(draft -> draft.devices = draft.devices.with(devices -> {
            devices.controllers = withoutUsual(devices.controllers, board);
            devices.channels = devices.channels.stream()
                    .map(channel -> ChardevDefaults.persistent(channel, setting.settings().channels())).toList();
            devices.inputs = devices.inputs.stream().filter(input -> input.type() != Input.Type.KEYBOARD
                    || !input.bus().equals(Optional.of(Input.Bus.PS2)) && !input.bus().equals(Optional.of(Input.Bus.XEN))).toList();
            List<Audio> usual = DefaultDevices.audio(devices.graphics, setting);
            if (devices.audios.equals(usual)) devices.audios = List.of();
        }));
    }

    /** A controller of its kind that is the only one, and what the board has anyway, need not be said. */
    private static List<Controller> withoutUsual(List<Controller> controllers, Board board) {
        return controllers.stream().filter(controller -> {
            boolean only = controllers.stream().filter(other -> other.type() == controller.type()).count() == 1;
            boolean users = controller.alias().filter(alias -> alias.startsWith("ua-")).isPresent();
            if (!only || users || controller.index().orElse(-1) != 0) return true;
            return switch (controller.type()) {
                case USB -> !board.i440fx()
                        || controller.model().filter(model -> !model.equals("piix3-uhci")).isPresent();
                case PCI -> !controller.model().equals(Optional.of("pci-root")) || controller.pcihole64().isPresent();
                default -> true;
            };
        }).toList();
    }
}
