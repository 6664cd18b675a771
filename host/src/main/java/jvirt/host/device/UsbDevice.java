package jvirt.host.device;

import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.Maker;

/** USB devices and their interfaces. */
final class UsbDevice {
    private UsbDevice() {}

    /** The entries of {@code /sys/bus/usb} are both: an interface has a class of its own. */
    static Optional<Capability> describe(Sysfs device) {
        return device.has("bInterfaceNumber") ? usbInterface(device) : device(device);
    }

    private static Optional<Capability> device(Sysfs device) {
        Optional<Long> bus = device.number("busnum", 10);
        Optional<Long> number = device.number("devnum", 10);
        Optional<Long> vendor = device.number("idVendor", 16);
        Optional<Long> product = device.number("idProduct", 16);
        if (bus.isEmpty() || number.isEmpty() || vendor.isEmpty() || product.isEmpty()) return Optional.empty();
        int vendorId = vendor.get().intValue();
        int productId = product.get().intValue();
        return Optional.of(new Capability.UsbDevice(bus.get().intValue(), number.get().intValue(),
                new Maker(productId, Ids.USB.product(vendorId, productId).or(() -> device.text("product"))),
                new Maker(vendorId, Ids.USB.vendor(vendorId).or(() -> device.text("manufacturer")))));
    }

    private static Optional<Capability> usbInterface(Sysfs device) {
        return Optional.of(new Capability.UsbInterface(hex(device, "bInterfaceNumber"), hex(device, "bInterfaceClass"),
                hex(device, "bInterfaceSubClass"), hex(device, "bInterfaceProtocol"), Optional.empty()));
    }

    private static int hex(Sysfs device, String attribute) {
        return device.number(attribute, 16).map(Long::intValue).orElse(0);
    }
}
