package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.domain.device.Auth;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;

/**
 * One image of a disk's chain, and how QEMU is to open it.
 *
 * @param node what QEMU's two nodes are called by: {@code NODE-storage} reaches the bytes, {@code NODE-format} reads them
 * @param below the next image: absent where nobody has said, an empty option where there is none
 * @param cdrom the bytes come from a CD-ROM drive of the host
 */
public record Image(String node, DiskSource source, Disk.Format format, boolean readonly, Handling handling,
        Optional<Auth> auth, Optional<Encryption> encryption, Optional<Long> tableCache, Optional<Optional<Image>> below, boolean cdrom) {

    /** What the disk's {@code <driver>} says of its images; zeroes are looked for in the topmost alone. */
    public record Handling(Optional<Disk.Cache> cache, Optional<Disk.Io> io, Optional<Disk.Discard> discard,
            Optional<Disk.DetectZeroes> zeroes, boolean floppy) {
        public static final Handling NONE = new Handling(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), false);

        private Handling withoutZeroes() {
            return new Handling(cache, io, discard, Optional.empty(), floppy);
        }
    }

    public String storageNode() {
        return node + "-storage";
    }

    public String formatNode() {
        return node + "-format";
    }

    /** A file by itself, not of a disk: the firmware's. */
    public static Image file(String node, DiskSource source, Disk.Format format, boolean readonly) {
        return new Image(node, source, format, readonly, Handling.NONE, source.extras().auth(),
                source.extras().encryption(), Optional.empty(), Optional.empty(), false);
    }

    /** The topmost image of a disk that has a medium. */
    public static Image of(Disk disk, boolean cdrom) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        Handling handling = new Handling(driver.cache(), driver.io(), driver.discard(), driver.detectZeroes(),
                disk.device() == Disk.Kind.FLOPPY);
        return new Image(nodeName(disk.source().extras().index()), disk.source(), driver.type().orElse(Disk.Format.RAW),
                disk.readonly(), handling, disk.auth().or(() -> disk.source().extras().auth()),
                disk.encryption().or(() -> disk.source().extras().encryption()),
                driver.metadataCache().flatMap(BackingStore.MetadataCache::maxSize).map(size -> size.bytes()),
                disk.backingStore().map(below -> of(below, handling.withoutZeroes())), cdrom);
    }

    private static Optional<Image> of(BackingStore store, Handling handling) {
        return store.source().map(source -> new Image(nodeName(store.index()), source, format(store), true, handling,
                source.extras().auth(), source.extras().encryption(),
                store.format().flatMap(BackingStore.Format::metadataCache)
                        .flatMap(BackingStore.MetadataCache::maxSize).map(size -> size.bytes()),
                store.backingStore().map(below -> of(below, handling)), false));
    }

    private static Disk.Format format(BackingStore store) {
        return store.format().map(format -> Disk.Format.valueOf(format.type().toUpperCase(Locale.ROOT)))
                .orElse(Disk.Format.RAW);
    }

    private static String nodeName(Optional<Integer> index) {
        return "libvirt-" + index.orElseThrow(() -> new IllegalStateException("the image has no number yet"));
    }

    /** This image and those below it, topmost first. */
    public List<Image> chain() {
        List<Image> chain = new ArrayList<>(List.of(this));
        Optional<Image> next = below.flatMap(image -> image);
        while (next.isPresent()) {
            chain.add(next.get());
            next = next.get().below.flatMap(image -> image);
        }
        return chain;
    }

    /** A part of a file as an image: QEMU's raw format knows offsets itself, the others need a node between. */
    Optional<DiskSource.Slice> slice() {
        return source.extras().slice().stream().filter(slice -> slice.type().orElse("storage").equals("storage")).findFirst();
    }

    boolean needsSliceNode() {
        boolean luks = encryption.filter(how -> how.format() == Encryption.Format.LUKS).isPresent();
        return slice().isPresent() && (format != Disk.Format.RAW || luks);
    }

    String sliceNode() {
        return node + "-slice-sto";
    }

    /** QEMU itself decrypts. */
    boolean decrypts() {
        return encryption.filter(how -> how.engine().orElse(Encryption.Engine.QEMU) == Encryption.Engine.QEMU).isPresent();
    }

    boolean luks() {
        return decrypts() && encryption.get().format() == Encryption.Format.LUKS;
    }

    String encryptionSecret() {
        return formatNode() + "-encryption-secret0";
    }

    String authSecret() {
        return storageNode() + "-auth-secret0";
    }

    String cookieSecret() {
        return storageNode() + "-httpcookie-secret0";
    }

    String credentials() {
        return "obj" + storageNode() + "_tls0";
    }
}
