package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Controller;
import jvirt.api.domain.device.Controller.PciModel;
import jvirt.api.domain.device.Controller.Target;
import jvirt.qemu.caps.QemuFlag;

/** What QEMU calls a PCI controller, and the numbers by which the guest knows it. */
final class PciControllers {
    private PciControllers() {}

    static Controller settled(Controller controller, Making making, Setting setting) {
        int index = controller.index().orElse(-1);
        Optional<Address.Pci> place = PciPlacement.place(controller);
        int slot = place.map(Address.Pci::slot).orElse(0);
        int function = place.map(Address.Pci::function).orElse(0);
        Target target = controller.target().orElse(Target.NONE);
        Target settled = switch (controller.model().orElse("")) {
            case "pci-bridge" -> target.withChassisNr(target.chassisNr().orElse(index));
            case "pcie-root-port" -> target.withPort(target.chassis().orElse(index),
                    target.port().orElse((slot << 3) + function));
            case "pcie-switch-downstream-port" -> target.withPort(target.chassis().orElse(index), target.port().orElse(slot));
            case "pci-expander-bus", "pcie-expander-bus" ->
                    target.withBusNr(target.busNr().orElseGet(() -> newBusNumber(making, place)));
            case "pci-root" -> making.board().pSeries() ? target.withIndex(target.index().orElse(index)) : target;
            default -> target;
        };
        if (controller.model().equals(Optional.of("pci-bridge")) && index <= place.map(Address.Pci::bus).orElse(0)) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "PCI controller at index %d (0x%02x) has bus='0x%02x', but index "
                    + "must be larger than bus", index, index, place.map(Address.Pci::bus).orElse(0));
        }
        Controller changed = controller.withPci(controller.pciModel().or(() -> model(controller, making, setting)),
                settled.equals(Target.NONE) ? Optional.empty() : Optional.of(settled));
        // later controllers look at the numbers of those before
        making.devices.controllers = Making.first(making.devices.controllers, one -> one.equals(controller), _ -> changed);
        return changed;
    }

    private static Optional<PciModel> model(Controller controller, Making making, Setting setting) {
        return switch (controller.model().orElse("")) {
            case "pci-bridge" -> Optional.of(new PciModel("pci-bridge"));
            case "dmi-to-pci-bridge" -> Optional.of(new PciModel("i82801b11-bridge"));
            case "pcie-to-pci-bridge" -> Optional.of(new PciModel("pcie-pci-bridge"));
            case "pcie-root-port" -> Optional.of(new PciModel(
                    setting.can(QemuFlag.DEVICE_PCIE_ROOT_PORT) ? "pcie-root-port" : "ioh3420"));
            case "pcie-switch-upstream-port" -> Optional.of(new PciModel("x3130-upstream"));
            case "pcie-switch-downstream-port" -> Optional.of(new PciModel("xio3130-downstream"));
            case "pci-expander-bus" -> Optional.of(new PciModel("pxb"));
            case "pcie-expander-bus" -> Optional.of(new PciModel("pxb-pcie"));
            case "pci-root" -> making.board().pSeries()
                    ? Optional.of(new PciModel("spapr-pci-host-bridge")) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Two below the lowest that is taken: one for the bus, one for the bridge that comes with it. */
    private static int newBusNumber(Making making, Optional<Address.Pci> place) {
        int lowest = making.devices.controllers.stream().filter(one -> one.type() == Controller.Type.PCI)
                .flatMap(one -> one.target().flatMap(Target::busNr).stream()).mapToInt(Integer::intValue).min().orElse(256);
        if (lowest <= 2) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "No free busNr lower than current lowest busNr is available to "
                    + "auto-assign to bus %d. Must be manually assigned", place.map(Address.Pci::bus).orElse(0));
        }
        return lowest - 2;
    }
}
