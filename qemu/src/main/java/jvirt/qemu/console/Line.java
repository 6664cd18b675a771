package jvirt.qemu.console;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import jvirt.host.Terminal;

/** The host's end of a guest's character device. One thread may read while another writes; closing it ends both. */
sealed interface Line extends AutoCloseable {
    /** What has come, waiting for the first byte; none at the end. */
    Optional<byte[]> read() throws IOException, InterruptedException;

    /** What is there besides, perhaps nothing. */
    byte[] more() throws IOException;

    void write(byte[] data) throws IOException, InterruptedException;

    @Override
    void close();

    /** A pseudo terminal. */
    record Pty(Terminal terminal) implements Line {
        static Pty open(Path path) throws IOException {
            return new Pty(Terminal.open(path));
        }

        @Override
        public Optional<byte[]> read() throws IOException, InterruptedException {
            return terminal.read();
        }

        @Override
        public byte[] more() throws IOException {
            return terminal.readNow().orElse(new byte[0]);
        }

        @Override
        public void write(byte[] data) throws IOException, InterruptedException {
            terminal.write(data);
        }

        @Override
        public void close() {
            terminal.close();
        }
    }

    /** A socket on which QEMU listens. */
    record Socket(SocketChannel channel) implements Line {
        private static final int BUFFER = 16 << 10;

        static Socket connect(Path path) throws IOException {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.connect(UnixDomainSocketAddress.of(path));
                return new Socket(channel);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        }

        @Override
        public Optional<byte[]> read() throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            int count = channel.read(buffer);
            return count < 0 ? Optional.empty() : Optional.of(Arrays.copyOf(buffer.array(), count));
        }

        @Override
        public byte[] more() {
            return new byte[0];
        }

        @Override
        public void write(byte[] data) throws IOException {
            ByteBuffer buffer = ByteBuffer.wrap(data);
            while (buffer.hasRemaining()) channel.write(buffer);
        }

        @Override
        public void close() {
            try {
                channel.close();
            } catch (IOException _) {
                // gone is gone
            }
        }
    }
}
