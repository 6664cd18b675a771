package jvirt.qemu.address;

import static jvirt.qemu.address.PciPlug.DMI_TO_PCI_BRIDGE;
import static jvirt.qemu.address.PciPlug.PCIE_DEVICE;
import static jvirt.qemu.address.PciPlug.PCIE_EXPANDER_BUS;
import static jvirt.qemu.address.PciPlug.PCIE_ROOT_PORT;
import static jvirt.qemu.address.PciPlug.PCIE_TO_PCI_BRIDGE;
import static jvirt.qemu.address.PciPlug.PCI_BRIDGE;
import static jvirt.qemu.address.PciPlug.PCI_DEVICE;
import static jvirt.qemu.address.PciPlug.PCI_EXPANDER_BUS;
import static jvirt.qemu.address.PciPlug.SWITCH_DOWNSTREAM_PORT;
import static jvirt.qemu.address.PciPlug.SWITCH_UPSTREAM_PORT;

import java.util.EnumSet;
import java.util.Set;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/** One PCI bus: what its controller is, what its slots take, which functions of them are taken. */
public final class PciBus {
    private static final int SLOTS = 32;

    final String model;
    final Set<PciPlug> plugs;
    final boolean automatic;
    final boolean hotplug;
    final int firstSlot;
    final int lastSlot;
    /** A bit for each function that is taken. */
    private final int[] functions = new int[SLOTS];
    /** Slots whose functions are given out one by one. */
    private final boolean[] shared = new boolean[SLOTS];

    private PciBus(String model, Set<PciPlug> plugs, boolean automatic, boolean hotplug, int firstSlot, int lastSlot) {
        this.model = model;
        this.plugs = plugs;
        this.automatic = automatic;
        this.hotplug = hotplug;
        this.firstSlot = firstSlot;
        this.lastSlot = lastSlot;
    }

    /** The bus behind a controller of this model. */
    public static PciBus behind(String model, boolean hotplug) {
        return switch (model) {
            case "pci-root" -> new PciBus(model, EnumSet.of(PCI_DEVICE, PCI_BRIDGE, PCI_EXPANDER_BUS), true, hotplug, 1, 31);
            case "pci-bridge", "pcie-to-pci-bridge" ->
                    new PciBus(model, EnumSet.of(PCI_DEVICE, PCI_BRIDGE), true, hotplug, 1, 31);
            case "pci-expander-bus" -> new PciBus(model, EnumSet.of(PCI_DEVICE, PCI_BRIDGE), true, hotplug, 0, 31);
            case "pcie-root" -> new PciBus(model, EnumSet.of(PCIE_DEVICE, PCIE_ROOT_PORT, DMI_TO_PCI_BRIDGE,
                    PCIE_EXPANDER_BUS), false, false, 1, 31);
            case "dmi-to-pci-bridge" -> new PciBus(model, EnumSet.of(PCI_DEVICE, PCI_BRIDGE), false, false, 0, 31);
            case "pcie-root-port", "pcie-switch-downstream-port" -> new PciBus(model,
                    EnumSet.of(PCIE_DEVICE, SWITCH_UPSTREAM_PORT, PCIE_TO_PCI_BRIDGE), true, hotplug, 0, 0);
            case "pcie-switch-upstream-port" ->
                    new PciBus(model, EnumSet.of(SWITCH_DOWNSTREAM_PORT), false, false, 0, 31);
            case "pcie-expander-bus" -> new PciBus(model, EnumSet.of(PCIE_ROOT_PORT, DMI_TO_PCI_BRIDGE), false, false, 0, 31);
            default -> throw ErrorDomain.DOMAIN.error(ErrorCode.INTERNAL_ERROR, "PCI controller model was not set correctly");
        };
    }

    /** A root port that is kept for a bridge to conventional PCI. */
    static PciBus forBridgeToPci() {
        return new PciBus("pcie-root-port", EnumSet.of(PCIE_TO_PCI_BRIDGE), false, false, 0, 0);
    }

    boolean used(int slot) {
        return functions[slot] != 0;
    }

    boolean used(int slot, int function) {
        return (functions[slot] & 1 << function) != 0;
    }

    void take(int slot, int function, boolean sharing) {
        if (!used(slot) && sharing) shared[slot] = true;
        functions[slot] |= 1 << function;
    }

    boolean shares(int slot) {
        return shared[slot];
    }

    boolean full() {
        for (int slot = firstSlot; slot <= lastSlot; slot++) {
            if (!used(slot)) return false;
        }
        return true;
    }
}
