package jvirt.storage;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.STORAGE_POOL_BUILT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jvirt.api.ErrorDomain;
import jvirt.host.Program;

/** Block devices of the host that a pool is to be made of. */
final class BlockDevice {
    /** blkid's status when it finds nothing: its manual page. */
    private static final int NOTHING_FOUND = 2;

    private BlockDevice() {}

    /** Refuses a device that holds a file system, a partition table or the like. */
    static void requireEmpty(String device) throws InterruptedException {
        try {
            Program.Result found = Program.of("blkid", "-p", "-o", "value", "-s", "TYPE", "-s", "PTTYPE", device).attempt();
            if (found.status() == NOTHING_FOUND) return;
            if (found.status() != 0) {
                throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "Unable to probe device '%s': %s", device,
                        found.complaint());
            }
            throw ErrorDomain.STORAGE.error(STORAGE_POOL_BUILT, "Existing filesystem of type '%s' found on device '%s'",
                    found.output().strip().lines().findFirst().orElse(""), device);
        } catch (IOException e) {
            throw ErrorDomain.STORAGE.error(OPERATION_INVALID, e, "Unable to probe device '%s': %s", device, e.getMessage());
        }
    }

    /** Writes zeros over the first and the last bytes, where tables of partitions are kept. */
    static void clearEnds(String device, int length) {
        try (FileChannel out = FileChannel.open(Path.of(device), StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(length);
            long size = out.size();
            while (zeros.hasRemaining()) out.write(zeros, zeros.position());
            zeros.clear();
            while (zeros.hasRemaining()) out.write(zeros, size - length + zeros.position());
            out.force(true);
        } catch (IOException e) {
            throw SystemErrors.of(e, "Failed to open storage volume with path '%s'", device);
        }
    }
}
