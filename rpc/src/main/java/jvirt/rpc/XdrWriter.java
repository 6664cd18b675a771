package jvirt.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes XDR (RFC 4506): everything is big-endian and takes a multiple of four bytes. Grows as needed; one message a writer. */
public final class XdrWriter {
    private byte[] bytes;
    private int length;

    public XdrWriter(int capacity) {
        bytes = new byte[capacity];
    }

    public int length() {
        return length;
    }

    public void writeInt(int value) {
        reserve(4);
        putInt(length, value);
        length += 4;
    }

    /** Overwrites an integer written before, such as a length that was not known then. */
    public void setInt(int position, int value) {
        putInt(position, value);
    }

    public void writeHyper(long value) {
        writeInt((int) (value >>> 32));
        writeInt((int) value);
    }

    /** A length, the bytes, and zeros up to a multiple of four. */
    public void writeOpaque(byte[] value) {
        writeInt(value.length);
        writeRaw(value, 0, value.length);
        pad(value.length);
    }

    /** Text as UTF-8. */
    public void writeString(String value) {
        writeOpaque(value.getBytes(StandardCharsets.UTF_8));
    }

    /** The bytes as they are, neither counted nor padded. */
    public void writeRaw(byte[] value, int offset, int count) {
        reserve(count);
        System.arraycopy(value, offset, bytes, length, count);
        length += count;
    }

    private void pad(int written) {
        int padding = -written & 3;
        reserve(padding);
        length += padding;
    }

    private void putInt(int position, int value) {
        bytes[position] = (byte) (value >>> 24);
        bytes[position + 1] = (byte) (value >>> 16);
        bytes[position + 2] = (byte) (value >>> 8);
        bytes[position + 3] = (byte) value;
    }

    private void reserve(int count) {
        if (count > bytes.length - length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + count));
    }

    /** What was written; the buffer shares the writer's bytes. */
    public ByteBuffer buffer() {
        return ByteBuffer.wrap(bytes, 0, length);
    }
}
