package jvirt.qemu.definition;

import jvirt.api.domain.device.Address;
import jvirt.api.xml.Is;

/** What libvirt calls the kinds of addresses: the words in {@code address/@type}. */
final class AddressWords {
    private AddressWords() {}

    static String of(Address address) {
        return address.getClass().getAnnotation(Is.class).value()[0];
    }
}
