package jvirt.qemu.device;

import java.util.Optional;
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
import jvirt.api.domain.device.VirtioModel;
import jvirt.api.domain.device.Vsock;
import jvirt.api.domain.device.Watchdog;
import jvirt.qemu.address.PciKinds;
import jvirt.qemu.address.PciNeed;

/** Which devices of QEMU's are on a PCI bus, and what slot they need there; the others need none. */
public final class PciNeeds {
    private PciNeeds() {}

    public static Optional<PciNeed> of(Device device, PciKinds kinds) {
        return switch (device) {
            case Controller controller -> controller(controller, kinds);
            case Filesystem filesystem -> kinds.virtio(filesystem.model());
            case Interface card -> card(card, kinds);
            case Sound sound -> switch (sound.model()) {
                case ES1370, AC97, ICH6, ICH9 -> kinds.legacy();
                case SB16, PCSPK, USB, ICH7 -> Optional.empty();
            };
            case Disk disk -> disk.target().bus().equals(Optional.of(Disk.Bus.VIRTIO))
                    ? kinds.virtio(disk.model()) : Optional.empty();
            case Hostdev hostdev -> hostdev(hostdev, kinds);
            case MemoryBalloon balloon -> switch (balloon.model()) {
                case VIRTIO, VIRTIO_NON_TRANSITIONAL -> kinds.virtioOf(false);
                case VIRTIO_TRANSITIONAL -> kinds.virtioOf(true);
                case XEN, NONE -> Optional.empty();
            };
            case Rng rng -> kinds.virtio(Optional.of(rng.model()));
            case Watchdog watchdog -> watchdog.model() == Watchdog.Model.I6300ESB ? kinds.legacy() : Optional.empty();
            case Video video -> video(video, kinds);
            case Shmem _ -> kinds.legacy();
            case Input input -> input.bus().equals(Optional.of(Input.Bus.VIRTIO))
                    ? kinds.virtio(input.model()) : Optional.empty();
            case Serial serial -> serial.target().flatMap(Serial.Target::type).equals(Optional.of(Serial.Type.PCI_SERIAL))
                    ? kinds.legacy() : Optional.empty();
            case Iommu iommu -> iommu.model() == Iommu.Model.VIRTIO
                    ? Optional.of(kinds.virtio().asIntegrated()) : Optional.empty();
            case Vsock vsock -> vsock.model().isEmpty() ? Optional.empty() : kinds.virtio(vsock.model());
            case MemoryModule module -> switch (module.model()) {
                case VIRTIO_PMEM, VIRTIO_MEM -> kinds.virtioOf(false);
                case DIMM, NVDIMM, SGX_EPC -> Optional.empty();
            };
            case Channel _, Console _, Hub _, NvramDevice _, Panic _, Parallel _, Redirdev _, Smartcard _, Tpm _ ->
                    Optional.empty();
        };
    }

    private static Optional<PciNeed> controller(Controller controller, PciKinds kinds) {
        String model = controller.model().orElse("");
        return switch (controller.type()) {
            case PCI -> PciNeed.ofController(model);
            case SATA, IDE -> kinds.legacy();
            case USB -> switch (model) {
                case "nec-xhci", "qemu-xhci" -> kinds.modern();
                case "none", "qusb1", "qusb2" -> Optional.empty();
                default -> kinds.legacy();
            };
            case SCSI -> switch (model) {
                case "", "ncr53c90" -> Optional.empty();
                case "virtio-scsi", "virtio-non-transitional" -> kinds.virtioOf(false);
                default -> kinds.legacy();
            };
            case VIRTIO_SERIAL -> kinds.virtioOf(model.equals("virtio-transitional"));
            case FDC, CCID, XENBUS, ISA -> Optional.empty();
        };
    }

    /** A card that the host hands over is placed with the other devices of the host. */
    private static Optional<PciNeed> card(Interface card, PciKinds kinds) {
        if (card.source() instanceof InterfaceSource.Hostdev) return kinds.modern();
        return switch (card.model().map(Interface.Model::type).orElse("")) {
            case "usb-net" -> Optional.empty();
            case "virtio", "virtio-non-transitional" -> kinds.virtioOf(false);
            case "virtio-transitional" -> kinds.virtioOf(true);
            case "e1000e", "" -> kinds.modern();
            default -> kinds.legacy();
        };
    }

    private static Optional<PciNeed> hostdev(Hostdev hostdev, PciKinds kinds) {
        return switch (hostdev.subject()) {
            case Hostdev.Subject.Pci _ -> kinds.modern();
            case Hostdev.Subject.Mdev mdev -> mdev.model() == Hostdev.MdevModel.VFIO_PCI ? kinds.modern() : Optional.empty();
            case Hostdev.Subject.ScsiHost scsi -> scsi.model().equals(Optional.of(VirtioModel.VIRTIO_TRANSITIONAL))
                    ? kinds.legacy() : kinds.virtioOf(false);
            case Hostdev.Subject.Usb _, Hostdev.Subject.Scsi _, Hostdev.Subject.Storage _, Hostdev.Subject.Misc _,
                    Hostdev.Subject.Net _ -> Optional.empty();
        };
    }

    private static Optional<PciNeed> video(Video video, PciKinds kinds) {
        Optional<Video.Type> type = video.model().flatMap(Video.Model::type);
        if (type.isEmpty()) return Optional.empty();
        return switch (type.get()) {
            case VIRTIO -> kinds.virtioOf(false);
            case VGA, CIRRUS, VMVGA, XEN, VBOX, QXL, PARALLELS -> kinds.legacy();
            case BOCHS -> kinds.modern();
            case GOP, NONE, RAMFB -> Optional.empty();
        };
    }
}
