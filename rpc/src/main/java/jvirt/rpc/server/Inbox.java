package jvirt.rpc.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import jvirt.rpc.CodecException;
import jvirt.rpc.Header;

/**
 * What a client has sent and nobody has handled yet. It grows with what really arrives, not with what a length announces,
 * and shrinks again after a large message.
 */
final class Inbox {
    private static final int START = 4096;
    /** Where the type stands in a header: after program, version and procedure. */
    private static final int TYPE_AT = 12;

    private final Budget.Share share;
    private ByteBuffer bytes = ByteBuffer.allocate(START).flip();

    Inbox(Budget budget) {
        share = budget.share();
    }

    /** Takes what has come, at most one buffer full; false at the end of the connection. */
    boolean fill(Wire wire) throws IOException {
        makeRoom();
        bytes.mark();
        int position = bytes.position();
        int limit = bytes.limit();
        bytes.limit(bytes.capacity()).position(limit);
        int count = wire.read(bytes);
        bytes.limit(bytes.position()).position(position);
        return count >= 0;
    }

    private void makeRoom() throws IOException {
        if (bytes.limit() < bytes.capacity()) return;
        if (bytes.position() > 0) {
            int left = bytes.remaining();
            ByteBuffer target = left <= START / 2 && bytes.capacity() > START ? ByteBuffer.allocate(START) : bytes;
            if (target == bytes) {
                bytes.compact().flip();
            } else {
                target.put(bytes).flip();
                bytes = target;
                share.holds(START);
            }
        } else {
            int larger = Math.min(bytes.capacity() * 2, Header.MESSAGE_MAX + Received.MOST);
            if (!share.holds(larger)) throw new IOException("too many large messages at once");
            bytes = ByteBuffer.allocate(larger).put(bytes).flip();
        }
    }

    /** Nothing more is taken: what was borrowed goes back. */
    void release() {
        share.holds(0);
    }

    /**
     * The next whole message, without its length; the buffer is the caller's until the next {@link #fill}. After a message that
     * announces descriptors comes one byte for each: it is whole when they are there.
     */
    Optional<ByteBuffer> next() {
        if (bytes.remaining() < 4) return Optional.empty();
        int length = bytes.getInt(bytes.position());
        if (length < 4 + Header.BYTES || length > Header.MESSAGE_MAX) {
            throw new CodecException("message of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (bytes.remaining() < length) return Optional.empty();
        int descriptors = announced(length);
        if (bytes.remaining() < length + descriptors) return Optional.empty();
        ByteBuffer message = bytes.slice(bytes.position() + 4, length - 4);
        bytes.position(bytes.position() + length + descriptors);
        return Optional.of(message);
    }

    /** How many descriptors come after the message at hand. */
    private int announced(int length) {
        int type = bytes.getInt(bytes.position() + 4 + TYPE_AT);
        if (type != Header.Type.CALL_WITH_FDS.ordinal()) return 0;
        if (length < 4 + Header.BYTES + 4) throw new CodecException("descriptors without a count");
        int count = bytes.getInt(bytes.position() + 4 + Header.BYTES);
        if (count < 0 || count > Received.MOST) throw new CodecException(count + " descriptors");
        return count;
    }
}
