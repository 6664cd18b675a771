package jvirt.qemu.qmp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** Cuts what QEMU sends into lines; QMP's messages are one each. */
final class Lines {
    /** The longest message taken: {@code QEMU_MONITOR_MAX_RESPONSE}, libvirt 9.0.0 src/qemu/qemu_monitor.c. */
    static final int LINE_MAX = 10 * 1024 * 1024;

    private final Wire wire;
    private byte[] bytes = new byte[8192];
    private int start;
    private int end;

    Lines(Wire wire) {
        this.wire = wire;
    }

    /** The next line without its end; empty at the end of the wire. */
    Optional<String> next() throws IOException {
        for (int looked = start;;) {
            for (int i = looked; i < end; i++) {
                if (bytes[i] == '\n') {
                    String line = new String(bytes, start, i - start, StandardCharsets.UTF_8).strip();
                    start = i + 1;
                    return Optional.of(line);
                }
            }
            looked = end - start;
            if (!fill()) return Optional.empty();
        }
    }

    /** Moves what is left to the front and reads more behind it. */
    private boolean fill() throws IOException {
        int left = end - start;
        if (left >= LINE_MAX) throw new IOException("QEMU monitor reply exceeds buffer size (" + LINE_MAX + " bytes)");
        byte[] room = left > bytes.length / 2 ? Arrays.copyOf(bytes, Math.min(LINE_MAX, bytes.length * 2)) : bytes;
        System.arraycopy(bytes, start, room, 0, left);
        bytes = room;
        start = 0;
        end = left;
        int read = wire.read(ByteBuffer.wrap(bytes, end, bytes.length - end));
        if (read > 0) end += read;
        return read > 0;
    }
}
