package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_SUPPORT;
import static jvirt.api.ErrorCode.OPERATION_INVALID;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.Permissions;
import jvirt.api.storage.Pool;
import jvirt.api.storage.Volume;
import jvirt.host.FileStatus;
import jvirt.host.Undo;

/** Pools that are a folder: their volumes are the files in it. */
class FolderBackend implements Backend {
    /** {@code VIR_STORAGE_DEFAULT_POOL_PERM_MODE}, src/storage/storage_util.h. */
    private static final int DEFAULT_MODE = 0711;

    @Override
    public boolean isActive(Pool pool) {
        return Files.exists(Path.of(pool.path()));
    }

    @Override
    public void build(Pool pool, Overwrite overwrite) throws InterruptedException {
        Path folder = Path.of(pool.path());
        if (!folder.isAbsolute()) {
            throw ErrorDomain.STORAGE.error(INVALID_ARG, "path '%s' is not absolute", folder);
        }
        try {
            if (folder.getParent() != null) Files.createDirectories(folder.getParent());
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot create path '%s'", folder.getParent());
        }
        try (Undo undo = new Undo()) {
            boolean made = makeFolder(folder);
            if (made) undo.add("remove " + folder, () -> Files.deleteIfExists(folder));
            Permissions wanted = pool.target().permissions();
            Ownership.apply(folder, made && wanted.mode().isEmpty()
                    ? new Permissions(Optional.of(DEFAULT_MODE), wanted.owner(), wanted.group(), wanted.label()) : wanted);
            undo.keep();
        }
    }

    private static boolean makeFolder(Path folder) {
        try {
            if (Files.isDirectory(folder)) return false;
            Files.createDirectory(folder);
            return true;
        } catch (IOException e) {
            throw SystemErrors.of(e, "failed to create directory '%s'", folder);
        }
    }

