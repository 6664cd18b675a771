package jvirt.daemon.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.daemon.connect.Flags.has;
import static jvirt.rpc.call.Nothing.NOTHING;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.daemon.connect.Flags;
import jvirt.rpc.call.Nothing;
import jvirt.rpc.call.StorageVolumeCall;
import jvirt.rpc.server.Caller;
import jvirt.rpc.server.ServerStream;
import jvirt.rpc.server.ServerStream.Packet;
import jvirt.storage.StoragePools;
import jvirt.storage.VolumeStream;
import jvirt.storage.VolumeStream.Run;

/** Moves volumes' bytes between files and clients' streams; each transfer has a thread of its own. */
final class VolumeTransfer {
    private static final Logger LOG = System.getLogger("jvirt.daemon");
    /** {@code VIR_STORAGE_VOL_UPLOAD_SPARSE_STREAM}, {@code VIR_STORAGE_VOL_DOWNLOAD_SPARSE_STREAM}. */
    private static final int SPARSE = 1;
    /** Four packets a read: fewer system calls, and still little memory a client. */
    private static final int PIECE = 4 * ServerStream.PACKET_MAX;

    private final StoragePools pools;

    VolumeTransfer(StoragePools pools) {
        this.pools = pools;
    }

    /** What a transfer does on its thread. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private static void start(String what, ServerStream stream, Work work) {
        Thread.ofVirtual().name(what).start(() -> {
            try {
                work.run();
            } catch (VirtException e) {
                fail(stream, e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LOG.log(Level.ERROR, "bug in " + what, e);
                fail(stream, ErrorDomain.STREAMS.error(INTERNAL_ERROR, e, "%s", e));
            }
        });
    }

    private static void fail(ServerStream stream, VirtException e) {
        try {
            stream.fail(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    Nothing upload(Caller caller, StorageVolumeCall.Upload call) throws InterruptedException {
        Flags.check(ErrorDomain.STORAGE, call.flags(), SPARSE, "storageVolUpload");
        VolumeStream volume = VolumeStream.upload(pools, pools.named(call.vol().pool()), call.vol().name(), call.offset(),
                call.length());
        ServerStream stream = caller.openStream();
        start("upload of " + call.vol().name(), stream, () -> {
            try (volume) {
                receive(stream, volume);
            }
            // the client may go on with the volume as soon as it hears of the end: it is free and known by then
            volume.refreshPool();
            stream.confirm();
        });
        return NOTHING;
    }

    /** Writes what comes until the client has sent all, or wants no more. */
    private static void receive(ServerStream stream, VolumeStream volume) throws InterruptedException {
        while (true) {
            switch (stream.receive()) {
                case Packet.Data(byte[] bytes) -> volume.write(bytes);
                case Packet.Hole(long length) -> volume.writeHole(length);
                case Packet.Finish(), Packet.Abort() -> {
                    return;
                }
            }
        }
    }

    Nothing download(Caller caller, StorageVolumeCall.Download call) throws InterruptedException {
        Flags.check(ErrorDomain.STORAGE, call.flags(), SPARSE, "storageVolDownload");
        VolumeStream volume = VolumeStream.download(pools, pools.named(call.vol().pool()), call.vol().name(), call.offset(),
                call.length());
        ServerStream stream = caller.openStream();
        boolean sparse = has(call.flags(), SPARSE);
        start("download of " + call.vol().name(), stream, () -> {
            try (volume) {
                boolean whole = sparse ? sendRuns(stream, volume) : sendAll(stream, volume, Long.MAX_VALUE);
                if (whole) stream.sendEnd();
                awaitFinish(stream);
            }
            stream.confirm();
        });
        return NOTHING;
    }

    private static boolean sendAll(ServerStream stream, VolumeStream volume, long length) throws InterruptedException {
        byte[] piece = new byte[(int) Math.min(PIECE, length)];
        for (long left = length; left > 0; ) {
            int read = volume.read(piece, (int) Math.min(piece.length, left));
            if (read == 0) return true;
            if (!stream.send(piece, 0, read)) return false;
            left -= read;
        }
        return true;
    }

    private static boolean sendRuns(ServerStream stream, VolumeStream volume) throws InterruptedException {
        while (true) {
            Run run = volume.next();
            if (run.length() == 0) return true;
            boolean sent = run.data() ? sendAll(stream, volume, run.length()) : stream.sendHole(run.length());
            if (!sent) return false;
        }
    }

    /** The client says when it has all of it, or that it wants no more. */
    private static void awaitFinish(ServerStream stream) throws InterruptedException {
        while (true) {
            switch (stream.receive()) {
                case Packet.Finish(), Packet.Abort() -> {
                    return;
                }
                case Packet.Data _, Packet.Hole _ -> {
                    // a client that writes into a download is not listened to
                }
            }
        }
    }
}
