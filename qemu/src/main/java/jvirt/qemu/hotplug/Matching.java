package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.DEVICE_MISSING;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.ErrorCode;
import jvirt.api.MacAddress;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Chardev;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Lease;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;

/**
 * Finds the device that a client means. Disks are known by their target, cards by their MAC address, controllers by their
 * number; of any other kind, a document means the device of which all is true that it says. What is not found is told in libvirt's
 * words, which are others for a running machine and for a definition.
 */
enum Matching {
    /** In a machine that runs. */
    LIVE,
    /** In a definition. */
    KEPT;

    /** The device to be taken out. */
    DevicePart find(Domain domain, DevicePart wanted) {
        return wanted instanceof Interface nic ? card(domain, nic)
                : search(domain, wanted).orElseThrow(() -> this == LIVE ? goneLive(wanted) : goneKept(wanted));
    }

    /** The device, if there is one. */
    static Optional<DevicePart> search(Domain domain, DevicePart wanted) {
        return switch (wanted) {
            case Disk disk -> first(domain.devices().disks(), other -> other.target().dev().equals(disk.target().dev()));
            case Interface nic -> first(domain.devices().interfaces(), other -> fits(other, nic));
            case Controller controller -> first(domain.devices().controllers(), other -> other.type() == controller.type()
                    && other.index().equals(controller.index()));
            case Graphics graphics -> first(domain.devices().graphics(), other -> other.getClass() == graphics.getClass());
            case Lease lease -> first(domain.devices().leases(), other -> other.key().equals(lease.key())
                    && other.lockspace().equals(lease.lockspace()));
            case Filesystem folder -> first(domain.devices().filesystems(), other -> other.target().equals(folder.target()));
            case Hostdev host -> first(domain.devices().hostdevs(), other -> says(element(other).children("source"), element(host).children("source"))
                    && other.subject().getClass() == host.subject().getClass());
            case Serial serial -> first(domain.devices().serials(), other -> same(other.chardev(), serial.chardev()) && port(serial) && says(other, serial));
            case Parallel parallel -> first(domain.devices().parallels(), other -> same(other.chardev(), parallel.chardev()) && port(parallel) && says(other, parallel));
            case Channel channel -> first(domain.devices().channels(), other -> same(other.chardev(), channel.chardev()) && says(other, channel));
            case Console console -> first(domain.devices().consoles(), other -> same(other.chardev(), console.chardev()) && port(console) && says(other, console));
            case Device device -> first(domain.devices().all(), other -> other.getClass() == device.getClass() && says(other, device));
            default -> Optional.empty();
        };
    }

    private static <T extends DevicePart> Optional<DevicePart> first(List<T> all, Predicate<T> which) {
        return all.stream().filter(which).findFirst().map(found -> found);
    }

    /** A character device is told apart by where it leads, to the letter: a terminal that is open is not just any terminal. */
    private static boolean same(Chardev one, Chardev other) {
        return one.source().equals(other.source());
    }

    /** Ports are told apart by their numbers. */
    private static boolean port(DevicePart device) {
        return element(device).child("target").flatMap(target -> target.attribute("port")).isPresent();
    }

    // cards

    private static Optional<MacAddress> mac(Interface nic) {
        return nic.mac().flatMap(one -> MacAddress.find(one.address()));
    }

    private static boolean fits(Interface nic, Interface wanted) {
        Optional<Address> place = place(wanted);
        return (mac(wanted).isEmpty() || mac(nic).equals(mac(wanted))) && (place.isEmpty() || nic.address().equals(place))
                && (wanted.alias().isEmpty() || nic.alias().isEmpty() || nic.alias().equals(wanted.alias()));
    }

    private static Optional<Address> place(Interface nic) {
        return nic.address().filter(at -> at instanceof Address.Pci pci ? !pci.empty() : at instanceof Address.Ccw);
    }

    private static Interface card(Domain domain, Interface wanted) {
        List<Interface> found = domain.devices().interfaces().stream().filter(nic -> fits(nic, wanted)).toList();
        if (found.size() > 1) {
            throw mac(wanted).map(mac -> QEMU.error(OPERATION_FAILED, "multiple devices matching MAC address %s found", mac))
                    .orElseGet(() -> QEMU.error(OPERATION_FAILED, "multiple matching devices found"));
        }
        if (found.size() == 1) return found.getFirst();
        String nothing = "(<null>)";
        throw QEMU.error(DEVICE_MISSING, "no device found at address '%s' matching MAC address '%s' and alias '%s'",
                place(wanted).map(Matching::text).orElse(nothing), mac(wanted).map(MacAddress::toString).orElse(nothing),
                wanted.alias().orElse(nothing));
    }

    private static String text(Address address) {
        return address instanceof Address.Pci at ? "%04x:%02x:%02x.%d".formatted(at.domain(), at.bus(), at.slot(), at.function())
                : address.toString();
    }

    // what is not there

