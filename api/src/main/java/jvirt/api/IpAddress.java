package jvirt.api;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * An IPv4 or IPv6 address, without a port or a scope. Printed as {@code inet_ntop} does: the longest run of zeros of an
 * IPv6 address is {@code ::}.
 *
 * @param v6 its family
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits, or the 32 bits of an IPv4 address
 */
public record IpAddress(boolean v6, long high, long low) implements Comparable<IpAddress> {
    private static final int V4_BITS = 32;
    private static final int V6_BITS = 128;
    private static final int GROUPS = 8;

    /** The address that a text is, or the exception that the XML binding expects. */
    public static IpAddress parse(String text) {
        return find(text).orElseThrow(() -> new IllegalArgumentException("not an IP address: " + text));
    }

    /** The address that a text is; names are not looked up. */
    public static Optional<IpAddress> find(String text) {
        if (text.indexOf(':') >= 0) return text.indexOf('%') >= 0 ? Optional.empty() : findV6(text);
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) return Optional.empty();
        long value = 0;
        for (String part : parts) {
            if (!part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255) return Optional.empty();
            value = value << 8 | Integer.parseInt(part);
        }
        return Optional.of(new IpAddress(false, 0, value));
    }

    private static Optional<IpAddress> findV6(String text) {
        try {
            byte[] bytes = InetAddress.ofLiteral(text).getAddress();
            // the JDK makes an IPv4 address of ::ffff:1.2.3.4
            return Optional.of(bytes.length == 4
                    ? new IpAddress(true, 0, 0xffff_0000_0000L | number(bytes, 0, 4)) : ofBytes(bytes));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** The address of 4 or 16 bytes, in the order of the network. */
    public static IpAddress ofBytes(byte[] bytes) {
        return bytes.length == 4
                ? new IpAddress(false, 0, number(bytes, 0, 4))
                : new IpAddress(true, number(bytes, 0, 8), number(bytes, 8, 8));
    }

    private static long number(byte[] bytes, int from, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) value = value << 8 | bytes[from + i] & 0xff;
        return value;
    }

    /** The address in the order of the network: 4 or 16 bytes. */
    public byte[] bytes() {
        byte[] bytes = new byte[v6 ? 16 : 4];
        for (int i = 0; i < bytes.length; i++) {
            int fromEnd = bytes.length - 1 - i;
            bytes[i] = (byte) (fromEnd < 8 ? low >>> 8 * fromEnd : high >>> 8 * (fromEnd - 8));
        }
        return bytes;
    }

    /** For the JDK's own networking. */
    public InetAddress toInet() {
        try {
            return InetAddress.getByAddress(bytes());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 32 or 128. */
    public int width() {
        return v6 ? V6_BITS : V4_BITS;
    }

    /** The netmask of {@code prefix} bits in this address's family. */
    public IpAddress mask(int prefix) {
        if (!v6) return new IpAddress(false, 0, upper(prefix + V4_BITS) & 0xffff_ffffL);
        return new IpAddress(true, upper(Math.min(prefix, 64)), upper(Math.max(prefix - 64, 0)));
    }

    /** A number whose upper {@code bits} bits are ones. */
    private static long upper(int bits) {
        return bits == 0 ? 0 : -1L << 64 - bits;
    }

    public IpAddress and(IpAddress mask) {
        return new IpAddress(v6, high & mask.high, low & mask.low);
    }

    /** The network that the address lies in. */
    public IpAddress network(int prefix) {
        return and(mask(prefix));
    }

    /** The last address of the network that the address lies in. */
    public IpAddress broadcast(int prefix) {
        IpAddress mask = mask(prefix);
        long all = v6 ? -1L : 0xffff_ffffL;
        return new IpAddress(v6, v6 ? high | ~mask.high : 0, (low | ~mask.low) & all);
    }

    /** How many bits a netmask has, or empty when its ones are not together. */
    public Optional<Integer> prefixOfMask() {
        int ones = Long.bitCount(high) + Long.bitCount(low);
        return mask(ones).equals(this) ? Optional.of(ones) : Optional.empty();
    }

    @Override
    public int compareTo(IpAddress other) {
        int upper = Long.compareUnsigned(high, other.high);
        return upper != 0 ? upper : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        if (!v6) return (low >>> 24) + "." + (low >>> 16 & 255) + "." + (low >>> 8 & 255) + "." + (low & 255);
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) groups[i] = (int) ((i < 4 ? high : low) >>> 16 * (3 - i % 4) & 0xffff);
        int start = -1;
        int length = 1;
        for (int i = 0; i < GROUPS; i++) {
            int end = i;
            while (end < GROUPS && groups[end] == 0) end++;
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start) {
                text.append(i == 0 ? "::" : ":");
                i += length - 1;
                continue;
            }
            // an IPv4 address within, as the C library prints it
            if (i == 6 && start == 0 && (length == 6 || length == 5 && groups[5] == 0xffff)) {
                return text.append(new IpAddress(false, 0, low & 0xffff_ffffL)).toString();
            }
            text.append(Integer.toHexString(groups[i]));
            if (i < GROUPS - 1) text.append(':');
        }
        return text.toString();
    }
}
