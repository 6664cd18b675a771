package jvirt.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.Permissions;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.Target;
import jvirt.api.storage.Volume.Timestamps;
import jvirt.host.FileStatus;
import jvirt.storage.Backend.Making;

/** Volumes that are block devices. */
final class BlockVolumes {
    private BlockVolumes() {}

    static Target target(String path) {
        return new Target(Optional.of(path), Optional.empty(), Permissions.ABSENT, Optional.empty(), Optional.empty(),
                Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    /** The device as a volume. */
    static Volume look(Path device, String name, String key) {
        return refreshed(new Volume(Volume.Type.BLOCK, name, Optional.of(key), List.of(), 0, Optional.empty(),
                Optional.empty(), target(device.toString()), Optional.empty()));
    }

    /** The volume as its device is now. */
    static Volume refreshed(Volume volume) {
        Path device = Path.of(volume.path());
        try (FileChannel in = FileChannel.open(device, StandardOpenOption.READ)) {
            FileStatus status = FileStatus.of(device);
            long size = in.size();
            var times = new Timestamps(status.accessed().toString(), status.modified().toString(),
                    status.changed().toString(), Optional.of("0"));
            return volume.withSizes(size, volume.allocation().orElse(size), Optional.of(size))
                    .withTarget(volume.target().withFile(VolumeFile.permissions(status), times));
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open volume '%s'", device);
        }
    }

    /** Writes the content of {@code source} onto the device. */
    static void fill(Volume volume, Volume source, Making making) throws InterruptedException {
        boolean raw = source.target().imageFormat().orElse(ImageFormat.RAW) == ImageFormat.RAW
                && source.target().encryption().isEmpty() && volume.target().encryption().isEmpty();
        if (!raw) {
            ImageMaker.fill(volume, source, making);
            return;
        }
        Path device = Path.of(volume.path());
        try (FileChannel out = FileChannel.open(device, StandardOpenOption.WRITE)) {
            RawImage.copy(Path.of(source.path()), source.capacity(), device, out, false, making.reflink());
            out.force(true);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot create path '%s'", device);
        }
    }
}
