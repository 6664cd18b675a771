package jvirt.qemu.definition;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Channel;
import jvirt.api.domain.device.Console;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Filesystem;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Hub;
import jvirt.api.domain.device.Input;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.domain.device.Iommu;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.domain.device.NvramDevice;
import jvirt.api.domain.device.Panic;
import jvirt.api.domain.device.Parallel;
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
import jvirt.api.xml.XmlBinding;

/** The names by which QEMU and its clients know the devices of a running guest; libvirt's, so that guests can be adopted. */
public final class Aliases {
    private Aliases() {}

    /** The domain with a name for every device; names that users chose stay. */
    public static Domain assign(Domain domain) {
        return Making.of(domain, Hypervisor.NONE, making -> {
            Set<String> taken = new HashSet<>(making.aliases());
            Board board = making.board();
            making.each(device -> {
                if (device.alias().isPresent()) return device;
                Optional<String> name = fixed(device, board, making.devices.controllers)
                        .or(() -> prefix(device).map(prefix -> prefix + next(prefix, taken)));
                name.ifPresent(taken::add);
                return name.map(alias -> device.withInfo(device.info().withAlias(alias))).orElse(device);
            });
            ImplicitDevices.mirrorConsoles(making);
        });
    }

    /** The name for a device that is plugged into a guest that runs. */
    public static Optional<String> next(Device device, Domain running) {
        Set<String> taken = running.devices().all().stream().flatMap(one -> one.alias().stream()).collect(Collectors.toSet());
        // a console that is a serial port under another name counts as a console all the same
        if (device instanceof Console) {
            running.devices().consoles().stream().flatMap(one -> one.alias().stream())
                    .forEach(alias -> taken.add(alias.replaceFirst("^serial", "console")));
        }
        return fixed(device, Board.of(running), running.devices().controllers())
                .or(() -> prefix(device).map(prefix -> prefix + next(prefix, taken)));
    }

    /** One more than the highest number in use. */
    private static int next(String prefix, Set<String> taken) {
        int next = 0;
        for (String alias : taken) {
            if (!alias.startsWith(prefix)) continue;
            String number = alias.substring(prefix.length());
            if (number.isEmpty() || !number.chars().allMatch(c -> c >= '0' && c <= '9') || number.length() > 9) continue;
            next = Math.max(next, Integer.parseInt(number) + 1);
        }
        return next;
    }

    /** Names that follow from what the device is, or from where it sits. */
    private static Optional<String> fixed(Device device, Board board, List<Controller> controllers) {
        return switch (device) {
            case Disk disk -> Optional.of(disk(disk, controllers));
            case Controller controller -> Optional.of(controller(controller, board));
            case Watchdog _ -> Optional.of("watchdog0");
            case Vsock _ -> Optional.of("vsock0");
            case Iommu _ -> Optional.of("iommu0");
            case MemoryModule module when module.address().orElse(null) instanceof Address.Dimm(int slot, _) ->
                    prefix(module).map(prefix -> prefix + slot);
            default -> Optional.empty();
        };
    }

    private static String disk(Disk disk, List<Controller> controllers) {
        String bus = disk.target().bus().map(XmlBinding::word).orElse("");
        if (!(disk.address().orElse(null) instanceof Address.Drive drive)) {
            return bus + "-disk" + DiskName.index(disk.target().dev());
        }
        boolean target = disk.target().bus().equals(Optional.of(Disk.Bus.SCSI)) && controllers.stream()
                .noneMatch(one -> one.type() == Controller.Type.SCSI && one.index().orElse(-1) == drive.controller()
                        && one.model().equals(Optional.of("lsilogic")));
        return bus + drive.controller() + "-" + drive.bus() + "-" + (target ? drive.target() + "-" : "") + drive.unit();
    }

    /** QEMU itself names what is built into its boards. */
    private static String controller(Controller controller, Board board) {
        int index = controller.index().orElse(0);
        String usual = XmlBinding.word(controller.type()) + index;
        return switch (controller.type()) {
            case PCI -> (controller.model().equals(Optional.of("pcie-root")) ? "pcie." : "pci.") + index;
            case IDE -> board.builtinIde() && index == 0 ? "ide" : usual;
            case SATA -> board.q35() && index == 0 ? "ide" : usual;
            case USB -> index == 0 ? "usb" : usual;
            case SCSI -> index == 0 && controller.model().equals(Optional.of("ncr53c90")) ? "scsi" : usual;
            case FDC, VIRTIO_SERIAL, CCID, XENBUS, ISA -> usual;
        };
    }

    /** What stands before the number in the names of this kind; panic devices have none. */
    private static Optional<String> prefix(Device device) {
        return Optional.ofNullable(switch (device) {
            case Interface card -> card.source() instanceof InterfaceSource.Hostdev ? "hostdev" : "net";
            case Filesystem _ -> "fs";
            case Sound _ -> "sound";
            case Hostdev _ -> "hostdev";
            case Redirdev _ -> "redir";
            case Video _ -> "video";
            case Input _ -> "input";
            case Parallel _ -> "parallel";
            case Serial _ -> "serial";
            case Channel _ -> "channel";
            case Console _ -> "console";
            case Hub _ -> "hub";
            case Shmem _ -> "shmem";
            case Smartcard _ -> "smartcard";
            case MemoryBalloon balloon -> balloon.model() == MemoryBalloon.Model.NONE ? null : "balloon";
            case Rng _ -> "rng";
            case Tpm _ -> "tpm";
            case MemoryModule module -> switch (module.model()) {
                case DIMM -> "dimm";
                case NVDIMM -> "nvdimm";
                case VIRTIO_PMEM -> "virtiopmem";
                case VIRTIO_MEM -> "virtiomem";
                case SGX_EPC -> "epc";
            };
            case Disk _, Controller _, Watchdog _, Vsock _, Iommu _, NvramDevice _, Panic _ -> null;
        });
    }
}
