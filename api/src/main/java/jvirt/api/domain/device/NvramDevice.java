package jvirt.api.domain.device;

import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;

/** The memory in which POWER keeps its settings. */
@Is("nvram")
public record NvramDevice(
        @Inline DeviceInfo info) implements Device {
    public NvramDevice {
        info = info.plain();
    }

    @Override
    public NvramDevice withInfo(DeviceInfo changed) {
        return new NvramDevice(changed);
    }
}
