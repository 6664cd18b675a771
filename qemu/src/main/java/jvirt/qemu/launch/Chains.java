package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.STORAGE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.ImageHeader;
import jvirt.api.storage.backing.BackingSource;
import jvirt.host.Account;
import jvirt.host.ImageFile;
import jvirt.qemu.Disks;

/** Finds the images that a disk's image stands on, where its definition does not name them: from header to header. */
public final class Chains {
    private final Account account;

    /** @param account whom QEMU runs as, for errors */
    public Chains(Account account) {
        this.account = account;
    }

    /** The disk with its whole chain; libvirt's error when an image of it is not there. */
    public Disk complete(Disk disk) {
        Optional<Path> image = local(disk.source());
        if (image.isEmpty()) return disk;
        ImageFormat format = disk.driver().flatMap(Disk.Driver::type)
                .map(type -> ImageFormat.valueOf(type.name())).orElse(ImageFormat.RAW);
        // libvirt only looks into the first of these as QEMU's account, and says so
        if (format.mayHaveBacking()) {
            require(image.get(), image.get());
        } else if (!Files.exists(image.get())) {
            throw STORAGE.error(SYSTEM_ERROR, "Cannot access storage file '%s': No such file or directory", image.get());
        }
        if (disk.backingStore().isPresent()) {
            requireBelow(disk.backingStore(), image.get());
            return disk;
        }
        return disk.withBackingStore(Optional.of(below(image.get(), image.get(), format, new HashSet<>())));
    }

    /** The image's path, where it is a file or a block device of this host. */
    public static Optional<Path> local(DiskSource source) {
        return switch (source) {
            case DiskSource.File file when file.passed() -> Optional.empty();
            case DiskSource.File _, DiskSource.Block _ -> Disks.path(source).map(Path::of);
            case DiskSource.Dir _, DiskSource.Network _, DiskSource.Volume _, DiskSource.Nvme _, DiskSource.VhostUser _ ->
                    Optional.empty();
        };
    }

    /** The medium is there. */
    static boolean exists(Disk disk) {
        return local(disk.source()).map(Files::exists).orElse(true);
    }

    private void requireBelow(Optional<BackingStore> named, Path top) {
        for (Optional<BackingStore> store = named; store.isPresent(); store = store.get().backingStore()) {
            store.get().source().flatMap(Chains::local).ifPresent(image -> require(image, top));
        }
    }

    /** @param top the first image of the chain */
    private void require(Path image, Path top) {
        if (Files.exists(image)) return;
        String what = image.equals(top) ? "storage file '" + image + "'"
                : "backing file '" + image + "' of storage file '" + top + "'";
        throw STORAGE.error(SYSTEM_ERROR, "Cannot access %s (as uid:%d, gid:%d): No such file or directory", what,
                account.user(), account.group());
    }

    private BackingStore below(Path image, Path top, ImageFormat format, Set<Path> seen) {
        if (!format.mayHaveBacking()) return BackingStore.NONE;
        ImageHeader header = header(image);
        if (header.format() != format || header.backing().isEmpty()) return BackingStore.NONE;
        if (!seen.add(image)) {
            throw STORAGE.error(INTERNAL_ERROR, "backing store for %s is self-referential", image);
        }
        String name = header.backing().get();
        Optional<String> file = BackingSource.path(name);
        if (file.isEmpty()) return BackingStore.NONE;   // QEMU opens it by the name that the image has for it
        Path path = image.resolveSibling(file.get());
        require(path, top);
        ImageFormat belowFormat = header.backingFormat().orElseGet(() -> probed(path, image));
        DiskSource source = Files.isRegularFile(path)
                ? new DiskSource.File(Optional.of(path.toString()), Optional.empty(), DiskSource.Extras.NONE)
                : new DiskSource.Block(Optional.of(path.toString()), DiskSource.Extras.NONE);
        return new BackingStore(Optional.empty(),
                Optional.of(new BackingStore.Format(belowFormat.name().toLowerCase(Locale.ROOT), Optional.empty())),
                Optional.of(source), Optional.of(below(path, top, belowFormat, seen)));
    }

    /** A guest can write any header into a raw image: what does not look raw must be named by who made the image. */
    private static ImageFormat probed(Path path, Path image) {
        ImageFormat found = header(path).format();
        if (found == ImageFormat.RAW) return found;
        throw STORAGE.error(OPERATION_INVALID, "format of backing image '%s' of image '%s' was not specified in the image"
                + " metadata (See https://libvirt.org/kbase/backing_chains.html for troubleshooting)", path, image);
    }

    private static ImageHeader header(Path image) {
        try {
            return ImageFile.header(image);
        } catch (NoSuchFileException e) {
            throw STORAGE.error(SYSTEM_ERROR, e, "Cannot access storage file '%s': No such file or directory", image);
        } catch (IOException e) {
            throw STORAGE.error(SYSTEM_ERROR, e, "Failed to read '%s': %s", image, e.getMessage());
        }
    }
}
