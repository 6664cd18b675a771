package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Inline;
import jvirt.api.xml.OnOff;

/** A character device's host side: what it is joined to, and where what passes is logged. */
public record Chardev(@Inline ChardevSource source, Optional<Log> log) {
    public record Log(String file, Optional<OnOff> append) {}

    public Chardev withSource(ChardevSource changed) {
        return new Chardev(changed, log);
    }

    /** libvirt's error where SPICE's agent is joined to anything but a virtio port. */
    void needVirtio(boolean virtio) {
        if (source instanceof ChardevSource.Spicevmc && !virtio) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "spicevmc device type only supports virtio");
        }
    }

    public static Chardev of(ChardevSource source) {
        return new Chardev(source, Optional.empty());
    }
}
