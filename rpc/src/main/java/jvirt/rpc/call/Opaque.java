package jvirt.rpc.call;

import java.util.Arrays;
import java.util.HexFormat;

/** Bytes of variable length ({@code opaque<>}); equal when their content is. The array is not to be changed. */
public record Opaque(byte[] bytes) {
    public static final Opaque EMPTY = new Opaque(new byte[0]);

    @Override
    public boolean equals(Object other) {
        return other instanceof Opaque(byte[] others) && Arrays.equals(bytes, others);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length <= 16 ? HexFormat.of().formatHex(bytes) : bytes.length + " bytes";
    }
}
