package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.DEVICE_MISSING;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.MacAddress;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Lease;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;

/**
 * Finds the device that a client means. Disks are known by their target, cards by their MAC address, controllers by their
 * number; of any other kind, a document means the device of which all is true that it says.
 */
final class Matching {
    private Matching() {}

    static DevicePart find(Domain domain, DevicePart wanted) {
        return switch (wanted) {
            case Disk disk -> domain.devices().disks().stream()
                    .filter(other -> other.target().dev().equals(disk.target().dev())).findFirst()
                    .orElseThrow(() -> QEMU.error(DEVICE_MISSING, "no target device %s", disk.target().dev()));
            case Interface nic -> nic(domain, nic);
            case Controller controller -> first(domain.devices().controllers(), other -> other.type() == controller.type()
                    && other.index().equals(controller.index()));
            case Watchdog _ -> domain.devices().watchdog().orElseThrow(() -> QEMU.error(DEVICE_MISSING, "domain has no watchdog"));
            case Graphics graphics -> first(domain.devices().graphics(), other -> other.getClass() == graphics.getClass());
            case Lease lease -> first(domain.devices().leases(), lease::equals);
            case Device device -> described(domain, device);
            default -> throw missing();
        };
    }

    private static <T> T first(List<T> all, Predicate<T> which) {
        return all.stream().filter(which).findFirst().orElseThrow(Matching::missing);
    }

    private static RuntimeException missing() {
        return QEMU.error(DEVICE_MISSING, "device not present in domain configuration");
    }

    private static Interface nic(Domain domain, Interface wanted) {
        Optional<MacAddress> mac = wanted.mac().flatMap(one -> MacAddress.find(one.address()));
        String where = wanted.address().map(address -> " at the address wanted").orElse("");
        List<Interface> found = domain.devices().interfaces().stream()
                .filter(nic -> mac.isEmpty() || nic.mac().flatMap(one -> MacAddress.find(one.address())).equals(mac))
                .filter(nic -> wanted.address().isEmpty() || nic.address().equals(wanted.address()))
                .filter(nic -> wanted.alias().isEmpty() || nic.alias().equals(wanted.alias()))
                .filter(nic -> mac.isPresent() || says(nic, wanted)).toList();
        String named = mac.map(address -> " MAC address " + address).orElse(" the description") + where;
        if (found.isEmpty()) throw QEMU.error(DEVICE_MISSING, "no device matching%s found", named);
        if (found.size() > 1) throw QEMU.error(OPERATION_FAILED, "multiple devices matching%s found", named);
        return found.getFirst();
    }

    private static Device described(Domain domain, Device wanted) {
        return domain.devices().all().stream().filter(device -> device.getClass() == wanted.getClass())
                .filter(device -> says(device, wanted)).findFirst()
                .orElseThrow(() -> QEMU.error(DEVICE_MISSING, "matching %s device not found", kind(wanted)));
    }

    static String kind(DevicePart device) {
        return Element.parse(device.document(View.LIVE)).name();
    }

    private static boolean says(Device device, Device wanted) {
        return holds(Element.parse(device.document(View.LIVE)), Element.parse(wanted.document(View.LIVE)));
    }

    /** All that {@code wanted} has is in {@code element} too. */
    private static boolean holds(Element element, Element wanted) {
        boolean attributes = wanted.attributes().entrySet().stream()
                .allMatch(attribute -> element.attribute(attribute.getKey()).equals(Optional.of(attribute.getValue())));
        boolean text = wanted.text().isBlank() || element.text().strip().equals(wanted.text().strip());
        return attributes && text && wanted.children().stream().allMatch(child ->
                element.children(child.name()).stream().anyMatch(other -> holds(other, child)));
    }

    /** The device of this alias. */
    static Device named(Domain domain, String alias) {
        return domain.devices().named(alias).orElseThrow(() ->
                QEMU.error(DEVICE_MISSING, "no device found with alias %s", alias));
    }
}
