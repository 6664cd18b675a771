package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.MemorySize;
import jvirt.api.xml.Default;
import jvirt.api.xml.Hex;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;

/** A controller: the bus that other devices sit on. */
@Is("controller")
public record Controller(
        @Default("ide") Type type,
        Optional<Integer> index,
        Optional<String> model,
        Optional<Integer> ports,
        Optional<Integer> vectors,
        Optional<Integer> maxGrantFrames,
        Optional<Integer> maxEventChannels,
        @Name("model") Optional<PciModel> pciModel,
        Optional<Target> target,
        Optional<Driver> driver,
        @Inline DeviceInfo info,
        Optional<MemorySize> pcihole64) implements Device {
    /** The models of the kinds that have any. */
    private static final Map<Type, Set<String>> MODELS = Map.of(
            Type.PCI, Set.of("pci-root", "pcie-root", "pci-bridge", "dmi-to-pci-bridge", "pcie-to-pci-bridge", "pcie-root-port",
                    "pcie-switch-upstream-port", "pcie-switch-downstream-port", "pci-expander-bus", "pcie-expander-bus"),
            Type.SCSI, Set.of("auto", "buslogic", "lsilogic", "lsisas1068", "vmpvscsi", "ibmvscsi", "virtio-scsi", "lsisas1078",
                    "virtio-transitional", "virtio-non-transitional", "ncr53c90", "dc390", "am53c974"),
            Type.USB, Set.of("piix3-uhci", "piix4-uhci", "ehci", "ich9-ehci1", "ich9-uhci1", "ich9-uhci2", "ich9-uhci3",
                    "vt82c686b-uhci", "pci-ohci", "nec-xhci", "qusb1", "qusb2", "qemu-xhci", "none"),
            Type.IDE, Set.of("piix3", "piix4", "ich6"),
            Type.VIRTIO_SERIAL, Set.of("virtio", "virtio-transitional", "virtio-non-transitional"));

    public Controller {
        Set<String> models = MODELS.getOrDefault(type, Set.of());
        model.filter(name -> !models.contains(name)).ifPresent(name -> {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "Unknown model type '%s'", name);
        });
        boolean pci = type == Type.PCI;
        boolean root = model.equals(Optional.of("pci-root")) || model.equals(Optional.of("pcie-root"));
        // what a kind of controller does not have is not read
        ports = type == Type.VIRTIO_SERIAL || type == Type.USB ? ports : Optional.empty();
        vectors = type == Type.VIRTIO_SERIAL ? vectors : Optional.empty();
        maxGrantFrames = type == Type.XENBUS ? maxGrantFrames : Optional.empty();
        maxEventChannels = type == Type.XENBUS ? maxEventChannels : Optional.empty();
        pciModel = pci ? pciModel : Optional.empty();
        target = pci ? target : Optional.empty();
        pcihole64 = pci && root ? pcihole64 : Optional.empty();
        // no USB has no place, and yet a name while the machine runs
        info = type == Type.USB && model.equals(Optional.of("none")) ? info.nameAlone() : info.plain();
    }

    @Override
    public Controller withInfo(DeviceInfo changed) {
        return new Controller(type, index, model, ports, vectors, maxGrantFrames, maxEventChannels, pciModel, target, driver,
                changed, pcihole64);
    }

    public enum Type { IDE, FDC, SCSI, SATA, VIRTIO_SERIAL, CCID, USB, PCI, XENBUS, ISA }

    /** The device that QEMU uses for this kind of PCI controller. */
    public record PciModel(String name) {}

    /** How the guest sees a PCI controller. */
    public record Target(
            Optional<Integer> chassisNr,
            Optional<Integer> chassis,
            @Hex(1) Optional<Integer> port,
            Optional<Integer> busNr,
            Optional<Integer> index,
            Optional<OnOff> hotplug,
            @InElement Optional<Integer> node) {
        public Target withChassisNr(int changed) {
            return new Target(Optional.of(changed), chassis, port, busNr, index, hotplug, node);
        }

        public Target withPort(int onChassis, int changed) {
            return new Target(chassisNr, Optional.of(onChassis), Optional.of(changed), busNr, index, hotplug, node);
        }

        public Target withBusNr(int changed) {
            return new Target(chassisNr, chassis, port, Optional.of(changed), index, hotplug, node);
        }

        public Target withIndex(int changed) {
            return new Target(chassisNr, chassis, port, busNr, Optional.of(changed), hotplug, node);
        }

        public static final Target NONE = new Target(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    public record Driver(
            Optional<Integer> queues,
            @Name("cmd_per_lun") Optional<Integer> cmdPerLun,
            @Name("max_sectors") Optional<Integer> maxSectors,
            Optional<OnOff> ioeventfd,
            Optional<Integer> iothread,
            @Inline VirtioOptions virtio) {}

    public Controller withIndex(int changed) {
        return new Controller(type, Optional.of(changed), model, ports, vectors, maxGrantFrames, maxEventChannels, pciModel,
                target, driver, info, pcihole64);
    }

    public Controller withModel(String changed) {
        return new Controller(type, index, Optional.of(changed), ports, vectors, maxGrantFrames, maxEventChannels, pciModel,
                target, driver, info, pcihole64);
    }

    public Controller withPci(Optional<PciModel> name, Optional<Target> place) {
        return new Controller(type, index, model, ports, vectors, maxGrantFrames, maxEventChannels, name, place, driver,
                info, pcihole64);
    }
}
