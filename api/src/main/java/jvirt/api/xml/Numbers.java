package jvirt.api.xml;

/** Numbers as libvirt reads them. */
public final class Numbers {
    private Numbers() {}

    /**
     * A number as {@code strtoull} reads it: base 0 takes {@code 0x} for hexadecimal and a leading {@code 0} for octal. 64
     * unsigned bits; a minus sign negates.
     *
     * @throws NumberFormatException when there is anything else
     */
    public static long parse(String text, int base) {
        String digits = text.strip();
        boolean negative = digits.startsWith("-");
        if (negative || digits.startsWith("+")) digits = digits.substring(1);
        boolean hexadecimal = digits.startsWith("0x") || digits.startsWith("0X");
        int radix = base;
        if (base == 0) radix = hexadecimal ? 16 : digits.length() > 1 && digits.startsWith("0") ? 8 : 10;
        if (hexadecimal && radix == 16) digits = digits.substring(2);
        if (digits.startsWith("-") || digits.startsWith("+")) throw new NumberFormatException(text);
        long value = Long.parseUnsignedLong(digits, radix);
        return negative ? -value : value;
    }

    /** {@code 0x} and at least so many hexadecimal digits. */
    public static String hex(long value, int digits) {
        String text = Long.toHexString(value);
        return "0x" + "0".repeat(Math.max(0, digits - text.length())) + text;
    }
}
