package jvirt.qemu.definition;

import jvirt.api.domain.device.Address;
import jvirt.api.xml.Is;

/** What libvirt calls the kinds of addresses: the words in {@code address/@type}. */
public final class AddressWords {
    private AddressWords() {}

    public static String of(Address address) {
        return address.getClass().getAnnotation(Is.class).value()[0];
    }
}
