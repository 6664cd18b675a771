package jvirt.api.storage;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OVERFLOW;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Locale;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/** Sizes with a unit, as storage documents have them; always in bytes within jvirt. */
final class ByteSize {
    private static final String PREFIXES = "kmgtpe";

    private ByteSize() {}

    /** The size in {@code element}, whose unit is bytes when it has none. */
    static long parse(Element element) {
        String text = element.text().strip();
        // libvirt reads any unsigned number here and nothing with a sign
        if (!text.matches("[0-9]+")) throw ErrorDomain.STORAGE.error(XML_ERROR, "malformed capacity element");
        try {
            return scale(Long.parseUnsignedLong(text), element.attribute("unit"));
        } catch (NumberFormatException _) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "malformed capacity element");
        }
    }

    private static long scale(long value, Optional<String> unit) {
        long factor = unit.map(ByteSize::factor).orElse(1L);
        if (value != 0 && Long.compareUnsigned(value, Long.MAX_VALUE / factor) > 0) {
            throw ErrorDomain.NONE.error(OVERFLOW, "value too large: %s%s", Long.toUnsignedString(value), unit.orElse(""));
        }
        return value * factor;
    }

    /** {@code KiB} and {@code k} count by 1024, {@code KB} by 1000. */
    private static long factor(String unit) {
        String lower = unit.toLowerCase(Locale.ROOT);
        if (lower.isEmpty() || lower.equals("b") || lower.equals("byte") || lower.equals("bytes")) return 1;
        String suffix = lower.substring(1);
        int power = PREFIXES.indexOf(lower.charAt(0)) + 1;
        if (power == 0 || !suffix.isEmpty() && !suffix.equals("ib") && !suffix.equals("b")) {
            throw ErrorDomain.NONE.error(INVALID_ARG, "unknown suffix '%s'", unit);
        }
        long base = suffix.equals("b") ? 1000 : 1024;
        long factor = 1;
        for (int i = 0; i < power; i++) factor *= base;
        return factor;
    }

    static void format(XmlWriter writer, String name, String unit, long bytes) {
        writer.start(name).attribute("unit", unit).text(Long.toUnsignedString(bytes)).end();
    }
}
