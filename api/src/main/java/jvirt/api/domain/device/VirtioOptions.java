package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Name;
import jvirt.api.xml.OnOff;

/** What every virtio device's {@code <driver>} may say. */
public record VirtioOptions(
        Optional<OnOff> iommu,
        Optional<OnOff> ats,
        Optional<OnOff> packed,
        @Name("page_per_vq") Optional<OnOff> pagePerVq) {
    public static final VirtioOptions NONE = new VirtioOptions(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    /** A {@code <driver>} that says nothing else. */
    public record Driver(@Inline VirtioOptions virtio) {}
}
