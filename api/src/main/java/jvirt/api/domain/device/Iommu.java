package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;

/** Keeps the devices within the memory that the guest gives them. */
@Is("iommu")
public record Iommu(
        Model model,
        Optional<Driver> driver,
        @Inline DeviceInfo info) implements Device {
    public Iommu {
        info = info.plain();
    }

    @Override
    public Iommu withInfo(DeviceInfo changed) {
        return new Iommu(model, driver, changed);
    }

    public enum Model { INTEL, SMMUV3, VIRTIO }

    public record Driver(
            Optional<OnOff> intremap,
            @Name("caching_mode") Optional<OnOff> cachingMode,
            Optional<OnOff> eim,
            Optional<OnOff> iotlb,
            @Name("aw_bits") Optional<Integer> awBits) {}
}
