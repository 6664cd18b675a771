package jvirt.cli;

import java.math.BigInteger;
import java.util.Optional;

/** Numbers as users write them: with a sign, with a unit. Nothing where it is none, or too large. */
public final class Numbers {
    private static final BigInteger ULONG_MAX = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE);
    private static final String UNITS = "kmgtpe";

    private Numbers() {}

    /** A decimal number within {@code least} and {@code most}. */
    public static Optional<Long> signed(String text, long least, long most) {
        try {
            long value = Long.parseLong(text.strip());
            return value < least || value > most ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A number without a sign of up to 64 bits. */
    public static Optional<Long> unsigned(String text) {
        try {
            String bare = text.strip();
            return bare.startsWith("-") ? Optional.empty() : Optional.of(Long.parseUnsignedLong(bare));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A number without a sign of up to 64 bits; one below zero wraps around. */
    public static Optional<Long> wrapping(String text) {
        String bare = text.strip();
        return bare.startsWith("-") ? unsigned(bare.substring(1)).map(value -> -value) : unsigned(bare);
    }

    /**
     * A size: digits, then nothing (the number counts {@code scale} bytes), {@code b}, {@code k}, {@code KiB} (1024),
     * {@code KB} (1000), and so on up to {@code E}.
     */
    public static Optional<Long> scaled(String text, int scale, long most) {
        String bare = text.strip();
        int end = bare.startsWith("+") ? 1 : 0;
        while (end < bare.length() && bare.charAt(end) >= '0' && bare.charAt(end) <= '9') end++;
        String digits = bare.substring(0, end);
        if (digits.isEmpty() || digits.equals("+")) return Optional.empty();
        Optional<BigInteger> unit = unit(bare.substring(end), scale);
        if (unit.isEmpty()) return Optional.empty();
        BigInteger value = new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits).multiply(unit.get());
        BigInteger limit = most < 0 ? ULONG_MAX : BigInteger.valueOf(most);
        return value.compareTo(limit) > 0 ? Optional.empty() : Optional.of(value.longValue());
    }

    private static Optional<BigInteger> unit(String suffix, int scale) {
        String lower = suffix.toLowerCase(java.util.Locale.ROOT);
        if (lower.isEmpty()) return Optional.of(BigInteger.valueOf(scale));
        if (lower.equals("b") || lower.equals("bytes")) return Optional.of(BigInteger.ONE);
        int power = UNITS.indexOf(lower.charAt(0)) + 1;
        String rest = lower.substring(1);
        if (power == 0 || !rest.isEmpty() && !rest.equals("ib") && !rest.equals("b")) return Optional.empty();
        return Optional.of(BigInteger.valueOf(rest.equals("b") ? 1000 : 1024).pow(power));
    }

    /** A size with the largest unit that leaves a whole part, such as {@code 1.50 GiB}. */
    public static String pretty(long bytes, int decimals) {
        String[] names = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
        double value = bytes < 0 ? new BigInteger(Long.toUnsignedString(bytes)).doubleValue() : bytes;
        int unit = 0;
        while (value >= 1024 && unit < names.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(java.util.Locale.ROOT, "%." + decimals + "f %s", value, names[unit]);
    }
}