    @Override
    public void delete(Pool pool) throws InterruptedException {
        Path folder = Path.of(pool.path());
        try {
            if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS) && Files.exists(folder)) {
                throw new NotDirectoryException(folder.toString());
            }
            Files.delete(folder);
        } catch (IOException e) {
            throw SystemErrors.of(e, "failed to remove pool '%s'", folder);
        }
    }

    @Override
    public Contents refresh(Pool pool, Map<String, Volume> known) throws InterruptedException {
        Path folder = Path.of(pool.path());
        List<Volume> volumes = new ArrayList<>(known.size());
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                // a name with control characters cannot stand in a document
                if (name.chars().anyMatch(c -> c < 0x20 || c == 0x7f)) continue;
                VolumeFile.look(file, name, Optional.ofNullable(known.get(name))).ifPresent(volumes::add);
            }
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot open directory '%s'", folder);
        }
        return new Contents(measured(pool, folder), volumes);
    }

    /** How full the file system is, and who owns the folder. */
    private static Pool measured(Pool pool, Path folder) {
        try {
            FileStore store = Files.getFileStore(folder);
            long capacity = store.getTotalSpace();
            long free = store.getUnallocatedSpace();
            Permissions owned = VolumeFile.permissions(FileStatus.of(folder));
            return pool.withUsage(new Pool.Usage(capacity, capacity - free, free)).withPermissions(owned);
        } catch (IOException e) {
            throw SystemErrors.of(e, "cannot statvfs path '%s'", folder);
        }
    }

    @Override
    public Volume place(Pool pool, Volume volume) {
        if (volume.name().contains("/")) {
            throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "volume name '%s' cannot contain '/'", volume.name());
        }
        String path = pool.path() + "/" + volume.name();
        if (Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS)) {
            throw ErrorDomain.STORAGE.error(OPERATION_INVALID, "volume target path '%s' already exists", path);
        }
        Volume.Type type = switch (format(volume)) {
            case DIR -> Volume.Type.DIR;
            case PLOOP -> Volume.Type.PLOOP;
            default -> Volume.Type.FILE;
        };
        return volume.withPlace(type, path, path);
    }

    private static ImageFormat format(Volume volume) {
        return volume.target().imageFormat().orElse(ImageFormat.RAW);
    }

    private static boolean plainRaw(Volume volume) {
        return format(volume) == ImageFormat.RAW && volume.target().encryption().isEmpty();
    }

    @Override
    public void make(Pool pool, Volume volume, Making making) throws InterruptedException {
        if (plainRaw(volume)) {
            checkRaw(volume, making);
            RawImage.create(volume, Optional.empty(), making.reflink());
        } else if (format(volume) == ImageFormat.DIR) {
            makeDirectory(volume);
        } else {
            checkBacking(pool, volume);
            ImageMaker.make(volume, Optional.empty(), making);
        }
    }

    @Override
    public void makeFrom(Pool pool, Volume volume, Volume source, Making making) throws InterruptedException {
        boolean sourceRaw = source.type() == Volume.Type.BLOCK || plainRaw(source);
        if (plainRaw(volume) && sourceRaw) {
            checkRaw(volume, making);
            RawImage.create(volume, Optional.of(source), making.reflink());
        } else if (format(volume) == ImageFormat.DIR) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR,
                    "cannot copy from volume to a directory volume");
        } else {
            checkBacking(pool, volume);
            ImageMaker.make(volume, Optional.of(source), making);
        }
    }

    private static void checkRaw(Volume volume, Making making) {
        if (making.preallocate()) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "metadata preallocation is not supported for raw volumes");
        }
        if (volume.backing().isPresent()) {
            throw ErrorDomain.STORAGE.error(NO_SUPPORT, "backing storage not supported for raw volumes");
        }
    }

    /** A backing store must be readable before an image is made on it. */
    private static void checkBacking(Pool pool, Volume volume) {
        if (volume.backing().isEmpty() || format(volume) == ImageFormat.RAW) return;
        String name = volume.backing().get().path().orElseThrow();
        Path file = Path.of(name.startsWith("/") ? name : pool.path() + "/" + name);
        if (Files.isReadable(file)) return;
        IOException why = Files.exists(file) ? new AccessDeniedException(name) : new NoSuchFileException(name);
        throw SystemErrors.of(why, "inaccessible backing store volume %s", name);
    }

    private static void makeDirectory(Volume volume) {
        if (volume.backing().isPresent()) {
            throw ErrorDomain.STORAGE.error(NO_SUPPORT, "backing storage not supported for directories volumes");
        }
        Path folder = Path.of(volume.path());
        try (Undo undo = new Undo()) {
            Files.createDirectory(folder);
            undo.add("remove " + folder, () -> Files.deleteIfExists(folder));
            Ownership.apply(folder, Ownership.ofVolume(volume));
            undo.keep();
        } catch (IOException e) {
            throw SystemErrors.of(e, "failed to create directory '%s'", folder);
        }
    }

    @Override
    public Volume refresh(Pool pool, Volume volume) {
        return VolumeFile.refreshed(volume);
    }

    @Override
    public void delete(Pool pool, Volume volume) throws InterruptedException {
        Path file = Path.of(volume.path());
        try {
            if (volume.type() == Volume.Type.PLOOP) {
                deletePloop(file);
            } else {
                Files.delete(file);
            }
        } catch (NoSuchFileException _) {
            // it has gone already, which is what was wanted
        } catch (IOException e) {
            String what = volume.type() == Volume.Type.FILE ? "cannot unlink file '%s'" : "cannot remove directory '%s'";
            throw SystemErrors.of(e, what, file);
        }
    }

    /** A ploop volume is a folder with an image and its description, and nothing else. */
    private static void deletePloop(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) Files.delete(file);
        }
        Files.delete(folder);
    }

    @Override
    public void resize(Pool pool, Volume volume, long capacity, boolean allocate, Passphrases secrets)
            throws InterruptedException {
        if (plainRaw(volume)) {
            RawImage.resize(volume, capacity, allocate);
        } else {
            ImageMaker.resize(volume, capacity, allocate, secrets);
        }
    }
}
