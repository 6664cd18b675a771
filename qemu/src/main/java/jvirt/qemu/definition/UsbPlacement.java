package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Sound;
import jvirt.qemu.address.UsbPorts;

/** Gives USB devices their ports, and the guest as many hubs as it needs for them. */
final class UsbPlacement {
    private UsbPlacement() {}

    /** Whether every USB device has its port already: then the ports of those to come can be told. */
    static boolean complete(Making making) {
        return devices(making).stream().allMatch(device -> port(device).isPresent());
    }

    static void apply(Making making) {
        addHubs(making);
        UsbPorts ports = new UsbPorts();
        for (Controller controller : making.devices.controllers) {
            if (controller.type() == Controller.Type.USB) ports.addBus(controller.index().orElse(0), portsOf(controller));
        }
        making.devices.hubs.forEach(hub -> port(hub).ifPresent(ports::addHub));
        devices(making).stream().filter(device -> !(device instanceof Hub))
                .forEach(device -> port(device).ifPresent(ports::take));
        making.devices.hubs = Making.map(making.devices.hubs, hub -> {
            if (port(hub).isPresent()) return hub;
            Address.Usb at = ports.next(bus(hub));
            ports.addHub(at);
            return hub.withInfo(hub.info().withAddress(at));
        });
        each(making, device -> open(device) ? Making.with(device, device.info().withAddress(ports.next(bus(device)))) : device);
    }

    private static void addHubs(Making making) {
        int needed = devices(making).size();
        boolean usb = making.devices.controllers.stream()
                .anyMatch(one -> one.type() == Controller.Type.USB && !WrittenForm.noUsb(one));
        if (needed > 0 && !usb) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "USB is disabled for this domain, but USB devices are present in the domain XML");
        }
        int available = making.devices.controllers.stream().filter(one -> one.type() == Controller.Type.USB)
                .mapToInt(UsbPlacement::portsOf).sum() + making.devices.hubs.size() * UsbPorts.HUB_PORTS;
        if (needed <= available) return;
        int hubs = Math.ceilDiv(needed - available + 1, UsbPorts.HUB_PORTS - 1);
        for (int i = 0; i < hubs; i++) {
            making.devices.hubs = Making.plus(making.devices.hubs, new Hub(Hub.Type.USB, DeviceInfo.NONE));
        }
    }

    /** The root ports of a controller; companions serve those of their master. */
    private static int portsOf(Controller controller) {
        return switch (controller.model().orElse("")) {
            case "", "piix3-uhci", "piix4-uhci", "vt82c686b-uhci" -> 2;
            case "ehci", "ich9-ehci1" -> 6;
            case "pci-ohci" -> 3;
            case "nec-xhci", "qemu-xhci" -> controller.ports().orElse(4);
            case "qusb1", "qusb2" -> controller.ports().orElse(8);
            default -> 0;
        };
    }

    /** The port of a device that has one. */
    private static Optional<Address.Usb> port(Device device) {
        return device.address().filter(Address.Usb.class::isInstance).map(Address.Usb.class::cast)
                .filter(usb -> usb.port().filter(port -> !port.isEmpty() && !port.startsWith("0")).isPresent());
    }

    private static Optional<Integer> bus(Device device) {
        return device.address().filter(Address.Usb.class::isInstance).map(usb -> ((Address.Usb) usb).bus());
    }

    private static boolean open(Device device) {
        boolean unsaid = device.address().isEmpty() || device.address().get() instanceof Address.Usb;
        return unsaid && port(device).isEmpty();
    }

    private static List<Device> devices(Making making) {
        List<Device> devices = new ArrayList<>(making.devices.hubs);
        each(making, device -> {
            devices.add(device);
            return device;
        });
        return devices;
    }

    /** Every USB device but hubs after {@code change}, in libvirt's order. */
    private static void each(Making making, UnaryOperator<Device> change) {
        making.devices.hostdevs = some(making.devices.hostdevs, one -> one.subject() instanceof Hostdev.Subject.Usb, change);
        making.devices.disks = some(making.devices.disks, one -> one.target().bus().equals(Optional.of(Disk.Bus.USB)), change);
        making.devices.controllers = some(making.devices.controllers, one -> one.type() == Controller.Type.CCID, change);
        making.devices.inputs = some(making.devices.inputs, one -> one.bus().equals(Optional.of(Input.Bus.USB)), change);
        making.devices.serials = some(making.devices.serials, one -> one.target().flatMap(Serial.Target::type)
                .equals(Optional.of(Serial.Type.USB_SERIAL)), change);
        making.devices.sounds = some(making.devices.sounds, one -> one.model() == Sound.Model.USB, change);
        making.devices.redirdevs = some(making.devices.redirdevs, _ -> true, change);
    }

    @SuppressWarnings("unchecked") // a change keeps the kind of its device
    private static <D extends Device> List<D> some(List<D> devices, Predicate<D> which, UnaryOperator<Device> change) {
        return Making.map(devices, device -> which.test(device) ? (D) change.apply(device) : device);
    }
}
