package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import jvirt.api.domain.device.Auth;
import jvirt.api.domain.device.BackingStore;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;

/**
 * One image of a disk's chain, and how QEMU is to open it.
 *
 * @param names what QEMU's nodes of this image, and the objects that they need, are called
 * @param below the next image: absent where nobody has said, an empty option where there is none
 * @param cdrom the bytes come from a CD-ROM drive of the host
 */
public record Image(Names names, DiskSource source, Disk.Format format, boolean readonly, Handling handling,
        Optional<Auth> auth, Optional<Encryption> encryption, Optional<Long> tableCache, Optional<Optional<Image>> below,
        boolean cdrom) {

    /**
     * What QEMU calls the parts of an image.
     *
     * @param storage the node that reaches the bytes
     * @param slice the node between the two others, where the image is a part of a file
     * @param format the node that reads the bytes
     * @param encryption the secret that opens the image
     * @param auth the secret that opens the connection
     * @param cookie the secret that holds what a web server wants to know
     * @param credentials the certificates of the connection
     */
    public record Names(String storage, String slice, String format, String encryption, String auth, String cookie,
            String credentials) {
        /** The names that begin with {@code node}. */
        public static Names of(String node) {
            String storage = node + "-storage";
            String format = node + "-format";
            return new Names(storage, node + "-slice-sto", format, format + "-encryption-secret0",
                    storage + "-auth-secret0", storage + "-httpcookie-secret0", "obj" + storage + "_tls0");
        }

        /** The names of the image that has this number in its machine. */
        static Names numbered(Optional<Integer> index) {
            return of("libvirt-" + index.orElseThrow(() -> new IllegalStateException("the image has no number yet")));
        }
    }

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
        return names.storage;
    }

    public String formatNode() {
        return names.format;
    }

    /** A file by itself, not of a disk: the firmware's. */
    public static Image file(String node, DiskSource source, Disk.Format format, boolean readonly) {
        return new Image(Names.of(node), source, format, readonly, Handling.NONE, source.extras().auth(),
                source.extras().encryption(), Optional.empty(), Optional.empty(), false);
    }

    /** The topmost image of a disk that has a medium. */
    public static Image of(Disk disk, boolean cdrom) {
        return of(disk, cdrom, Names::numbered);
    }

    /** @param names the names of each image by its number, asked for in the order of the chain */
    public static Image of(Disk disk, boolean cdrom, Function<Optional<Integer>, Names> names) {
        Disk.Driver driver = disk.driver().orElse(Disk.Driver.NONE);
        Handling handling = new Handling(driver.cache(), driver.io(), driver.discard(), driver.detectZeroes(),
                disk.device() == Disk.Kind.FLOPPY);
        return new Image(names.apply(disk.source().extras().index()), disk.source(), driver.type().orElse(Disk.Format.RAW),
                disk.readonly(), handling, disk.auth().or(() -> disk.source().extras().auth()),
                disk.encryption().or(() -> disk.source().extras().encryption()),
                driver.metadataCache().flatMap(BackingStore.MetadataCache::maxSize).map(size -> size.bytes()),
                disk.backingStore().map(below -> of(below, handling.withoutZeroes(), names)), cdrom);
    }

    private static Optional<Image> of(BackingStore store, Handling handling,
            Function<Optional<Integer>, Names> names) {
        return store.source().map(source -> new Image(names.apply(store.index()), source, format(store), true, handling,
                source.extras().auth(), source.extras().encryption(),
                store.format().flatMap(BackingStore.Format::metadataCache)
                        .flatMap(BackingStore.MetadataCache::maxSize).map(size -> size.bytes()),
                store.backingStore().map(below -> of(below, handling, names)), false));
    }

    private static Disk.Format format(BackingStore store) {
        return store.format().map(format -> Disk.Format.valueOf(format.type().toUpperCase(Locale.ROOT)))
                .orElse(Disk.Format.RAW);
    }

    /** The same image, opened in another way. */
    public Image withReadonly(boolean changed) {
        return new Image(names, source, format, changed, handling, auth, encryption, tableCache, below, cdrom);
    }

    /** The same image, standing on another, or on none. */
    public Image onto(Optional<Image> lower) {
        return new Image(names, source, format, readonly, handling, auth, encryption, tableCache, Optional.of(lower), cdrom);
    }

    /** The same image without what only this machine knows: secrets, certificates, how to handle it. */
    Image bare() {
        DiskSource.Extras extras = new DiskSource.Extras(source.extras().slice(), List.of(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
        DiskSource plain = source instanceof DiskSource.Network web ? web.unprotected() : source;
        return new Image(names, plain.withExtras(extras), format, readonly, Handling.NONE, Optional.empty(), Optional.empty(),
                Optional.empty(), below, cdrom);
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
        return source.extras().slice().stream().filter(slice -> slice.type().orElse("storage").equals("storage"))
                .findFirst();
    }

    boolean needsSliceNode() {
        boolean luks = encryption.filter(how -> how.format() == Encryption.Format.LUKS).isPresent();
        return slice().isPresent() && (format != Disk.Format.RAW || luks);
    }

    String sliceNode() {
        return names.slice;
    }

    /** QEMU itself decrypts. */
    boolean decrypts() {
        return encryption.filter(how -> how.engine().orElse(Encryption.Engine.QEMU) == Encryption.Engine.QEMU).isPresent();
    }

    boolean luks() {
        return decrypts() && encryption.get().format() == Encryption.Format.LUKS;
    }

    String encryptionSecret() {
        return names.encryption;
    }

    String authSecret() {
        return names.auth;
    }

    String cookieSecret() {
        return names.cookie;
    }

    String credentials() {
        return names.credentials;
    }
}
