package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.ByteSize;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;
import jvirt.api.xml.TypedBy;

/** The image below an image. An empty one says that there is none, and that nobody need look. */
public record BackingStore(
        Optional<Integer> index,
        Optional<Format> format,
        @TypedBy("type") Optional<DiskSource> source,
        @KeepEmpty Optional<BackingStore> backingStore) {
    public record Format(String type, @Name("metadata_cache") Optional<MetadataCache> metadataCache) {}

    /** How much of the image's tables QEMU keeps in memory. */
    public record MetadataCache(@Name("max_size") Optional<ByteSize> maxSize) {}

    /** The end of a chain. */
    public static final BackingStore NONE = new BackingStore(Optional.empty(), Optional.empty(), Optional.empty(),
            Optional.empty());

    public boolean none() {
        return source.isEmpty();
    }
}
