package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Device;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.Hostdev;
import jvirt.api.domain.device.Interface;
import jvirt.api.domain.device.InterfaceSource;
import jvirt.api.xml.OnOff;
import jvirt.qemu.address.PciBus;
import jvirt.qemu.address.PciBuses;
import jvirt.qemu.address.PciKinds;
import jvirt.qemu.address.PciNeed;
import jvirt.qemu.address.PciPlug;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.device.PciNeeds;

/**
 * Gives every PCI device its slot, in the order in which QEMU of old did, so that guests keep their hardware. A trial first
 * finds out which bridges are missing; then they are added and the slots are given out for good.
 */
final class PciPlacement {
    private final Making making;
    private final Setting setting;
    private final Board board;
    private final PciKinds kinds;
    private PciBuses buses;

    private PciPlacement(Making making, Setting setting) {
        this.making = making;
        this.setting = setting;
        this.board = making.board();
        this.kinds = kinds(making.devices.controllers, setting);
    }

    /** What the devices of a guest with these controllers need. */
    static PciKinds kinds(List<Controller> controllers, Setting setting) {
        return PciKinds.of(hasRoot(controllers, "pcie-root"), setting.can(QemuFlag.VIRTIO_PCI_TRANSITIONAL));
    }

    static void apply(Making making, Setting setting) {
        new PciPlacement(making, setting).place();
    }

    private static boolean hasRoot(List<Controller> controllers, String model) {
        return controllers.stream().anyMatch(one -> one.type() == Controller.Type.PCI && one.index().orElse(-1) == 0
                && one.model().equals(Optional.of(model)));
    }

    private void place() {
        int last = making.devices.controllers.stream().filter(one -> one.type() == Controller.Type.PCI)
                .mapToInt(one -> one.index().orElse(-1)).max().orElse(-1);
        int count = last + 1;
        if (last >= 0 && !making.hypervisor.plugs()) count = trial(last);
        buses = collect(count, false);
        if (!board.pci(setting)) return;
        fixed();
        assign();
        markMultifunction();
        making.devices.controllers = Making.map(making.devices.controllers, this::settled);
    }

    /** How many buses there are in the end; the controllers that were missing are added. */
    private int trial(int last) {
        buses = collect(last + 1, true);
        fixed();
        // a conventional slot is kept free for a bridge, as long as there is any
        if (hasRoot(making.devices.controllers, "pci-root") && !buses.full()) buses.next(PciNeed.PCI);
        assign();
        boolean ownManagement = last <= 0 && buses.count() > last + 1;
        // who leaves controllers to us gets a root port to plug something into while the guest runs
        if (ownManagement && hasRoot(making.devices.controllers, "pcie-root")) buses.next(PciNeed.PCIE);
        for (int bus = 1; bus < buses.count(); bus++) {
            if (!making.need(Controller.Type.PCI, bus, Optional.of(buses.model(bus)))) continue;
            Optional<PciNeed> need = PciNeed.ofController(buses.model(bus));
            if (need.isPresent()) buses.next(need.get());
        }
        return buses.count();
    }

    /** The buses with what is on them already. */
    private PciBuses collect(int count, boolean trial) {
        PciBuses found = new PciBuses(trial, setting.can(QemuFlag.DEVICE_PCIE_PCI_BRIDGE));
        String missing = hasRoot(making.devices.controllers, "pcie-root") ? "pcie-root-port" : "pci-bridge";
        for (int bus = 0; bus < count; bus++) {
            Optional<Controller> controller = making.controller(Controller.Type.PCI, bus);
            String model = controller.flatMap(Controller::model).orElse(bus == 0 ? "pci-root" : missing);
            boolean hotplug = controller.flatMap(Controller::target).flatMap(Controller.Target::hotplug)
                    .orElse(OnOff.ON).on();
            found.add(PciBus.behind(model, hotplug));
        }
        making.each(device -> {
            place(device).ifPresent(at -> take(found, device, at));
            return device;
        });
        return found;
    }

