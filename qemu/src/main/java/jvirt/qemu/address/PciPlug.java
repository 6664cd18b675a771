package jvirt.qemu.address;

/** What a slot of a PCI bus takes; a device has one plug, a bus takes several. */
public enum PciPlug {
    PCI_DEVICE("standard PCI device"),
    PCIE_DEVICE("PCI Express device"),
    PCIE_ROOT_PORT("pcie-root-port"),
    SWITCH_UPSTREAM_PORT("pcie-switch-upstream-port"),
    SWITCH_DOWNSTREAM_PORT("pcie-switch-downstream-port"),
    DMI_TO_PCI_BRIDGE("dmi-to-pci-bridge"),
    PCIE_TO_PCI_BRIDGE("pcie-to-pci-bridge"),
    PCI_EXPANDER_BUS("pci-expander-bus"),
    PCIE_EXPANDER_BUS("pcie-expander-bus"),
    PCI_BRIDGE("pci-bridge");

    private final String title;

    PciPlug(String title) {
        this.title = title;
    }

    /** libvirt's words for it; for a controller the word in {@code controller/@model}. */
    public String title() {
        return title;
    }
}
