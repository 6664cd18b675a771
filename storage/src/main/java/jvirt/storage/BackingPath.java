package jvirt.storage;

import java.nio.file.Path;
import java.util.Optional;
import jvirt.api.storage.backing.BackingSource;

/** The names by which images call what they stand on, as far as they are files of this host. */
final class BackingPath {
    private BackingPath() {}

    /** The file that {@code image} calls by this name; a relative one is beside the image. */
    static Optional<Path> local(String name, Path image) {
        return BackingSource.path(name).map(path -> image.toAbsolutePath().resolveSibling(path));
    }
}
