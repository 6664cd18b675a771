package jvirt.qemu.stats;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.domain.device.DiskSource;
import jvirt.host.FileStatus;
import jvirt.host.ImageFile;
import jvirt.qemu.Disks;

/**
 * The sizes of an image on this host, in bytes.
 *
 * @param capacity what the guest sees
 * @param allocation what it takes
 * @param physical how long it is
 */
public record ImageSizes(long capacity, long allocation, long physical) {
    /** Looked at without QEMU; none for an image that is not here, or cannot be read. */
    public static Optional<ImageSizes> of(DiskSource source) {
        if (!(source instanceof DiskSource.File || source instanceof DiskSource.Block)) return Optional.empty();
        return Disks.path(source).map(Path::of).flatMap(ImageSizes::of);
    }

    private static Optional<ImageSizes> of(Path image) {
        try {
            if (!Files.exists(image)) return Optional.empty();
            boolean file = Files.isRegularFile(image);
            long length = file ? Files.size(image) : length(image);
            long capacity = ImageFile.header(image).capacity().orElse(length);
            return Optional.of(new ImageSizes(capacity, file ? FileStatus.of(image).allocated() : length, length));
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** How long the file or device is. */
    public static Optional<Long> physical(DiskSource source) {
        if (!(source instanceof DiskSource.File || source instanceof DiskSource.Block)) return Optional.empty();
        return Disks.path(source).map(Path::of).flatMap(image -> {
            try {
                return Optional.of(Files.isRegularFile(image) ? Files.size(image) : length(image));
            } catch (IOException _) {
                return Optional.empty();
            }
        });
    }

    /** A block device's length is where its end is. */
    private static long length(Path device) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(device.toFile(), "r")) {
            return in.length() > 0 ? in.length() : in.getChannel().size();
        }
    }
}
