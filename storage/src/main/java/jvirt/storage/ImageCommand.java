package jvirt.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.Encryption;
import jvirt.api.storage.ImageFormat;
import jvirt.api.storage.Volume;
import jvirt.api.storage.Volume.Feature;

/**
 * The qemu-img commands that make a volume.
 *
 * @param from the volume whose content it gets
 * @param preallocate the tables of a qcow2 image are written at once
 * @param secret the file with the volume's passphrase
 * @param fromSecret the file with the passphrase of {@code from}
 */
public record ImageCommand(Volume volume, Optional<Volume> from, boolean preallocate, Optional<String> secret,
        Optional<String> fromSecret) {
    private static final String PROGRAM = "qemu-img";
    /** What an image is made as when nothing is said: qemu's own default is younger, libvirt keeps to this one. */
    private static final String OLDEST_COMPAT = "0.10";

    /** The commands, in the order in which they are to run; an encrypted copy takes two. */
    public List<List<String>> commands() {
        check();
        if (from.isEmpty()) return List.of(create());
        boolean secrets = secret.isPresent() || fromSecret.isPresent();
        return secrets ? List.of(create(), fill(from.get())) : List.of(convert(from.get()));
    }

    private void check() {
        volume.target().encryption().ifPresent(encryption -> {
            boolean qcow = Set.of(ImageFormat.QCOW, ImageFormat.QCOW2).contains(wantedFormat());
            if (qcow && !encryption.format().startsWith("luks")) {
                throw unsupported("creation of qcow2 encrypted image is not supported");
            }
        });
        if (from.flatMap(source -> source.target().encryption()).filter(encryption -> !encryption.luks()).isPresent()) {
            throw unsupported("encryption format of inputvol must be LUKS");
        }
        ImageFormat format = format(volume);
        boolean qcow2 = format == ImageFormat.QCOW2;
        if (preallocate && !qcow2) throw unsupported("metadata preallocation only available with qcow2");
        if (volume.target().compat().isPresent() && !qcow2) throw unsupported("compatibility option only available with qcow2");
        if (volume.target().features().isPresent() && !qcow2) throw unsupported("format features only available with qcow2");
        if (volume.backing().isPresent()) checkBacking(format);
        volume.target().encryption().ifPresent(encryption -> checkEncryption(encryption, format));
    }

    private ImageFormat wantedFormat() {
        return volume.target().imageFormat().orElse(ImageFormat.RAW);
    }

    private static RuntimeException unsupported(String detail, Object... args) {
        return ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, detail, args);
    }

    private void checkBacking(ImageFormat format) {
        if (format == ImageFormat.RAW) throw unsupported("cannot set backing store for raw volume");
        if (preallocate) throw unsupported("metadata preallocation conflicts with backing store");
        Optional<String> theirs = from.flatMap(Volume::backing).flatMap(Volume.Target::path);
        if (theirs.isPresent() && !theirs.equals(volume.backing().get().path())) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "a different backing store cannot be specified.");
        }
    }

    private static void checkEncryption(Encryption encryption, ImageFormat format) {
        if (format == ImageFormat.RAW && !encryption.luks()) {
            throw ErrorDomain.STORAGE.error(INTERNAL_ERROR, "Only luks encryption is supported for raw files");
        }
        if (format != ImageFormat.RAW && format != ImageFormat.QCOW2) {
            throw unsupported("volume encryption unsupported with format %s", format.word());
        }
        if (!encryption.luks()) throw unsupported("unsupported volume encryption format %s", encryption.format());
        if (encryption.secrets().size() > 1) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "too many secrets for luks encryption");
        }
        if (encryption.secrets().isEmpty()) {
            throw ErrorDomain.STORAGE.error(XML_ERROR, "no secret provided for luks encryption");
        }
    }

    /** Block devices hold raw images, and an ISO image is as good as raw. */
    private static ImageFormat format(Volume volume) {
        if (volume.type() == Volume.Type.BLOCK) return ImageFormat.RAW;
        ImageFormat format = volume.target().imageFormat().orElse(ImageFormat.RAW);
        return format == ImageFormat.ISO ? ImageFormat.RAW : format;
    }

    /** qemu's name of the driver; what libvirt calls raw and encrypted is a format of its own there. */
    private static String driver(Volume volume) {
        ImageFormat format = format(volume);
        boolean luks = format == ImageFormat.RAW && volume.target().encryption().isPresent();
        return luks ? "luks" : format.word();
    }

    private static String alias(Volume volume) {
        return volume.name() + "_encrypt0";
    }

    private List<String> create() {
        List<String> words = new ArrayList<>(List.of(PROGRAM, "create", "-f", driver(volume)));
        Optional<Volume.Target> backing = from.isPresent() ? Optional.empty() : volume.backing();
        backing.ifPresent(store -> words.addAll(List.of("-b", store.path().orElseThrow())));
        addSecret(words, volume, secret);
        addOptions(words, backing);
        words.add(volume.path());
        long kib = kib(volume.capacity());
        if (kib > 0 || backing.isEmpty()) words.add(kib + "K");
        return words;
    }

    private List<String> convert(Volume source) {
        List<String> words = new ArrayList<>(List.of(PROGRAM, "convert", "-f", format(source).word(), "-O", driver(volume)));
        addOptions(words, Optional.empty());
        words.addAll(List.of(source.path(), volume.path()));
        return words;
    }

    private List<String> fill(Volume source) {
        List<String> words = new ArrayList<>(List.of(PROGRAM, "convert", "--image-opts", "-n", "--target-image-opts"));
        addSecret(words, volume, secret);
        addSecret(words, source, fromSecret);
        words.add(imageOptions(source));
        words.add(imageOptions(volume));
        return words;
    }

    private static String imageOptions(Volume volume) {
        String plain = "driver=" + driver(volume) + ",file.filename=" + volume.path();
        if (volume.target().encryption().isEmpty()) return plain;
        return plain + "," + (format(volume) == ImageFormat.QCOW2 ? "encrypt." : "") + "key-secret=" + alias(volume);
    }

    private static void addSecret(List<String> words, Volume volume, Optional<String> file) {
        if (volume.target().encryption().isEmpty()) return;
        String path = file.orElseThrow(() ->
                ErrorDomain.STORAGE.error(INTERNAL_ERROR, "path to secret data file is required"));
        words.addAll(List.of("--object", "secret,id=" + alias(volume) + ",file=" + escaped(path)));
    }

    /** A comma within a value is doubled. */
    static String escaped(String value) {
        return value.replace(",", ",,");
    }

    private void addOptions(List<String> words, Optional<Volume.Target> backing) {
        List<String> options = new ArrayList<>();
        ImageFormat format = format(volume);
        backing.ifPresent(store -> options.add("backing_fmt=" + store.format().orElse(ImageFormat.RAW.word())));
        volume.target().encryption().ifPresent(encryption -> addEncryption(options, encryption, format));
        if (preallocate) {
            options.add(kib(volume.capacity()) > kib(volume.allocated()) ? "preallocation=metadata" : "preallocation=falloc");
        }
        if (volume.target().noCopyOnWrite()) options.add("nocow=on");
        Optional<String> compat = volume.target().compat();
        if (compat.isPresent() || format == ImageFormat.QCOW2) options.add("compat=" + compat.orElse(OLDEST_COMPAT));
        volume.target().clusterSize().ifPresent(size -> options.add("cluster_size=" + size));
        if (format == ImageFormat.QCOW2) addFeatures(options, compat);
        if (!options.isEmpty()) words.addAll(List.of("-o", String.join(",", options)));
    }

    private void addFeatures(List<String> options, Optional<String> compat) {
        Set<Feature> features = volume.target().features().orElse(Set.of());
        boolean old = compat.equals(Optional.of(OLDEST_COMPAT));
        if (features.contains(Feature.LAZY_REFCOUNTS)) {
            if (old) throw unsupported("lazy_refcounts not supported with compat level %s", OLDEST_COMPAT);
            options.add("lazy_refcounts");
        }
        if (features.contains(Feature.EXTENDED_L2)) {
            if (old) throw unsupported("'extended_l2' not supported with compat level %s", OLDEST_COMPAT);
            options.add("extended_l2=on");
        }
    }

    private void addEncryption(List<String> options, Encryption encryption, ImageFormat format) {
        String prefix = format == ImageFormat.QCOW2 ? "encrypt." : "";
        if (format == ImageFormat.QCOW2) options.add("encrypt.format=luks");
        options.add(prefix + "key-secret=" + alias(volume));
        encryption.cipher().ifPresent(cipher -> {
            options.add(prefix + "cipher-alg=" + escaped(cipher.name()) + "-" + cipher.size());
            cipher.mode().ifPresent(mode -> options.add(prefix + "cipher-mode=" + escaped(mode)));
            cipher.hash().ifPresent(hash -> options.add(prefix + "hash-alg=" + escaped(hash)));
        });
        encryption.ivgen().ifPresent(ivgen -> {
            options.add(prefix + "ivgen-alg=" + escaped(ivgen.name()));
            ivgen.hash().ifPresent(hash -> options.add(prefix + "ivgen-hash-alg=" + escaped(hash)));
        });
    }

    private static long kib(long bytes) {
        return bytes / 1024 + (bytes % 1024 == 0 ? 0 : 1);
    }

    /** The command that changes an image's capacity; qemu-img wants whole sectors. */
    static List<String> resize(Volume volume, long capacity, Optional<String> secret) {
        List<String> words = new ArrayList<>(List.of(PROGRAM, "resize"));
        long rounded = (capacity + 511) / 512 * 512;
        if (rounded < volume.capacity()) words.add("--shrink");
        if (volume.target().encryption().isEmpty()) {
            // the format is said, so that a guest cannot make its raw disk be taken for another
            words.addAll(List.of("-f", format(volume).word(), volume.path()));
        } else {
            addSecret(words, volume, secret);
            words.addAll(List.of("--image-opts", "driver=" + driver(volume) + ","
                    + (format(volume) == ImageFormat.QCOW2 ? "encrypt." : "") + "key-secret=" + alias(volume)
                    + ",file.filename=" + escaped(volume.path())));
        }
        words.add(Long.toString(rounded));
        return words;
    }
}
