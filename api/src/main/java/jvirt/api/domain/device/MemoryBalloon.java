package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.OnOff;

/** Takes memory from the guest, and gives it back. */
@Is("memballoon")
public record MemoryBalloon(
        Model model,
        Optional<OnOff> autodeflate,
        Optional<OnOff> freePageReporting,
        Optional<Stats> stats,
        @Inline DeviceInfo info,
        Optional<VirtioOptions.Driver> driver) implements Device {
    public MemoryBalloon {
        stats = stats.filter(every -> every.period() > 0);
        info = model == Model.NONE ? DeviceInfo.NONE : info.plain();
    }

    @Override
    public MemoryBalloon withInfo(DeviceInfo changed) {
        return new MemoryBalloon(model, autodeflate, freePageReporting, stats, changed, driver);
    }

    public enum Model { VIRTIO, XEN, NONE, VIRTIO_TRANSITIONAL, VIRTIO_NON_TRANSITIONAL }

    /** How often, in seconds, the guest reports how it uses its memory. */
    public record Stats(int period) {}

    public MemoryBalloon withStats(Optional<Stats> changed) {
        return new MemoryBalloon(model, autodeflate, freePageReporting, changed, info, driver);
    }
}
