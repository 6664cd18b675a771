package jvirt.storage;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_STORAGE_VOL;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.Encryption;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.ImageHeader;
import jvirt.api.storage.Permissions;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.Target;
import jvirt.api.storage.Volume.Timestamps;
import jvirt.host.ErrnoException;
import jvirt.host.FileStatus;
import jvirt.host.ImageFile;

/** Finds out what a file of a pool is: its format, its sizes, what it stands on. */
final class VolumeFile {
    private static final Target NOTHING_KNOWN = new Target(Optional.empty(), Optional.empty(), Permissions.ABSENT,
            Optional.empty(), Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());

    private VolumeFile() {}

    /**
     * The file as a volume; empty for what cannot be one: sockets, dangling links, what may not be read.
     *
     * @param known what was found before: an unchanged file is not read again
     */
    static Optional<Volume> look(Path file, String name, Optional<Volume> known) {
        FileStatus status;
        try {
            status = FileStatus.of(file);
        } catch (ErrnoException e) {
            return vanished(e, file);
        }
        if (status.fifo() || status.socket() || status.characterDevice()) return Optional.empty();
        if (known.isPresent() && unchanged(known.get(), status)) {
            return Optional.of(sized(known.get(), status));
        }
        Volume plain = new Volume(Volume.Type.FILE, name, Optional.of(file.toString()), List.of(), 0, Optional.of(0L),
                Optional.empty(), NOTHING_KNOWN.withPath(file.toString()), Optional.empty());
        if (status.directory()) return Optional.of(directory(plain, status));
        try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = status.blockDevice() ? in.size() : status.size();
            return Optional.of(image(plain, status, ImageFile.header(in), size, file));
        } catch (IOException e) {
            return vanished(e, file);
        }
    }

    /** What has gone meanwhile, or may not be read, is no volume; anything else is the pool's failure. */
    private static Optional<Volume> vanished(IOException e, Path file) {
        boolean ignored = switch (SystemErrors.reason(e)) {
            case "No such file or directory", "Permission denied", "Operation not permitted",
                    "Too many levels of symbolic links", "No such device or address" -> true;
            default -> false;
        };
        if (ignored) return Optional.empty();
        throw SystemErrors.of(e, "cannot open volume '%s'", file);
    }

    /** The times tell: a change of content changes one of them. Directories have no header, so there is nothing to spare. */
    private static boolean unchanged(Volume known, FileStatus status) {
        return known.type() == Volume.Type.FILE && status.regular()
                && known.backing().isEmpty()
                && known.physical().equals(Optional.of(status.size()))
                && known.target().timestamps().map(times -> times.modified().equals(status.modified().toString())
                        && times.changed().equals(status.changed().toString())).orElse(false);
    }

    private static Volume sized(Volume volume, FileStatus status) {
        return volume.withSizes(volume.capacity(), status.allocated(), Optional.of(status.size()))
                .withTarget(volume.target().withFile(permissions(status), times(status)));
    }

    private static Volume directory(Volume plain, FileStatus status) {
        boolean ploop = Files.exists(Path.of(plain.path(), "root.hds"))
                && Files.exists(Path.of(plain.path(), "DiskDescriptor.xml"));
        Target target = plain.target().withFormat(Optional.of((ploop ? ImageFormat.PLOOP : ImageFormat.DIR).word()))
                .withFile(permissions(status), times(status));
        Volume.Type type = ploop ? Volume.Type.PLOOP : Volume.Type.DIR;
        return new Volume(type, plain.name(), plain.key(), List.of(), 0, Optional.of(0L), Optional.empty(), target,
                Optional.empty());
    }

    private static Volume image(Volume plain, FileStatus status, ImageHeader header, long size, Path file) {
        long allocated = status.blockDevice() ? size : status.allocated();
        long capacity = header.capacity().orElse(size) - header.payloadOffset();
        Target target = new Target(plain.target().path(), Optional.of(header.format().word()), permissions(status),
                Optional.of(times(status)), header.encryption().map(VolumeFile::encryption),
                header.features().map(_ -> "1.1"), false, header.clusterSize(), header.features());
        return plain.withTarget(target).withSizes(capacity, allocated, Optional.of(size))
                .withBacking(header.backing().map(name -> backing(name, header.backingFormat(), file)));
    }

    private static Encryption encryption(String format) {
        return new Encryption(format, Optional.empty(), List.of(), Optional.empty(), Optional.empty());
    }

    /** What an image stands on: a file is looked at; anything else is known by its name alone. */
    private static Target backing(String name, Optional<ImageFormat> format, Path image) {
        Optional<Path> file = BackingPath.local(name, image);
        if (file.isEmpty()) return NOTHING_KNOWN.withPath(name).withFormat(Optional.of(ImageFormat.RAW.word()));
        Target target = NOTHING_KNOWN.withPath(file.get().toString());
        try {
            ImageFormat found = format.isPresent() ? format.get() : ImageFile.header(file.get()).format();
            return owned(target.withFormat(Optional.of(found.word())), file.get());
        } catch (IOException _) {
            return target.withFormat(Optional.of(format.orElse(ImageFormat.RAW).word()));
        }
    }

    /** Whose file it is; one that is away leaves its volume there nonetheless: it may be repaired or deleted. */
    private static Target owned(Target target, Path file) {
        try {
            FileStatus status = FileStatus.of(file);
            return target.withFile(permissions(status), times(status));
        } catch (ErrnoException _) {
            return target;
        }
    }

    /** The volume as its file is now; its format stays what it is taken for. */
    static Volume refreshed(Volume volume) {
        Volume now = refreshedAlone(volume);
        Path file = Path.of(volume.path());
        return now.backing().isEmpty() ? now : now.withBacking(now.backing().map(store ->
                BackingPath.local(store.path().orElseThrow(), file).map(path -> owned(store, path)).orElse(store)));
    }

    private static Volume refreshedAlone(Volume volume) {
        Path file = Path.of(volume.path());
        try {
            FileStatus link = FileStatus.ofLink(file);
            if (link.fifo()) throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "Volume path '%s' is a FIFO", file);
            FileStatus status = link.link() ? FileStatus.of(file) : link;
            if (status.directory()) return sized(volume, status).withSizes(0, 0, Optional.empty());
            if (unchanged(volume, status)) return sized(volume, status);
            try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
                long size = status.blockDevice() ? in.size() : status.size();
                return volume.withSizes(capacity(volume, in, size), status.blockDevice() ? size : status.allocated(),
                        Optional.of(size)).withTarget(volume.target().withFile(permissions(status), times(status)));
            }
        } catch (NoSuchFileException e) {
            throw gone(e, file);
        } catch (ErrnoException e) {
            if (e.errno() == ErrnoException.ENOENT) throw gone(e, file);
            throw SystemErrors.of(e, "cannot stat file '%s'", file);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open volume '%s'", file);
        }
    }

    private static RuntimeException gone(IOException e, Path file) {
        return ErrorDomain.STORAGE.error(NO_STORAGE_VOL, e, "no storage vol with matching path '%s'", file);
    }

    private static long capacity(Volume volume, FileChannel in, long size) throws IOException {
        ImageFormat taken = volume.target().imageFormat().orElse(ImageFormat.RAW);
        if (taken == ImageFormat.RAW && volume.target().encryption().isEmpty()) return size;
        ImageHeader header = ImageFile.header(in);
        if (header.format() != taken) return size;
        return header.capacity().orElse(size) - header.payloadOffset();
    }

    static Permissions permissions(FileStatus status) {
        return new Permissions(Optional.of(status.permissions()), Optional.of(status.owner()), Optional.of(status.group()),
                Optional.empty());
    }

    /** Linux has no time of birth for libvirt: it prints 0. */
    private static Timestamps times(FileStatus status) {
        return new Timestamps(status.accessed().toString(), status.modified().toString(), status.changed().toString(),
                Optional.of("0"));
    }
}
