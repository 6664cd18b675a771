package jvirt.qemu.qmp;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import jvirt.host.UnixSocket;

/** The bytes to and from one QEMU. One thread reads, one at a time writes. */
public interface Wire extends Closeable {
    /** Reads what is there, waiting for the first byte; -1 at the end. */
    int read(ByteBuffer into) throws IOException;

    /** Writes all of it. */
    void write(ByteBuffer data) throws IOException;

    /** Writes all of it, and the open descriptor with its first byte (SCM_RIGHTS). */
    void write(ByteBuffer data, int descriptor) throws IOException;

    /** A connected, blocking Unix socket. */
    static Wire of(SocketChannel socket) {
        return new Wire() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                return socket.read(into);
            }

            @Override
            public void write(ByteBuffer data) throws IOException {
                while (data.hasRemaining()) socket.write(data);
            }

            @Override
            public void write(ByteBuffer data, int descriptor) throws IOException {
                byte first = data.get();
                if (!UnixSocket.send(socket, new byte[] {first}, descriptor)) throw new IOException("the monitor is full");
                write(data);
            }

            @Override
            public void close() throws IOException {
                socket.close();
            }
        };
    }
}
