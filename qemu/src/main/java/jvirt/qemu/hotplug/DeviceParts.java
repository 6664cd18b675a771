package jvirt.qemu.hotplug;

import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.qemu.device.Chassis;
import jvirt.qemu.device.Controllers;
import jvirt.qemu.device.Disks;
import jvirt.qemu.device.Filesystems;
import jvirt.qemu.device.Hostdevs;
import jvirt.qemu.device.Inputs;
import jvirt.qemu.device.Interfaces;
import jvirt.qemu.device.Memories;
import jvirt.qemu.device.Part;
import jvirt.qemu.device.Ports;
import jvirt.qemu.device.Redirdevs;
import jvirt.qemu.device.Rngs;
import jvirt.qemu.device.Shmems;
import jvirt.qemu.device.Supplier;
import jvirt.qemu.device.Vsocks;
import jvirt.qemu.device.Watchdogs;

/** What QEMU is given for a device of any kind that may come while the guest runs. */
final class DeviceParts {
    private DeviceParts() {}

    static List<Part> of(Device device, Chassis chassis, Supplier supplier) {
        return switch (device) {
            case Disk disk -> Disks.parts(disk, chassis, supplier);
            case Controller controller -> List.of(new Part.Front(Controllers.device(controller, chassis)));
            case Interface nic -> {
                Optional<Part> card = Hostdevs.card(nic, chassis);
                yield card.isPresent() ? List.of(card.get()) : Interfaces.parts(nic, chassis, supplier);
            }
            case Hostdev hostdev -> Hostdevs.parts(hostdev, chassis, supplier);
            case Redirdev redirdev -> Redirdevs.parts(redirdev, chassis, supplier);
            case Serial serial -> Ports.parts(serial, chassis, supplier);
            case Parallel parallel -> Ports.parts(parallel, supplier);
            case Channel channel -> Ports.parts(channel, chassis, supplier);
            case Console console -> Ports.parts(console, chassis, supplier);
            case Rng rng -> Rngs.parts(rng, chassis, supplier);
            case MemoryModule module -> Memories.parts(module, chassis, supplier.resources());
            case Shmem shmem -> Shmems.parts(shmem, chassis, supplier);
            case Watchdog watchdog -> Watchdogs.parts(watchdog, chassis);
            case Input input -> Inputs.parts(input, chassis);
            case Vsock vsock -> Vsocks.parts(vsock, chassis, supplier);
            case Filesystem folder -> Filesystems.parts(folder, chassis, supplier);
            default -> throw QEMU.error(OPERATION_UNSUPPORTED, "live attach of device '%s' is not supported",
                    Matching.kind(device));
        };
    }
}
