package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Video;

/** Devices that others imply: the console that is a serial port, controllers of buses that are used, a screen's card. */
final class ImplicitDevices {
    private ImplicitDevices() {}

    static void apply(Making making) {
        consoles(making);
        controllers(making);
        if (!making.devices.graphics.isEmpty() && making.devices.videos.isEmpty()) {
            making.devices.videos = List.of(VideoForm.implicit());
        }
        completeAdded(making);
    }

    /** Consoles and serial ports: the first console of a PC is the first serial port under another name. */
    private static void consoles(Making making) {
        List<Console> consoles = making.devices.consoles;
        if (consoles.stream().skip(1).anyMatch(console -> type(console).equals(Optional.of(Console.Type.SERIAL)))) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "Only the first console can be a serial port");
        }
        if (!making.hvm()) return;
        if (!consoles.isEmpty() && type(consoles.getFirst()).orElse(Console.Type.SERIAL) == Console.Type.SERIAL) {
            if (making.devices.serials.isEmpty()) making.devices.serials = List.of(serialOf(consoles.getFirst()));
        } else if (!making.devices.serials.isEmpty() && mirrored(making.devices.serials.getFirst())) {
            List<Console> longer = new ArrayList<>(consoles);
            longer.addFirst(consoleOf(making.devices.serials.getFirst()));
            making.devices.consoles = longer;
        }
    }

    private static Optional<Console.Type> type(Console console) {
        return console.target().flatMap(Console.Target::type);
    }

    private static boolean mirrored(Serial serial) {
        return switch (serial.target().flatMap(Serial.Target::type).orElse(Serial.Type.ISA_SERIAL)) {
            case ISA_SERIAL, SPAPR_VIO_SERIAL, SYSTEM_SERIAL, SCLP_SERIAL -> true;
            case PCI_SERIAL, USB_SERIAL, ISA_DEBUG -> false;
        };
    }

    private static Serial serialOf(Console console) {
        return new Serial(console.chardev(),
                Optional.of(new Serial.Target(Optional.empty(), Optional.of(0), Optional.empty())), console.info());
    }

    private static Console consoleOf(Serial serial) {
        return new Console(serial.chardev(), Optional.empty(),
                Optional.of(new Console.Target(Optional.of(Console.Type.SERIAL),
                        serial.target().flatMap(Serial.Target::port))), serial.info());
    }

    /** Consoles that are serial ports, as they are printed: with all that the serial port has. */
    static void mirrorConsoles(Making making) {
        if (!making.hvm()) return;
        List<Console> consoles = new ArrayList<>();
        for (Console console : making.devices.consoles) {
            int place = consoles.size();
            boolean mirror = type(console).orElse(Console.Type.SERIAL) == Console.Type.SERIAL
                    && place < making.devices.serials.size();
            consoles.add(mirror ? consoleOf(making.devices.serials.get(place)) : console);
        }
        making.devices.consoles = consoles;
    }

    private static void controllers(Making making) {
        disks(making, Disk.Bus.SCSI, Controller.Type.SCSI);
        disks(making, Disk.Bus.FDC, Controller.Type.FDC);
        disks(making, Disk.Bus.IDE, Controller.Type.IDE);
        disks(making, Disk.Bus.SATA, Controller.Type.SATA);
        for (Channel channel : making.devices.channels) {
            if (channel.target() instanceof Channel.Target.Virtio) virtioSerial(channel, making);
        }
        for (Console console : making.devices.consoles) {
            if (type(console).equals(Optional.of(Console.Type.VIRTIO))) virtioSerial(console, making);
        }
        smartcards(making);
        hostdevs(making);
    }

    /** As many controllers as the highest that a disk sits on. */
    private static void disks(Making making, Disk.Bus bus, Controller.Type type) {
        int last = making.devices.disks.stream().filter(disk -> disk.target().bus().equals(Optional.of(bus)))
                .flatMap(disk -> DeviceDefaults.drive(disk).stream()).mapToInt(Address.Drive::controller).max().orElse(-1);
        Optional<String> model = making.hypervisor.plugs() ? making.devices.controllers.stream()
                .filter(controller -> controller.type() == type).reduce((_, second) -> second).flatMap(Controller::model) : Optional.empty();
        for (int index = 0; index <= last; index++) making.need(type, index, model);
    }

    private static void virtioSerial(Device device, Making making) {
        int index = device.address().orElse(null) instanceof Address.VirtioSerial port ? port.controller() : 0;
        making.need(Controller.Type.VIRTIO_SERIAL, index, Optional.empty());
    }

    private static void smartcards(Making making) {
        List<Smartcard> placed = new ArrayList<>(making.devices.smartcards);
        for (int i = 0; i < placed.size(); i++) {
            Smartcard card = placed.get(i);
            if (card.address().isEmpty()) {
                int slot = placed.stream().flatMap(one -> one.address().stream())
                        .mapToInt(address -> address instanceof Address.Ccid(int controller, int at) && controller == 0 ? at : -1)
                        .max().orElse(-1) + 1;
                placed.set(i, card.withInfo(card.info().withAddress(new Address.Ccid(0, slot))));
            }
            int index = placed.get(i).address().orElseThrow() instanceof Address.Ccid(int controller, _) ? controller : 0;
            making.need(Controller.Type.CCID, index, Optional.empty());
        }
        making.devices.smartcards = placed;
    }

    /** SCSI devices of the host: controllers like the last one that is there. */
    static void hostdevs(Making making) {
        int last = -1;
        Optional<String> model = Optional.empty();
        for (Hostdev hostdev : making.devices.hostdevs) {
            if (!(hostdev.subject() instanceof Hostdev.Subject.Scsi)) continue;
            int index = DeviceDefaults.drive(hostdev).map(Address.Drive::controller).orElse(0);
            if (index <= last) continue;
            last = index;
            Optional<String> like = making.controller(Controller.Type.SCSI, index).flatMap(Controller::model);
            if (like.isPresent()) model = like;
        }
        for (int index = 0; index <= last; index++) making.need(Controller.Type.SCSI, index, model);
    }

    /** What was added here has not been completed yet. */
    private static void completeAdded(Making making) {
        if (!making.devices.videos.isEmpty()) {
            List<Video> videos = new ArrayList<>(making.devices.videos);
            var first = VideoForm.primary(videos.getFirst());
            boolean none = first.model().flatMap(Video.Model::type)
                    .equals(Optional.of(Video.Type.NONE));
            videos.set(0, none ? first : DeviceDefaults.complete(first, making));
            making.devices.videos = videos;
        }
        if (!making.devices.serials.isEmpty()) {
            List<Serial> serials = new ArrayList<>(making.devices.serials);
            serials.set(0, DeviceDefaults.complete(serials.getFirst(), making));
            making.devices.serials = serials;
        }
        making.devices.controllers = Making.map(making.devices.controllers, controller ->
                controller.type() == Controller.Type.SCSI && controller.model().isEmpty()
                        ? DeviceDefaults.complete(controller, making) : controller);
    }
}
