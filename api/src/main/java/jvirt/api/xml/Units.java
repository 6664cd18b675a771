package jvirt.api.xml;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OVERFLOW;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Locale;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/** Sizes with a unit, as libvirt's {@code virScaleInteger} reads them. */
public final class Units {
    private static final String LETTERS = "kmgtpe";

    private Units() {}

    /** How many bytes a unit is: {@code KiB} and {@code K} are 1024, {@code KB} 1000; empty for an unknown one. */
    public static Optional<Long> scale(String unit) {
        String lower = unit.toLowerCase(Locale.ROOT);
        if (lower.equals("b") || lower.equals("byte") || lower.equals("bytes")) return Optional.of(1L);
        int power = lower.isEmpty() ? -1 : LETTERS.indexOf(lower.charAt(0));
        if (power < 0) return Optional.empty();
        long base = switch (lower.substring(1)) {
            case "", "ib" -> 1024;
            case "b" -> 1000;
            default -> 0;
        };
        if (base == 0) return Optional.empty();
        long scale = 1;
        for (int i = 0; i <= power; i++) scale *= base;
        return Optional.of(scale);
    }

    /** The value in bytes; {@code unit} absent means {@code defaultScale}. */
    public static long bytes(long value, Optional<String> unit, long defaultScale) {
        long scale = defaultScale;
        if (unit.isPresent() && !unit.get().isEmpty()) {
            scale = scale(unit.get()).orElseThrow(() -> ErrorDomain.NONE.error(INVALID_ARG, "unknown suffix '%s'", unit.get()));
        }
        if (Long.compareUnsigned(value, Long.MAX_VALUE / scale) > 0) {
            throw ErrorDomain.NONE.error(OVERFLOW, "value too large: %s%s", Long.toUnsignedString(value), unit.orElse(""));
        }
        return value * scale;
    }

    /** A number of an element with its unit in KiB, rounded up. */
    static long roundedKib(long bytes) {
        return (bytes + 1023) / 1024;
    }

    /** The size in KiB that stands in an element or in one of its attributes. */
    public static long kib(Element element, String text, Optional<String> unit) {
        return roundedKib(bytes(number(element, text), unit, 1024));
    }

    /** The size in bytes that stands in an element or in one of its attributes; bytes where no unit is given. */
    public static long bytes(Element element, String text, Optional<String> unit) {
        return bytes(number(element, text), unit, 1);
    }

    private static long number(Element element, String text) {
        try {
            long value = Numbers.parse(text, 10);
            if (value >= 0) return value;
        } catch (NumberFormatException _) {
            // the same error as for a negative number
        }
        throw invalid(element, text);
    }

    private static VirtException invalid(Element element, String text) {
        return ErrorDomain.XML.error(XML_ERROR, "Invalid value '%s' for element '%s'", text, element.name());
    }

    /** A size in the largest unit in which it is a whole number. */
    public record Pretty(long value, String unit) {}

    /** As libvirt's {@code virFormatIntPretty}: units of 1024. */
    public static Pretty pretty(long bytes) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        long value = bytes;
        int unit = 0;
        while (value != 0 && value % 1024 == 0 && unit < units.length - 1) {
            value /= 1024;
            unit++;
        }
        return new Pretty(value, units[unit]);
    }
}
