package jvirt.storage;

import static jvirt.api.ErrorCode.INVALID_ARG;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.Volume;
import jvirt.host.FileStatus;

/** Ways to make a volume's content unreadable: {@code virStorageVolWipeAlgorithm}, in its order. */
enum Wiping {
    ZERO, NNSA, DOD, BSI, GUTMANN, SCHNEIER, PFITZNER7, PFITZNER33, RANDOM, TRIM;

    private static final int PIECE = 1 << 20;

    static Wiping of(int number) {
        if (number < 0 || number >= values().length) {
            throw ErrorDomain.STORAGE.error(INVALID_ARG, "wiping algorithm %d not supported", number);
        }
        return values()[number];
    }

    void run(Volume volume) throws InterruptedException {
        if (this == ZERO) {
            zero(volume);
        } else {
            SystemErrors.run(List.of("scrub", "-f", "-p", name().toLowerCase(Locale.ROOT), volume.path()), ImageMaker.LIMIT);
        }
    }

    /** A sparse file is cut and grown again: what was there is gone, and it stays sparse. */
    private static void zero(Volume volume) {
        Path file = Path.of(volume.path());
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            FileStatus status = FileStatus.of(file);
            if (status.regular() && status.allocated() < status.size()) {
                out.setLength(0);
                out.setLength(status.size());
            } else {
                overwrite(out.getChannel(), volume.allocated());
            }
            out.getFD().sync();
        } catch (IOException e) {
            throw SystemErrors.of(e, "Failed to open storage volume with path '%s'", file);
        }
    }

    private static void overwrite(FileChannel out, long length) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect(PIECE);
        for (long at = 0; at < length; ) {
            zeros.clear().limit((int) Math.min(PIECE, length - at));
            at += out.write(zeros, at);
        }
    }
}
