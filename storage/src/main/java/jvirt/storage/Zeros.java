package jvirt.storage;

import java.nio.ByteBuffer;

/** Looks for zeros, which need not be kept. */
final class Zeros {
    private static final ByteBuffer NOTHING = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

    private Zeros() {}

    /** Whether there is nothing else in {@code [start, end)}, at most 64 KiB. */
    static boolean only(ByteBuffer bytes, int start, int end) {
        return bytes.slice(start, end - start).mismatch(NOTHING.slice(0, end - start)) < 0;
    }
}
