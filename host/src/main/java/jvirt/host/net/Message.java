package jvirt.host.net;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A netlink message: a header, a structure of its kind, and attributes, each with a length, a type and a value that may be
 * attributes again. Numbers are in the machine's byte order. linux/netlink.h
 */
final class Message {
    static final int HEADER = 16;
    private static final int ATTRIBUTE_HEADER = 4;
    private static final int ALIGN = 4;
    private static final int TYPE_MASK = 0x3fff;

    private final ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.nativeOrder());

    Message(int type, int flags) {
        bytes.putInt(0).putShort((short) type).putShort((short) flags).putInt(0).putInt(0);
    }

    Message u8(int value) {
        bytes.put((byte) value);
        return this;
    }

    Message u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    Message u32(int value) {
        bytes.putInt(value);
        return this;
    }

    private Message attribute(int type, Consumer<ByteBuffer> value) {
        int start = bytes.position();
        bytes.putShort((short) 0).putShort((short) type);
        value.accept(bytes);
        bytes.putShort(start, (short) (bytes.position() - start));
        while (bytes.position() % ALIGN != 0) bytes.put((byte) 0);
        return this;
    }

    Message attribute(int type, byte[] value) {
        return attribute(type, out -> out.put(value));
    }

    /** A text with its final zero. */
    Message attribute(int type, String value) {
        return attribute(type, out -> out.put(value.getBytes(StandardCharsets.UTF_8)).put((byte) 0));
    }

    Message attribute32(int type, int value) {
        return attribute(type, out -> out.putInt(value));
    }

    Message attribute8(int type, int value) {
        return attribute(type, out -> out.put((byte) value));
    }

    /** An attribute that holds those which {@code inner} adds to this message. */
    Message nested(int type, Consumer<Message> inner) {
        return attribute(type, _ -> inner.accept(this));
    }

    /** The whole, with its length and number. */
    byte[] toBytes(int sequence) {
        byte[] whole = new byte[bytes.position()];
        bytes.putInt(0, whole.length).putInt(8, sequence);
        bytes.get(0, whole);
        return whole;
    }

    /** The attributes of {@code answer} from {@code offset} on, by their type. */
    static Map<Integer, ByteBuffer> attributes(ByteBuffer answer, int offset) {
        Map<Integer, ByteBuffer> attributes = new HashMap<>();
        int position = offset;
        while (position + ATTRIBUTE_HEADER <= answer.limit()) {
            int length = answer.getShort(position) & 0xffff;
            if (length < ATTRIBUTE_HEADER || position + length > answer.limit()) break;
            attributes.put(answer.getShort(position + 2) & TYPE_MASK,
                    answer.slice(position + ATTRIBUTE_HEADER, length - ATTRIBUTE_HEADER).order(ByteOrder.nativeOrder()));
            position += length + ALIGN - 1 & -ALIGN;
        }
        return attributes;
    }

    /** The text of an attribute, without its final zero. */
    static String text(ByteBuffer attribute) {
        byte[] raw = new byte[attribute.limit()];
        attribute.get(0, raw);
        int end = 0;
        while (end < raw.length && raw[end] != 0) end++;
        return new String(raw, 0, end, StandardCharsets.UTF_8);
    }

    static byte[] raw(ByteBuffer attribute) {
        byte[] raw = new byte[attribute.limit()];
        attribute.get(0, raw);
        return raw;
    }
}
