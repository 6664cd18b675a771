package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.OnOff;

/** A character device's host side: what it is joined to, and where what passes is logged. */
public record Chardev(@Inline ChardevSource source, Optional<Log> log) {
    public record Log(String file, Optional<OnOff> append) {}

    public static Chardev of(ChardevSource source) {
        return new Chardev(source, Optional.empty());
    }
}
