package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
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
        chardev = named(chardev);
        if (info.address().filter(address -> !(address instanceof Address.Usb)).isPresent()) {
            throw ErrorDomain.DOMAIN.error(XML_ERROR, "Invalid address for a USB device");
        }
    }

    @Override
    public Redirdev withInfo(DeviceInfo changed) {
        return new Redirdev(bus, chardev, changed);
    }

    /** A port of D-Bus' without a name has the one that viewers look for. */
    private static Chardev named(Chardev chardev) {
        boolean nameless = chardev.source() instanceof ChardevSource.Dbus(var channel)
                && channel.flatMap(ChardevSource.ChannelName::channel).isEmpty();
        return nameless ? chardev.withSource(new ChardevSource.Dbus(Optional.of(new ChardevSource.ChannelName(Optional.of("org.qemu.usbredir")))))
                : chardev;
    }

    public enum Bus { USB }

    public Redirdev withChardev(Chardev changed) {
        return new Redirdev(bus, changed, info);
    }
}
