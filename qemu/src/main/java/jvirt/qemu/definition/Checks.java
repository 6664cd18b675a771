package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;

import jvirt.api.ErrorDomain;

/** What a complete definition must not be: libvirt's refusals, with its words. */
final class Checks {
    private Checks() {}

    static void apply(Making making, Setting setting) {
        name(making.domain.name);
    }

    private static void name(String name) {
        if (name.contains("/")) throw ErrorDomain.DOMAIN.error(XML_ERROR, "name %s cannot contain '/'", name);
        if (name.contains("\n")) throw ErrorDomain.DOMAIN.error(XML_DETAIL, "invalid char in %s: %c", "name", '\n');
    }
}
