package jvirt.qemu.address;

import java.util.Optional;

/**
 * What a device needs of the slot that it is put into.
 *
 * @param automatic only slots that are given out by themselves will do, where nobody chose one
 * @param shared several of its kind may be functions of one slot
 * @param integrated it belongs on the root bus
 */
public record PciNeed(PciPlug plug, boolean automatic, boolean shared, boolean integrated) {
    public static final PciNeed PCI = new PciNeed(PciPlug.PCI_DEVICE, true, false, false);
    public static final PciNeed PCIE = new PciNeed(PciPlug.PCIE_DEVICE, true, false, false);

    public PciNeed asIntegrated() {
        return new PciNeed(plug, automatic, shared, true);
    }

    static PciNeed of(PciPlug plug) {
        return new PciNeed(plug, false, false, false);
    }

    /** What a PCI controller of this model is plugged into; a root bus into nothing. */
    public static Optional<PciNeed> ofController(String model) {
        return switch (model) {
            case "pci-bridge" -> Optional.of(of(PciPlug.PCI_BRIDGE));
            case "pci-expander-bus" -> Optional.of(of(PciPlug.PCI_EXPANDER_BUS));
            case "pcie-expander-bus" -> Optional.of(of(PciPlug.PCIE_EXPANDER_BUS));
            case "dmi-to-pci-bridge" -> Optional.of(of(PciPlug.DMI_TO_PCI_BRIDGE));
            case "pcie-to-pci-bridge" -> Optional.of(of(PciPlug.PCIE_TO_PCI_BRIDGE));
            case "pcie-root-port" -> Optional.of(new PciNeed(PciPlug.PCIE_ROOT_PORT, false, true, false));
            case "pcie-switch-upstream-port" -> Optional.of(of(PciPlug.SWITCH_UPSTREAM_PORT));
            case "pcie-switch-downstream-port" -> Optional.of(of(PciPlug.SWITCH_DOWNSTREAM_PORT));
            default -> Optional.empty();
        };
    }
}
