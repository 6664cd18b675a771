package jvirt.qemu.control;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.qemu.Disks;
import jvirt.qemu.stats.DiskFigures;

/** What is written in a disk's image, looked at without QEMU: only of raw ones, where a place in the file is one on the disk. */
public final class ImageContent {
    private ImageContent() {}

    /** Part of the image of the disk that has this name in the guest, or this path. */
    public static byte[] read(Domain domain, String name, long offset, int size) {
        Disk disk = DiskFigures.named(domain, name)
                .orElseThrow(() -> QEMU.error(INVALID_ARG, "disk '%s' not found in domain", name));
        if (disk.source() instanceof DiskSource.VhostUser) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "peeking is not supported for vhostuser disk");
        }
        Disk.Format format = disk.driver().flatMap(Disk.Driver::type).orElse(Disk.Format.RAW);
        if (format != Disk.Format.RAW) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "peeking is only supported for disk with 'raw' format not '%s'",
                    format.name().toLowerCase(Locale.ROOT));
        }
        if (disk.source().passed()) throw QEMU.error(OPERATION_UNSUPPORTED, "peeking is not supported for FD passed images");
        byte[] read = read(image(disk), offset, size);
        if (read.length < size) {
            throw QEMU.error(INVALID_ARG, "'%s' starting from %s has only %d bytes available", name, Long.toUnsignedString(offset),
                    read.length);
        }
        return read;
    }

    private static Path image(Disk disk) {
        if (disk.source() instanceof DiskSource.Network network) {
            throw QEMU.error(INTERNAL_ERROR, "storage file reading is not supported for storage type network (protocol: %s)",
                    network.protocol().map(protocol -> protocol.name().toLowerCase(Locale.ROOT)).orElse("none"));
        }
        Optional<String> path = Disks.path(disk);
        return Path.of(path.orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "storage file backend not initialized")));
    }

    private static byte[] read(Path image, long offset, int size) {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        try (FileChannel file = FileChannel.open(image)) {
            // a place beyond what a file can have is beyond its end
            while (offset >= 0 && bytes.hasRemaining() && file.read(bytes, offset + bytes.position()) >= 0) continue;
            return Arrays.copyOf(bytes.array(), bytes.position());
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Failed to open file '%s': %s", image, e.getMessage());
        }
    }
}