    private void take(PciBuses found, Device device, Address.Pci at) {
        if (device instanceof Controller controller && builtIn(controller, at)) {
            if (found.count() > 0 && !found.takes(0, PciPlug.PCI_DEVICE)) {
                throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "Bus 0 must be PCI for integrated PIIX3 USB or IDE controllers");
            }
            return;
        }
        found.take(at, PciNeeds.of(device, kinds).orElse(PciNeed.PCI));
    }

    /** The IDE and USB controllers of the chipset, which {@link #piix3} takes. */
    private static boolean builtIn(Controller controller, Address.Pci at) {
        if (at.domain() != 0 || at.bus() != 0 || at.slot() != 1 || controller.index().orElse(-1) != 0) return false;
        boolean usb = controller.type() == Controller.Type.USB && piix3Usb(controller) && at.function() == 2;
        return usb || controller.type() == Controller.Type.IDE && at.function() == 1;
    }

    static boolean piix3Usb(Controller controller) {
        return controller.model().isEmpty() || controller.model().get().equals("piix3-uhci");
    }

    /** The PCI address of a device that has one. */
    static Optional<Address.Pci> place(Device device) {
        return device.address().filter(Address.Pci.class::isInstance).map(Address.Pci.class::cast)
                .filter(at -> !at.empty());
    }

    /** Whether a device is still to be placed on PCI. */
    private boolean wanted(Device device) {
        boolean open = device.address().isEmpty()
                || device.address().get() instanceof Address.Pci at && at.empty();
        return open && PciNeeds.of(device, kinds).isPresent();
    }

    /** What the chipset has in fixed places. */
    private void fixed() {
        if (board.i440fx()) new Chipsets(making, buses, kinds, this::wanted).piix3();
        if (board.q35()) new Chipsets(making, buses, kinds, this::wanted).ich9();
    }

    private void assign() {
        controllers(one -> one.type() == Controller.Type.PCI && !one.model().orElse("").endsWith("-root"));
        making.devices.filesystems = placed(making.devices.filesystems);
        making.devices.interfaces = Making.map(making.devices.interfaces, card ->
                card.source() instanceof InterfaceSource.Hostdev ? card : next(card));
        making.devices.sounds = placed(making.devices.sounds);
        otherControllers();
        making.devices.disks = Making.map(making.devices.disks, this::disk);
        making.devices.interfaces = Making.map(making.devices.interfaces, card ->
                card.source() instanceof InterfaceSource.Hostdev ? next(card) : card);
        making.devices.hostdevs = placed(making.devices.hostdevs);
        making.devices.memballoon = Making.map(making.devices.memballoon, this::next);
        making.devices.rngs = placed(making.devices.rngs);
        making.devices.watchdog = Making.map(making.devices.watchdog, this::next);
        making.devices.videos = placed(making.devices.videos);
        making.devices.shmems = placed(making.devices.shmems);
        making.devices.inputs = placed(making.devices.inputs);
        making.devices.serials = placed(making.devices.serials);
        making.devices.iommu = Making.map(making.devices.iommu, this::next);
        making.devices.vsock = Making.map(making.devices.vsock, this::next);
        making.devices.memories = placed(making.devices.memories);
    }

    private <D extends Device> List<D> placed(List<D> devices) {
        return Making.map(devices, this::next);
    }

    private void controllers(Predicate<Controller> which) {
        making.devices.controllers = Making.map(making.devices.controllers, one -> which.test(one) ? next(one) : one);
    }

    /** The device on its new place; a trial only takes the place. */
    private <D extends Device> D next(D device) {
        if (!wanted(device)) return device;
        return at(device, buses.next(PciNeeds.of(device, kinds).orElseThrow()));
    }

    private <D extends Device> D at(D device, Address.Pci place) {
        return buses.trial() ? device : onPlace(device, place);
    }

    static <D extends Device> D onPlace(D device, Address.Pci place) {
        Optional<OnOff> multifunction = device.address().filter(Address.Pci.class::isInstance).map(Address.Pci.class::cast)
                .flatMap(Address.Pci::multifunction).or(place::multifunction);
        return Making.with(device, device.info().withAddress(new Address.Pci(place.domain(), place.bus(), place.slot(),
                place.function(), multifunction, Optional.empty())));
    }

    private Disk disk(Disk disk) {
        boolean elsewhere = disk.target().bus().equals(Optional.of(Disk.Bus.VIRTIO)) && disk.address().isPresent()
                && !(disk.address().get() instanceof Address.Pci) && !(disk.address().get() instanceof Address.Ccw)
                && !(disk.address().get() instanceof Address.VirtioMmio);
        if (elsewhere) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "virtio disk cannot have an address of type '%s'",
                    AddressWords.of(disk.address().get()));
        }
        return next(disk);
    }

    /** Controllers of other buses; the four parts of a USB 2 controller share a slot. */
    private void otherControllers() {
        UnaryOperator<Controller> place = one -> {
            boolean builtIn = one.type() == Controller.Type.IDE && one.index().orElse(-1) == 0;
            if (one.type() == Controller.Type.PCI || builtIn || !wanted(one)) return one;
            return ControllerOrder.usb2(one) ? companion(one) : next(one);
        };
        for (int i = 0; i < making.devices.controllers.size(); i++) {
            Controller controller = making.devices.controllers.get(i);
            Controller changed = place.apply(controller);
            if (changed == controller) continue;
            making.devices.controllers = replaced(making.devices.controllers, i, changed);
        }
    }

    private static <T> List<T> replaced(List<T> list, int index, T element) {
        List<T> changed = new ArrayList<>(list);
        changed.set(index, element);
        return changed;
    }

    private Controller companion(Controller controller) {
        Function<Address.Pci, Address.Pci> as = at -> switch (controller.model().orElse("")) {
            case "ich9-uhci1" -> Address.Pci.at(0, at.bus(), at.slot(), 0).withMultifunction(OnOff.ON);
            case "ich9-uhci2" -> Address.Pci.at(0, at.bus(), at.slot(), 1);
            case "ich9-uhci3" -> Address.Pci.at(0, at.bus(), at.slot(), 2);
            default -> Address.Pci.at(0, at.bus(), at.slot(), 7);
        };
        Optional<Address.Pci> group = making.devices.controllers.stream()
                .filter(one -> ControllerOrder.usb2(one) && one.index().equals(controller.index()))
                .flatMap(one -> place(one).stream()).findFirst();
        PciNeed need = PciNeeds.of(controller, kinds).orElseThrow();
        if (group.isPresent()) {
            Address.Pci place = as.apply(group.get());
            buses.take(place, need);
            return onPlace(controller, place);
        }
        Address.Pci free = buses.next(need, as.apply(Address.Pci.at(0, 0, 0, 0)).function());
        return at(controller, as.apply(free));
    }

    /** Function 0 of a slot with several functions says so. */
    private void markMultifunction() {
        Set<Integer> slots = new HashSet<>();
        making.each(device -> {
            place(device).filter(at -> at.function() != 0).ifPresent(at -> slots.add(at.bus() << 8 | at.slot()));
            return device;
        });
        making.each(device -> {
            Optional<Address.Pci> at = place(device).filter(one -> one.function() == 0 && one.multifunction().isEmpty()
                    && slots.contains(one.bus() << 8 | one.slot()));
            return at.isEmpty() ? device : Making.with(device,
                    device.info().withAddress(at.get().withMultifunction(OnOff.ON)));
        });
    }

    /** What QEMU calls a PCI controller, and the numbers by which the guest knows it. */
    private Controller settled(Controller controller) {
        return controller.type() == Controller.Type.PCI
                ? PciControllers.settled(controller, making, setting) : controller;
    }
}
