package jvirt.api.domain.device;

import jvirt.api.xml.Default;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;

/** A USB hub. */
@Is("hub")
public record Hub(
        @Default("usb") Type type,
        @Inline DeviceInfo info) implements Device {
    public Hub {
        info = info.plain();
    }

    @Override
    public Hub withInfo(DeviceInfo changed) {
        return new Hub(type, changed);
    }

    public enum Type { USB }
}
