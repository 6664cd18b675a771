package jvirt.qemu.hotplug;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Devices;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Audio;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Graphics;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.Lease;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.Parallel;
import jvirt.api.domain.device.RedirFilter;
import jvirt.api.domain.device.Redirdev;
import jvirt.api.domain.device.Rng;
import jvirt.api.domain.device.Serial;
import jvirt.api.domain.device.Shmem;
import jvirt.api.domain.device.Smartcard;
import jvirt.api.domain.device.Sound;
import jvirt.api.domain.device.Tpm;
import jvirt.api.domain.device.Video;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.qemu.definition.ControllerOrder;
import jvirt.qemu.definition.DiskOrder;

/** A machine with a device more, less, or another one in the place of one. */
final class DeviceLists {
    private DeviceLists() {}

    /** Disks and controllers have their places, anything else comes last. */
    static Domain plus(Domain domain, DevicePart device) {
        return switch (device) {
            case Disk disk -> domain.with(draft -> draft.devices = draft.devices.with(devices ->
                    devices.disks = DiskOrder.plus(devices.disks, disk)));
            case Controller controller -> domain.with(draft -> draft.devices = draft.devices.with(devices ->
                    devices.controllers = ControllerOrder.plus(devices.controllers, controller)));
            default -> with(domain, device, new Change() {
                @Override
                public <T> List<T> in(List<T> list, T one) {
                    List<T> longer = new ArrayList<>(list);
                    longer.add(one);
                    return List.copyOf(longer);
                }
            });
        };
    }

    static Domain minus(Domain domain, DevicePart device) {
        return with(domain, device, new Change() {
            @Override
            public <T> List<T> in(List<T> list, T one) {
                List<T> shorter = new ArrayList<>(list);
                shorter.remove(one);
                return List.copyOf(shorter);
            }
        });
    }

    /** Another one of the same kind. */
    static Domain replaced(Domain domain, DevicePart before, DevicePart after) {
        return with(domain, before, new Change() {
            @Override
            @SuppressWarnings("unchecked") // both are of one kind
            public <T> List<T> in(List<T> list, T one) {
                return list.stream().map(element -> element.equals(one) ? (T) after : element).toList();
            }
        });
    }

    private interface Change {
        <T> List<T> in(List<T> list, T one);

        /** What a machine has one of at most. */
        default <T> Optional<T> in(Optional<T> held, T one) {
            List<T> changed = in(held.stream().toList(), one);
            return changed.isEmpty() ? Optional.empty() : Optional.of(changed.getLast());
        }
    }

    private static Domain with(Domain domain, DevicePart device, Change change) {
        UnaryOperator<Devices> changed = devices -> devices.with(draft -> {
            switch (device) {
                case Disk disk -> draft.disks = change.in(draft.disks, disk);
                case Controller controller -> draft.controllers = change.in(draft.controllers, controller);
                case Lease lease -> draft.leases = change.in(draft.leases, lease);
                case Filesystem folder -> draft.filesystems = change.in(draft.filesystems, folder);
                case Interface nic -> draft.interfaces = change.in(draft.interfaces, nic);
                case Smartcard card -> draft.smartcards = change.in(draft.smartcards, card);
                case Serial serial -> draft.serials = change.in(draft.serials, serial);
                case Parallel parallel -> draft.parallels = change.in(draft.parallels, parallel);
                case Console console -> draft.consoles = change.in(draft.consoles, console);
                case Channel channel -> draft.channels = change.in(draft.channels, channel);
                case Input input -> draft.inputs = change.in(draft.inputs, input);
                case Tpm tpm -> draft.tpms = change.in(draft.tpms, tpm);
                case Graphics graphics -> draft.graphics = change.in(draft.graphics, graphics);
                case Sound sound -> draft.sounds = change.in(draft.sounds, sound);
                case Audio audio -> draft.audios = change.in(draft.audios, audio);
                case Video video -> draft.videos = change.in(draft.videos, video);
                case Hostdev hostdev -> draft.hostdevs = change.in(draft.hostdevs, hostdev);
                case Redirdev redirdev -> draft.redirdevs = change.in(draft.redirdevs, redirdev);
                case RedirFilter filter -> draft.redirfilter = change.in(draft.redirfilter, filter);
                case Hub hub -> draft.hubs = change.in(draft.hubs, hub);
                case Watchdog watchdog -> draft.watchdog = change.in(draft.watchdog, watchdog);
                case MemoryBalloon balloon -> draft.memballoon = change.in(draft.memballoon, balloon);
                case Rng rng -> draft.rngs = change.in(draft.rngs, rng);
                case NvramDevice nvram -> draft.nvram = change.in(draft.nvram, nvram);
                case Panic panic -> draft.panics = change.in(draft.panics, panic);
                case Shmem shmem -> draft.shmems = change.in(draft.shmems, shmem);
                case MemoryModule module -> draft.memories = change.in(draft.memories, module);
                case Iommu iommu -> draft.iommu = change.in(draft.iommu, iommu);
                case Vsock vsock -> draft.vsock = change.in(draft.vsock, vsock);
            }
        });
        return domain.with(draft -> draft.devices = changed.apply(draft.devices));
    }
}
