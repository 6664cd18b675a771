package jvirt.client.iso;

import java.util.List;
import java.util.Optional;

/**
 * A file or folder of an image.
 *
 * @param extents where its bytes lie; a file of more than 4 GiB has several
 * @param link what a symbolic link points at
 */
public record IsoEntry(String name, boolean folder, List<Extent> extents, Optional<String> link) {
    /** A run of bytes of the image. */
    public record Extent(long offset, long length) {}

    /** In bytes. */
    public long size() {
        return extents.stream().mapToLong(Extent::length).sum();
    }
}
