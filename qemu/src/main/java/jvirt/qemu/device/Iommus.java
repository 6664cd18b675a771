package jvirt.qemu.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Iommu;

/** What keeps devices within the memory that the guest gives them. */
public final class Iommus {
    private Iommus() {}

    public static List<Part> parts(Iommu iommu, Chassis chassis) {
        return switch (iommu.model()) {
            case INTEL -> {
                Optional<Iommu.Driver> driver = iommu.driver();
                yield List.of(new Part.Front(Props.device("intel-iommu").text("id", Chassis.alias(iommu))
                        .onOffWord("intremap", driver.flatMap(Iommu.Driver::intremap))
                        .onOff("caching-mode", driver.flatMap(Iommu.Driver::cachingMode))
                        .onOffWord("eim", driver.flatMap(Iommu.Driver::eim))
                        .onOff("device-iotlb", driver.flatMap(Iommu.Driver::iotlb))
                        .positive("aw-bits", driver.flatMap(Iommu.Driver::awBits)).json()));
            }
            case VIRTIO -> List.of(new Part.Front(chassis.place(
                    Props.device("virtio-iommu").text("id", Chassis.alias(iommu)), iommu).json()));
            case SMMUV3 -> List.of();
        };
    }
}
