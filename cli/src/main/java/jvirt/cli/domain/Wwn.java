package jvirt.cli.domain;

import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/** World wide names: sixteen hexadecimal digits. */
public final class Wwn {
    private Wwn() {}

    /** Complains, in libvirt's words, if it is none. */
    public static void check(String name) {
        if (name.matches("(0x)?[0-9a-fA-F]{16}")) return;
        throw ErrorDomain.NONE.error(ErrorCode.XML_ERROR, "Malformed wwn: %s", name);
    }
}
