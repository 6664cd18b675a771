package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;

/** A smartcard reader with its card. */
@Is("smartcard")
public record Smartcard(
        @Inline Card card,
        @Inline DeviceInfo info) implements Device {
    public Smartcard {
        info = info.plain();
    }

    @Override
    public Smartcard withInfo(DeviceInfo changed) {
        return new Smartcard(card, changed);
    }

    /** Where the card comes from. */
    @ByAttr("mode")
    public sealed interface Card {
        @Is("host")
        record Host() implements Card {}

        @Is("host-certificates")
        record HostCertificates(List<String> certificate, @InElement Optional<String> database) implements Card {}

        @Is("passthrough")
        record Passthrough(@Inline Chardev chardev) implements Card {}
    }
}
