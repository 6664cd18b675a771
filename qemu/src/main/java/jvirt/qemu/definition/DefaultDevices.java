package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.Panic;
import jvirt.qemu.caps.QemuFlag;

/** Devices that a QEMU machine has whether or not somebody names them: built into the board, or given to every guest. */
final class DefaultDevices {
    private DefaultDevices() {}

    static void add(Making making, Setting setting) {
        Board board = making.board();
        if (board.x86()) {
            input(making, Input.Type.MOUSE, Input.Bus.PS2);
            input(making, Input.Type.KEYBOARD, Input.Bus.PS2);
        }
        usb(making, board, setting);
        if (board.q35()) making.need(Controller.Type.SATA, 0, Optional.empty());
        root(making, board, setting);
        boolean sparse = board.arm() || board.architecture().equals("sparc");
        if (!sparse && making.devices.memballoon.isEmpty()) {
            making.devices.memballoon = Optional.of(new MemoryBalloon(MemoryBalloon.Model.VIRTIO, Optional.empty(),
                    Optional.empty(), Optional.empty(), DeviceInfo.NONE, Optional.empty()));
        }
        if (board.ppc64() && !making.devices.graphics.isEmpty()) powerInputs(making);
        if (board.pSeries() || board.s390()) panic(making, board);
        audio(making, setting);
    }

    private static void input(Making making, Input.Type type, Input.Bus bus) {
        boolean there = making.devices.inputs.stream()
                .anyMatch(input -> input.type() == type && input.bus().equals(Optional.of(bus)));
        if (there) return;
        making.devices.inputs = Making.plus(making.devices.inputs, new Input(type, Optional.of(bus), Optional.empty(),
                Optional.empty(), Optional.empty(), DeviceInfo.NONE));
    }

    private static void powerInputs(Making making) {
        input(making, Input.Type.KEYBOARD, Input.Bus.USB);
        boolean tablet = making.devices.inputs.stream().anyMatch(input -> input.type() == Input.Type.TABLET
                && input.bus().equals(Optional.of(Input.Bus.USB)));
        if (!tablet) input(making, Input.Type.MOUSE, Input.Bus.USB);
    }

    /** A guest has USB unless its board knows none; with PCI Express the fastest controller that QEMU has. */
    private static void usb(Making making, Board board, Setting setting) {
        boolean none = board.x86() && board.isaOnly() || board.arm() || board.architecture().startsWith("riscv")
                || board.s390() || board.architecture().equals("sparc");
        if (none || making.controller(Controller.Type.USB, 0).isPresent()) return;
        if (!board.q35()) {
            making.addUsb(Optional.empty());
        } else if (setting.can(QemuFlag.DEVICE_QEMU_XHCI)) {
            making.addUsb(Optional.of("qemu-xhci"));
        } else if (setting.can(QemuFlag.NEC_USB_XHCI)) {
            making.addUsb(Optional.of("nec-xhci"));
        } else if (setting.can(QemuFlag.ICH9_USB_EHCI1)) {
            making.addUsb(Optional.of("ich9-ehci1"));
        }
    }

    private static void root(Making making, Board board, Setting setting) {
        Optional<String> model = board.rootBus(setting);
        if (model.isEmpty()) return;
        Optional<Controller> there = making.controller(Controller.Type.PCI, 0);
        if (there.isEmpty()) {
            making.add(Controller.Type.PCI, 0, model);
        } else if (!there.get().model().equals(model)) {
            throw ErrorDomain.QEMU.error(XML_ERROR, "The PCI controller with index='0' must be model='%s' for this machine "
                    + "type, but model='%s' was found instead", model.get(), there.get().model().orElse("(null)"));
        }
    }

    private static void panic(Making making, Board board) {
        Panic.Model builtin = board.s390() ? Panic.Model.S390 : Panic.Model.PSERIES;
        boolean there = making.devices.panics.stream()
                .anyMatch(panic -> panic.model().orElse(builtin) == builtin);
        if (!there) making.devices.panics = Making.plus(making.devices.panics, new Panic(Optional.empty(), DeviceInfo.NONE));
    }

    /** Where sound goes follows from the last screen; the host's own sound only where the administrator allows it. */
    private static void audio(Making making, Setting setting) {
        if (making.devices.audios.isEmpty()) making.devices.audios = audio(making.devices.graphics, setting);
    }

    /** What is added to a machine with these screens that names no sound of the host. */
    static List<Audio> audio(List<Graphics> screens, Setting setting) {
        Optional<Audio.Type> backend = Optional.empty();
        boolean host = false;
        if (screens.isEmpty()) {
            host = setting.settings().nographicsAllowHostAudio();
            backend = Optional.of(Audio.Type.NONE);
        }
        for (Graphics graphics : screens) {
            switch (graphics) {
                case Graphics.Vnc _ -> {
                    host = setting.settings().vncAllowHostAudio();
                    if (!host || backend.isEmpty()) backend = Optional.of(Audio.Type.NONE);
                }
                case Graphics.Spice _ -> {
                    host = false;
                    backend = Optional.of(Audio.Type.SPICE);
                }
                case Graphics.Sdl _ -> {
                    host = true;
                    if (backend.isEmpty()) backend = Optional.of(Audio.Type.NONE);
                }
                case Graphics.Rdp _, Graphics.Desktop _, Graphics.EglHeadless _, Graphics.Dbus _ -> { }
            }
        }
        if (backend.isPresent() && host) backend = setting.settings().audioDriver().map(DefaultDevices::ofDriver);
        return backend.map(type -> List.of(Audio.of(1, type))).orElse(List.of());
    }

    /** QEMU's words for its audio drivers. */
    private static Audio.Type ofDriver(String driver) {
        return switch (driver) {
            case "none" -> Audio.Type.NONE;
            case "alsa" -> Audio.Type.ALSA;
            case "coreaudio" -> Audio.Type.COREAUDIO;
            case "jack" -> Audio.Type.JACK;
            case "oss" -> Audio.Type.OSS;
            case "pa" -> Audio.Type.PULSEAUDIO;
            case "sdl" -> Audio.Type.SDL;
            case "spice" -> Audio.Type.SPICE;
            case "wav" -> Audio.Type.FILE;
            default -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "unknown QEMU_AUDIO_DRV setting %s", driver);
        };
    }
}
