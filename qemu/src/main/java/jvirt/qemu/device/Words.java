package jvirt.qemu.device;

import jvirt.api.xml.XmlBinding;

/** The words of libvirt's XML, where QEMU's are the same. */
public final class Words {
    private Words() {}

    public static String of(Enum<?> constant) {
        return XmlBinding.word(constant);
    }

    /** A value within an option of the form {@code a=b,c=d}: commas are doubled. */
    public static String escaped(Object value) {
        return value.toString().replace(",", ",,");
    }
}
