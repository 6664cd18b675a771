package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.host.Descriptor;
import jvirt.host.Pipe;

/** Empties what QEMU sends into the other host's daemon, on a thread of its own. */
final class Pump {
    /** {@code TUNNEL_SEND_BUF_SIZE}, src/qemu/qemu_migration.c: what every daemon takes in one packet. */
    private static final int PIECE = 65_536;

    private final Destination.Tunnel tunnel;
    private final Pipe pipe;
    private final FileChannel source;
    private final Thread thread;
    private volatile Optional<VirtException> failure = Optional.empty();

    Pump(Destination.Tunnel tunnel) {
        this.tunnel = tunnel;
        try {
            this.pipe = Pipe.open();
            this.source = pipe.source();
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot create pipe for tunnelled migration: %s", e.getMessage());
        }
        // a read from a pipe holds its thread
        this.thread = Thread.ofPlatform().daemon().name("tunnel").unstarted(this::run);
    }

    /** QEMU's end, to be given to it. */
    Descriptor qemu() {
        return pipe.writer();
    }

    void start() {
        thread.start();
    }

    private void run() {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            while (source.read(piece) >= 0) {
                tunnel.send(Arrays.copyOf(piece.array(), piece.position()));
                piece.clear();
            }
        } catch (VirtException e) {
            failure = Optional.of(e);
        } catch (IOException e) {
            failure = Optional.of(QEMU.error(OPERATION_FAILED, e, "tunnelled migration failed to read from qemu: %s", e.getMessage()));
        } finally {
            close();   // a QEMU that still writes finds out
        }
    }

    /** All was sent: waits until the other side has it. */
    void finish() throws InterruptedException {
        thread.join();
        if (failure.isPresent()) throw failure.get();
        tunnel.finish();
    }

    void abort() throws InterruptedException {
        close();
        qemu().close();
        if (thread.isAlive()) thread.join(2000);
        tunnel.abort();
    }

    private void close() {
        try {
            source.close();
        } catch (IOException e) {
            // nobody reads it any more
        }
    }
}
