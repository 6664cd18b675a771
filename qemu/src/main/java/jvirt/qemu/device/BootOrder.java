package jvirt.qemu.device;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Os.BootDevice;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.DeviceInfo;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;

/** Which device is booted when: by its own {@code <boot order='n'/>}, or as the first of a kind that {@code <os>} lists. */
public final class BootOrder {
    private final Map<Device, Integer> byKind = new HashMap<>();

    private BootOrder() {}

    public static BootOrder of(Domain domain) {
        BootOrder order = new BootOrder();
        Map<BootDevice, Integer> turns = new EnumMap<>(BootDevice.class);
        for (int i = 0; i < domain.os().boot().size(); i++) turns.put(domain.os().boot().get(i).dev(), i + 1);
        for (Disk disk : domain.devices().disks()) order.give(disk, turns.remove(kind(disk)));
        if (!domain.devices().interfaces().isEmpty()) {
            Integer turn = turns.get(BootDevice.NETWORK);
            Interface first = domain.devices().interfaces().getFirst();
            if (first.source() instanceof InterfaceSource.Hostdev) {
                domain.devices().hostdevs().stream().filter(BootOrder::pci).findFirst()
                        .ifPresent(hostdev -> order.give(hostdev, turn));
            }
            order.give(first, turn);
        }
        return order;
    }

    private static BootDevice kind(Disk disk) {
        return switch (disk.device()) {
            case CDROM -> BootDevice.CDROM;
            case FLOPPY -> BootDevice.FD;
            case DISK, LUN -> BootDevice.HD;
        };
    }

    private static boolean pci(Hostdev hostdev) {
        return hostdev.subject() instanceof Hostdev.Subject.Pci;
    }

    private void give(Device device, Integer turn) {
        if (turn != null) byKind.put(device, turn);
    }

    /** The device's turn; 0 where it has none. */
    public int of(Device device) {
        return device.info().boot().map(DeviceInfo.Boot::order).or(() -> Optional.ofNullable(byKind.get(device))).orElse(0);
    }
}
