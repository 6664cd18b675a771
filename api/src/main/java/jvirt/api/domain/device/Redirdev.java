package jvirt.api.domain.device;

import jvirt.api.xml.Default;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;

/** A USB device of whoever looks at the screen. */
@Is("redirdev")
public record Redirdev(
        @Default("usb") Bus bus,
        @Inline Chardev chardev,
        @Inline DeviceInfo info) implements Device {
    public Redirdev {
        info = info.noRom();
    }

    @Override
    public Redirdev withInfo(DeviceInfo changed) {
        return new Redirdev(bus, chardev, changed);
    }

    public enum Bus { USB }

    public Redirdev withChardev(Chardev changed) {
        return new Redirdev(bus, changed, info);
    }
}
