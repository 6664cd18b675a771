package jvirt.api.storage;

import static jvirt.api.storage.PoolType.Part.ADAPTER;
import static jvirt.api.storage.PoolType.Part.DEVICE;
import static jvirt.api.storage.PoolType.Part.DIRECTORY;
import static jvirt.api.storage.PoolType.Part.HOST;
import static jvirt.api.storage.PoolType.Part.INITIATOR;
import static jvirt.api.storage.PoolType.Part.NAMED;
import static jvirt.api.storage.PoolType.Part.NETWORK;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The kinds of pools: what their source is made of, and the formats of the source and of volumes; the first is the default. */
public enum PoolType {
    DIR(Set.of(), List.of(), Formats.IMAGES),
    FS(Set.of(DEVICE), List.of("auto", "ext2", "ext3", "ext4", "ufs", "iso9660", "udf", "gfs", "gfs2", "vfat", "hfs+", "xfs",
            "ocfs2", "vmfs"), Formats.IMAGES),
    NETFS(Set.of(HOST, DIRECTORY), List.of("auto", "nfs", "glusterfs", "cifs"), Formats.IMAGES),
    LOGICAL(Set.of(NAMED, DEVICE), List.of("unknown", "lvm2"), List.of()),
    DISK(Set.of(DEVICE), List.of("unknown", "dos", "dvh", "gpt", "mac", "bsd", "pc98", "sun", "lvm2"),
            List.of("none", "linux", "fat16", "fat32", "linux-swap", "linux-lvm", "linux-raid", "extended")),
    ISCSI(Set.of(HOST, DEVICE, INITIATOR), List.of(), List.of()),
    ISCSI_DIRECT(Set.of(HOST, DEVICE, NETWORK, INITIATOR), List.of(), List.of()),
    SCSI(Set.of(ADAPTER), List.of(), List.of()),
    MPATH(Set.of(), List.of(), List.of()),
    RBD(Set.of(HOST, NETWORK, NAMED), List.of(), Formats.IMAGES),
    SHEEPDOG(Set.of(HOST, NETWORK, NAMED), List.of(), List.of()),
    GLUSTER(Set.of(HOST, NETWORK, NAMED, DIRECTORY), List.of(), Formats.IMAGES),
    ZFS(Set.of(NAMED, DEVICE), List.of(), List.of()),
    VSTORAGE(Set.of(NAMED), List.of(), Formats.IMAGES);

    /** What a source is made of. */
    public enum Part { HOST, DEVICE, DIRECTORY, ADAPTER, NAMED, INITIATOR, NETWORK }

    private static final class Formats {
        static final List<String> IMAGES = Arrays.stream(ImageFormat.values()).map(ImageFormat::word).toList();
    }

    private final Set<Part> source;
    private final List<String> sourceFormats;
    private final List<String> volumeFormats;

    PoolType(Set<Part> source, List<String> sourceFormats, List<String> volumeFormats) {
        this.source = source;
        this.sourceFormats = sourceFormats;
        this.volumeFormats = volumeFormats;
    }

    /** The word in {@code pool/@type}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind that this word names. */
    public static Optional<PoolType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }

    public boolean has(Part part) {
        return source.contains(part);
    }

    /** Whether the source is this part and nothing else, which then must be there. */
    boolean isOnly(Part part) {
        return source.equals(Set.of(part));
    }

    /** Whether volumes are files in a folder of the host's. */
    public boolean holdsFiles() {
        return this == DIR || this == FS || this == NETFS || this == VSTORAGE;
    }

    /** Whether the pool is somewhere in the host's file tree. */
    public boolean hasTarget() {
        return !has(NETWORK);
    }

    public List<String> sourceFormats() {
        return sourceFormats;
    }

    /** A logical pool that does not say is lvm2, the only one there is; the others have a word for not knowing. */
    public Optional<String> defaultSourceFormat() {
        return this == LOGICAL ? Optional.of("lvm2") : sourceFormats.stream().findFirst();
    }

    /** Words for a volume's format, as they are listed; {@code none} is listed, but no image file may be it. */
    public List<String> volumeFormats() {
        return volumeFormats;
    }

    public Optional<String> defaultVolumeFormat() {
        if (volumeFormats.isEmpty()) return Optional.empty();
        return Optional.of(holdsImages() ? ImageFormat.RAW.word() : volumeFormats.getFirst());
    }

    /** Whether a volume's format is an {@link ImageFormat}. */
    public boolean holdsImages() {
        return volumeFormats == Formats.IMAGES;
    }

    boolean allowsVolumeFormat(String word) {
        return volumeFormats.contains(word) && !(holdsImages() && word.equals(ImageFormat.NONE.word()));
    }
}
