package jvirt.qemu.check;

import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;

/**
 * Refuses what must not be.
 *
 * @param by the part of libvirt that refuses
 */
record Refusals(ErrorDomain by) {
    /** What no driver takes. */
    static final Refusals COMMON = new Refusals(ErrorDomain.DOMAIN);
    /** What QEMU's driver does not take. */
    static final Refusals DRIVER = new Refusals(ErrorDomain.QEMU);

    void unsupported(boolean refused, String text, Object... args) {
        refuse(refused, ErrorCode.CONFIG_UNSUPPORTED, text, args);
    }

    void xml(boolean refused, String text, Object... args) {
        refuse(refused, ErrorCode.XML_ERROR, text, args);
    }

    /** libvirt gives some refusals without any words before them. */
    void plain(boolean refused, String text, Object... args) {
        refuse(refused, ErrorCode.XML_DETAIL, text, args);
    }

    void internal(boolean refused, String text, Object... args) {
        refuse(refused, ErrorCode.INTERNAL_ERROR, text, args);
    }

    void argument(boolean refused, String text, Object... args) {
        refuse(refused, ErrorCode.INVALID_ARG, text, args);
    }

    void refuse(boolean refused, ErrorCode code, String text, Object... args) {
        if (refused) throw by.error(code, text, args);
    }
}
