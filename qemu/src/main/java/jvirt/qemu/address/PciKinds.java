package jvirt.qemu.address;

import java.util.Optional;
import jvirt.api.domain.device.VirtioModel;

/**
 * What devices of the three kinds need in one guest.
 *
 * @param express a device that is PCI Express where the guest has that
 * @param virtio a virtio device that speaks the modern protocol
 */
public record PciKinds(PciNeed express, PciNeed virtio) {
    /** In a guest whose root bus is of PCI Express, with a QEMU that tells virtio's protocols apart, or not. */
    public static PciKinds of(boolean expressRoot, boolean modernVirtio) {
        PciNeed express = expressRoot ? PciNeed.PCIE : PciNeed.PCI;
        return new PciKinds(express, modernVirtio ? express : PciNeed.PCI);
    }

    /** A conventional device. */
    public Optional<PciNeed> legacy() {
        return Optional.of(PciNeed.PCI);
    }

    /** Transitional virtio devices work in conventional slots alone. */
    public Optional<PciNeed> virtio(Optional<VirtioModel> model) {
        return virtioOf(model.filter(VirtioModel.VIRTIO_TRANSITIONAL::equals).isPresent());
    }

    public Optional<PciNeed> virtioOf(boolean transitional) {
        return Optional.of(transitional ? PciNeed.PCI : virtio);
    }

    public Optional<PciNeed> modern() {
        return Optional.of(express);
    }
}