    private static RuntimeException goneLive(DevicePart wanted) {
        return switch (wanted) {
            case Disk disk -> missing("disk %s not found", disk.target().dev());
            case Controller controller -> missing("controller %s:%d not found", XmlBinding.word(controller.type()),
                    controller.index().orElse(-1));
            case Hostdev host -> missing("%s not found", subject(host.subject()));
            case Shmem shmem -> missing("model '%s' shmem device not present in domain configuration",
                    XmlBinding.word(shmem.model().map(Shmem.Model::type).orElse(Shmem.Model.Type.IVSHMEM)));
            case Watchdog _ -> missing("watchdog device not present in domain configuration");
            case Redirdev _ -> QEMU.error(OPERATION_INVALID, "no matching redirdev was not found");
            case Rng rng -> missing("model '%s' RNG device not present in domain configuration", Rngs.misnamed(rng));
            case MemoryModule module -> missing("model '%s' memory device not present in the domain configuration",
                    XmlBinding.word(module.model()));
            case Filesystem _ -> missing("matching filesystem not found");
            case Lease lease -> lease(INVALID_ARG, lease);
            case Serial _, Parallel _, Channel _, Console _ -> missing("chr type '%s' device not present in domain configuration",
                    element(wanted).name());
            default -> missing("matching %s device not found", kind(wanted));
        };
    }

    private static RuntimeException goneKept(DevicePart wanted) {
        return switch (wanted) {
            case Disk disk -> missing("no target device %s", disk.target().dev());
            case Lease lease -> lease(DEVICE_MISSING, lease);
            case Filesystem _ -> missing("no matching filesystem device was found");
            case Rng _ -> missing("no matching RNG device was found");
            case MemoryModule _ -> missing("matching memory device was not found");
            case Redirdev _ -> missing("no matching redirdev was not found");
            case Shmem _ -> missing("matching shmem device was not found");
            case Watchdog _ -> missing("domain has no watchdog");
            case Vsock _ -> QEMU.error(OPERATION_FAILED, "matching vsock device not found");
            case Serial _, Parallel _, Channel _, Console _ -> QEMU.error(INVALID_ARG, "device not present in domain configuration");
            case Device device when kind(device).equals("input") -> missing("matching input device not found");
            default -> missing("device not present in domain configuration");
        };
    }

    private static RuntimeException missing(String what, Object... args) {
        return QEMU.error(DEVICE_MISSING, what, args);
    }

    private static RuntimeException lease(ErrorCode code, Lease lease) {
        return QEMU.error(code, "Lease %s in lockspace %s does not exist", lease.key(), lease.lockspace().orElse("<null>"));
    }

    private static String subject(Hostdev.Subject subject) {
        return switch (subject) {
            case Hostdev.Subject.Pci pci -> "host pci device %04x:%02x:%02x.%d".formatted(pci.source().address().domain(),
                    pci.source().address().bus(), pci.source().address().slot(), pci.source().address().function());
            case Hostdev.Subject.Usb usb -> usb.source().address().filter(at -> at.bus().isPresent() && at.device().isPresent())
                    .map(at -> "host usb device %03d.%03d".formatted(at.bus().get(), at.device().get()))
                    .orElseGet(() -> "host usb device vendor=0x%04x product=0x%04x".formatted(
                            usb.source().vendor().map(Hostdev.UsbId::id).orElse(0), usb.source().product().map(Hostdev.UsbId::id).orElse(0)));
            case Hostdev.Subject.Scsi scsi -> scsi.source().name().map(name -> "host scsi iSCSI path " + name)
                    .orElseGet(() -> "host scsi device %s:%s".formatted(scsi.source().adapter().map(Hostdev.Adapter::name).orElse(""),
                            scsi.source().address().map(at -> at.bus() + ":" + at.target() + "." + at.unit()).orElse("")));
            case Hostdev.Subject.Mdev mdev -> "mediated device '" + mdev.source().address().uuid() + "'";
            default -> "host device";
        };
    }

    /** libvirt's word for a kind of device: all that carry characters are one. */
    static String kind(DevicePart device) {
        return switch (device) {
            case Serial _, Parallel _, Channel _, Console _ -> "chr";
            default -> element(device).name();
        };
    }

    // what a description says

    private static Element element(DevicePart device) {
        return Element.parse(device.document(View.LIVE));
    }

    private static boolean says(DevicePart device, DevicePart wanted) {
        return holds(element(device), element(wanted));
    }

    private static boolean says(List<Element> elements, List<Element> wanted) {
        return wanted.stream().allMatch(one -> elements.stream().anyMatch(other -> holds(other, one)));
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
                QEMU.error(INTERNAL_ERROR, "no device found with alias %s", alias));
    }

    /** libvirt 9.0 names the model of a random number generator by the words for backends. */
    private static final class Rngs {
        static String misnamed(Rng rng) {
            return switch (XmlBinding.word(rng.model())) {
                case "virtio-transitional" -> "egd";
                case "virtio-non-transitional" -> "builtin";
                default -> "random";
            };
        }
    }
}
