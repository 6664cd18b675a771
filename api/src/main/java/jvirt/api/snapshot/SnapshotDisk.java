package jvirt.api.snapshot;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.storage.ImageFormat;
import jvirt.api.xml.Element;
import jvirt.api.xml.Name;
import jvirt.api.xml.TypedBy;
import jvirt.api.xml.XmlBinding;

/**
 * What a snapshot keeps of one disk, {@code <disk>}.
 *
 * @param name the disk's target, or the path of its image
 * @param snapshotDeleteInProgress a deletion was broken off: the image below is not whole
 * @param source the image that the machine writes to from then on, where the snapshot is external
 */
public record SnapshotDisk(String name, Optional<SnapshotMode> snapshot, boolean snapshotDeleteInProgress,
        Optional<Driver> driver, @TypedBy(value = "type", leads = false) Optional<DiskSource> source) {

    /** The format of the new image. */
    public record Driver(Optional<String> type, @Name("metadata_cache") Optional<BackingStore.MetadataCache> metadataCache) {
        /** An image of this format. */
        public static Driver of(String format) {
            return new Driver(Optional.of(format), Optional.empty());
        }
    }

    /** Whether the machine gets a new image for this disk. */
    public boolean external() {
        return snapshot.equals(Optional.of(SnapshotMode.EXTERNAL));
    }

    public boolean internal() {
        return snapshot.equals(Optional.of(SnapshotMode.INTERNAL));
    }

    /** Whether the snapshot leaves this disk alone. */
    public boolean skipped() {
        return snapshot.equals(Optional.of(SnapshotMode.NO));
    }

    /** The new image's format, where it is said. */
    public Optional<String> format() {
        return driver.flatMap(Driver::type);
    }

    /** The new image's path on this host. */
    public Optional<String> path() {
        return source.flatMap(SnapshotDisk::path);
    }

    private static Optional<String> path(DiskSource source) {
        return switch (source) {
            case DiskSource.File file -> file.file();
            case DiskSource.Block block -> block.dev();
            case DiskSource.Dir dir -> dir.dir();
            case DiskSource.Network network -> network.name();
            case DiskSource.VhostUser user -> user.path();
            case DiskSource.Volume _, DiskSource.Nvme _ -> Optional.empty();
        };
    }

    static SnapshotDisk parse(Element element) {
        if (element.attribute("name").isEmpty()) {
            throw ErrorDomain.DOMAIN_SNAPSHOT.error(INTERNAL_ERROR, "missing name from disk snapshot element");
        }
        SnapshotDisk disk = checked(XmlBinding.read(SnapshotDisk.class, typed(element)));
        boolean said = disk.format().isPresent() || disk.path().isPresent();
        if (!said) return disk.with(disk.snapshot, Optional.empty(), Optional.empty());
        return disk.snapshot.isPresent() ? disk
                : disk.with(Optional.of(SnapshotMode.EXTERNAL), disk.driver, disk.source);
    }

    /** What does not say of what kind it is, is a file. */
    private static Element typed(Element element) {
        if (element.attribute("type").isPresent()) return element;
        Map<String, String> attributes = new LinkedHashMap<>(element.attributes());
        attributes.put("type", "file");
        return Element.of(element.name(), attributes, element.nodes());
    }

    private static SnapshotDisk checked(SnapshotDisk disk) {
        disk.source.filter(source -> source instanceof DiskSource.Volume || source instanceof DiskSource.Dir)
                .ifPresent(source -> {
                    throw ErrorDomain.DOMAIN_SNAPSHOT.error(XML_ERROR, "unsupported disk snapshot type '%s'",
                            source instanceof DiskSource.Dir ? "dir" : "volume");
                });
        disk.format().filter(word -> ImageFormat.named(word).filter(format -> format != ImageFormat.NONE).isEmpty())
                .ifPresent(word -> {
                    throw ErrorDomain.DOMAIN_SNAPSHOT.error(CONFIG_UNSUPPORTED, "unknown disk snapshot driver '%s'", word);
                });
        disk.source.filter(source -> source instanceof DiskSource.File || source instanceof DiskSource.Block)
                .flatMap(SnapshotDisk::path).filter(path -> !path.startsWith("/")).ifPresent(path -> {
                    throw ErrorDomain.DOMAIN_SNAPSHOT.error(XML_ERROR, "disk snapshot image path '%s' must be absolute", path);
                });
        return disk;
    }

    public SnapshotDisk with(Optional<SnapshotMode> mode, Optional<Driver> format, Optional<DiskSource> image) {
        return new SnapshotDisk(name, mode, snapshotDeleteInProgress, format, image);
    }

    public SnapshotDisk withName(String now) {
        return new SnapshotDisk(now, snapshot, snapshotDeleteInProgress, driver, source);
    }

    public SnapshotDisk withDeleteInProgress(boolean now) {
        return new SnapshotDisk(name, snapshot, now, driver, source);
    }
}
