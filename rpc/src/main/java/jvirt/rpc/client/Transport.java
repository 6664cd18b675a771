package jvirt.rpc.client;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Carries bytes to a daemon and back. One thread may read while another writes. */
interface Transport extends AutoCloseable {
    /** Reads what is there into {@code buffer}, at least one byte; returns -1 at the end. */
    int read(ByteBuffer buffer) throws IOException;

    /** Writes all of {@code buffer}. */
    void write(ByteBuffer buffer) throws IOException;

    /** What the other side's program said went wrong, where there is one; empty otherwise. */
    default String complaint() {
        return "";
    }

    @Override void close();
}
