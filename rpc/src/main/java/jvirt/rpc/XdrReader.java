package jvirt.rpc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads XDR (RFC 4506) from a message that is whole. What does not fit is a {@link CodecException}: the sender's fault. */
public final class XdrReader {
    private final ByteBuffer buffer;

    public XdrReader(ByteBuffer buffer) {
        this.buffer = buffer;
    }

    public int remaining() {
        return buffer.remaining();
    }

    public int readInt() {
        need(4);
        return buffer.getInt();
    }

    public long readHyper() {
        need(8);
        return buffer.getLong();
    }

    /** A count of what follows: at most {@code max}, and no more than could stand in the rest of the message. */
    public int readCount(int max, int leastBytesEach) {
        int count = readInt();
        if (count < 0 || count > max) throw new CodecException("length " + Integer.toUnsignedString(count) + " above " + max);
        need((long) count * leastBytesEach);
        return count;
    }

    public byte[] readOpaque(int max) {
        int count = readCount(max, 1);
        byte[] value = new byte[count];
        buffer.get(value);
        int padding = -count & 3;
        need(padding);
        buffer.position(buffer.position() + padding);
        return value;
    }

    /** A text; libvirt's are C strings, so that one with a zero in it is none. */
    public String readString(int max) {
        String text = new String(readOpaque(max), StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0) throw new CodecException("a string with a zero");
        return text;
    }

    /** All that is left: the data of a stream's packet, which has no length of its own. */
    public byte[] rest() {
        byte[] value = new byte[buffer.remaining()];
        buffer.get(value);
        return value;
    }

    private void need(long bytes) {
        if (bytes > buffer.remaining()) {
            throw new CodecException("message ends " + (bytes - buffer.remaining()) + " bytes early");
        }
    }
}
