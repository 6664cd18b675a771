package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.xml.Hex;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;

/** A controller: the bus that other devices sit on. */
@Is("controller")
public record Controller(
        Type type,
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
    public Controller {
        info = info.plain();
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
