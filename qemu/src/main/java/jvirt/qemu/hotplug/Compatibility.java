package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.OPERATION_DENIED;
import static jvirt.api.ErrorDomain.DOMAIN;

import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Redirdev;
import jvirt.qemu.check.MemoryChecks;

/** Whether a device may join a machine, or take another one's place: {@code virDomainDefCompatibleDevice}. */
final class Compatibility {
    private Compatibility() {}

    /** A device that comes. */
    static void ofNew(Domain domain, DevicePart wanted) {
        checkUsb(domain, wanted);
        if (wanted instanceof Device device) checkBoot(domain, device, Optional.empty());
        if (wanted instanceof MemoryModule module) checkMemory(domain, module);
    }

    /** A device that is changed; of a running machine, it keeps the names by which the guest and QEMU know it. */
    static void ofChanged(Domain domain, DevicePart wanted, DevicePart before, boolean live) {
        if (!(wanted instanceof Device device) || !(before instanceof Device old)) return;
        if (live) {
            if (device.alias().isPresent() && old.alias().isPresent() && !device.alias().equals(old.alias())) {
                throw DOMAIN.error(OPERATION_DENIED, "changing device alias is not allowed");
            }
            if (!device.info().acpi().equals(old.info().acpi())) {
                throw DOMAIN.error(OPERATION_DENIED, "changing device 'acpi index' is not allowed");
            }
        }
        checkUsb(domain, wanted);
        checkBoot(domain, device, Optional.of(old));
    }

    private static void checkUsb(Domain domain, DevicePart wanted) {
        boolean usb = switch (wanted) {
            case Disk disk -> disk.target().bus().equals(Optional.of(Disk.Bus.USB));
            case Input input -> input.bus().equals(Optional.of(Input.Bus.USB));
            case Hostdev hostdev -> hostdev.subject() instanceof Hostdev.Subject.Usb;
            case Hub _, Redirdev _ -> true;
            default -> false;
        };
        boolean has = domain.devices().controllers().stream().anyMatch(controller -> controller.type() == Controller.Type.USB
                && !controller.model().equals(Optional.of("none")));
        if (usb && !has) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Device configuration is not compatible: Domain has no USB bus support");
        }
    }

    private static void checkBoot(Domain domain, Device device, Optional<Device> before) {
        Optional<Integer> order = device.info().boot().map(DeviceInfo.Boot::order);
        if (order.isEmpty()) return;
        if (!domain.os().boot().isEmpty()) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "per-device boot elements cannot be used together with os/boot elements");
        }
        boolean taken = domain.devices().all().stream().filter(other -> before.filter(old -> old == other).isEmpty())
                .anyMatch(other -> other.info().boot().map(DeviceInfo.Boot::order).equals(order));
        if (taken) throw DOMAIN.error(CONFIG_UNSUPPORTED, "boot order %d is already used by another device", order.get());
    }

    private static void checkMemory(Domain domain, MemoryModule module) {
        MemoryChecks.module(module, domain);
        MaxMemory max = domain.maxMemory().orElseThrow(() -> DOMAIN.error(CONFIG_UNSUPPORTED,
                "cannot use/hotplug a memory device when domain 'maxMemory' is not defined"));
        long size = module.target().size().kib();
        long total = domain.memory().map(memory -> memory.size().kib()).orElse(0L);
        if (total + size > max.size().kib()) {
            throw DOMAIN.error(CONFIG_UNSUPPORTED, "Attaching memory device with size '%d' would exceed domain's maxMemory config "
                    + "size '%d'", size, max.size().kib());
        }
    }
}
