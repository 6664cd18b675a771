package jvirt.api;

import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/** A hardware address of six bytes, printed in lower case. */
public record MacAddress(long value) {
    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{1,2}(:[0-9a-fA-F]{1,2}){5}");

    /** The address that a text is, or the exception that the XML binding expects. */
    public static MacAddress parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not a MAC address: " + text));
    }

    /** The address that a text is: six hexadecimal numbers, a leading zero may be left out. */
    public static Optional<MacAddress> find(String text) {
        if (!FORM.matcher(text).matches()) return Optional.empty();
        long value = 0;
        for (String part : text.split(":")) value = value << 8 | Integer.parseInt(part, 16);
        return Optional.of(new MacAddress(value));
    }

    /** The address of six bytes. */
    public static MacAddress ofBytes(byte[] bytes) {
        long value = 0;
        for (int i = 0; i < 6; i++) value = value << 8 | bytes[i] & 0xff;
        return new MacAddress(value);
    }

    public byte[] bytes() {
        byte[] bytes = new byte[6];
        for (int i = 0; i < 6; i++) bytes[i] = (byte) (value >>> 8 * (5 - i));
        return bytes;
    }

    /** Group addresses have the lowest bit of their first byte set; no device has one. */
    public boolean multicast() {
        return (value >>> 40 & 1) != 0;
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(":").formatHex(bytes());
    }
}
