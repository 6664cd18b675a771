package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;

/** The block nodes of images, {@code -blockdev}: for each image one that reaches its bytes, and one that reads its format. */
public final class Blocks {
    /** QEMU's limit on the length of a node's name, its end included. */
    private static final int NAME_LIMIT = 32;

    private Blocks() {}

    /** All nodes of a chain, the lowest image first, each after what it needs. */
    public static List<Part> parts(Image top, Supplier supplier) {
        List<Part> parts = new ArrayList<>();
        List<Image> chain = top.chain();
        List<Optional<PassedFile>> files = chain.stream().map(image -> PassedFile.of(image, supplier, parts)).toList();
        for (Image image : chain.reversed()) parts(image, files.get(chain.indexOf(image)), supplier, parts);
        return parts;
    }

    /** The nodes of an image alone, after what they need; the one that reads its format is the last. */
    public static List<Part> own(Image image, Supplier supplier) {
        List<Part> parts = new ArrayList<>();
        parts(image, PassedFile.of(image, supplier, parts), supplier, parts);
        return parts;
    }

    private static void parts(Image image, Optional<PassedFile> file, Supplier supplier, List<Part> parts) {
        needs(image, supplier, parts);
        parts.add(new Part.Block(storage(image, file, supplier)));
        if (image.needsSliceNode()) parts.add(new Part.Block(slice(image)));
        parts.add(new Part.Block(format(image)));
    }

    /** The properties of the nodes alone: for each image, topmost first, the node of its format, then that of its bytes. */
    public static List<Json.Obj> nodes(Image top, Supplier supplier) {
        return top.chain().stream()
                .flatMap(image -> Stream.of(format(image), storage(image, Optional.empty(), supplier))).toList();
    }

    /** The certificates by which a backup's server shows who it is. */
    public static List<Part> backupCertificates(String alias, String secret, Supplier supplier) {
        return Tls.backup(alias, secret, supplier);
    }

    /** An image whose file the client has opened. */
    record PassedFile(int set, boolean single, boolean writable) {
        static Optional<PassedFile> of(Image image, Supplier supplier, List<Part> parts) {
            if (!(image.source() instanceof DiskSource.File file) || file.fdgroup().isEmpty()) return Optional.empty();
            var group = supplier.group(file.fdgroup().get(), image.storageNode());
            for (int i = 0; i < group.descriptors().size(); i++) {
                parts.add(new Part.Passed(group.set(), group.descriptors().get(i), image.storageNode() + i));
            }
            return Optional.of(new PassedFile(group.set(), group.descriptors().size() == 1, group.writable()));
        }
    }

    /** The objects that the nodes refer to: reservation helper, secrets, certificates. */
    private static void needs(Image image, Supplier supplier, List<Part> parts) {
        image.source().extras().reservations().filter(pr -> !pr.managed().yes()).ifPresent(pr ->
                parts.add(reservationHelper("pr-helper-" + image.storageNode(), pr.source()
                        .flatMap(DiskSource.Reservations.Helper::path).orElse(""))));
        image.auth().ifPresent(auth -> parts.add(supplier.secret(image.authSecret(),
                supplier.resources().secrets().value(auth, usage(image.source())))));
        image.encryption().filter(how -> !how.secret().isEmpty()).ifPresent(how -> parts.add(supplier.secret(
                image.encryptionSecret(), Resources.Secrets.Usage.VOLUME, how.secret().getFirst())));
        if (image.source() instanceof DiskSource.Network network) {
            if (!network.cookie().isEmpty()) {
                parts.add(supplier.secret(image.cookieSecret(), Network.cookies(network).getBytes(StandardCharsets.UTF_8)));
            }
            if (Network.tls(network, supplier.resources())) tls(image, supplier, parts);
        }
    }

    private static void tls(Image image, Supplier supplier, List<Part> parts) {
        var settings = supplier.resources().settings();
        Optional<UUID> secret = settings.nbdTlsSecret();
        Optional<String> name = secret.map(uuid -> image.credentials() + "-secret0");
        secret.ifPresent(uuid -> parts.add(supplier.secret(name.get(), Resources.Secrets.Usage.TLS,
                Chardevs.reference(uuid))));
        parts.add(new Tls(settings.nbdTlsDirectory(), false, true, name).object(image.credentials()));
    }

    static Part reservationHelper(String alias, String path) {
        return new Part.Thing(Props.object("pr-manager-helper", alias).text("path", path).json());
    }

    private static Resources.Secrets.Usage usage(DiskSource source) {
        boolean ceph = source instanceof DiskSource.Network network && network.protocol().equals(Optional.of(DiskSource.Protocol.RBD));
        return ceph ? Resources.Secrets.Usage.CEPH : Resources.Secrets.Usage.ISCSI;
    }

    /** The node that reaches the bytes. */
    private static Json.Obj storage(Image image, Optional<PassedFile> passed, Supplier supplier) {
        Props props = backend(image, passed, supplier);
        name(props, image.storageNode());
        cache(props, image);
        boolean fixed = passed.filter(PassedFile::single).isPresent();
        if (fixed) props.flag("read-only", !passed.get().writable());
        else props.flag("auto-read-only", true);
        return props.text("discard", "unmap").json();
    }

    /** What names the image's bytes, for whoever reaches them on their own: nothing of this run of QEMU. */
    static Props location(Image image, Supplier supplier) {
        return backend(image.bare(), Optional.empty(), supplier).without("debug");
    }

    private static Props backend(Image image, Optional<PassedFile> passed, Supplier supplier) {
        return switch (image.source()) {
            case DiskSource.File(var file, _, _) -> local("file", image,
                    passed.map(set -> "/dev/fdset/" + set.set()).or(() -> file).orElse(""));
            case DiskSource.Block(var dev, _) -> local(image.cdrom() ? "host_cdrom" : "host_device", image, dev.orElse(""));
            case DiskSource.Dir(var dir, _) -> Props.device("vvfat").text("dir", dir.orElse(""))
                    .flag("floppy", image.handling().floppy()).flag("rw", !image.readonly());
            case DiskSource.Network network -> Network.props(network, image, supplier.resources());
            case DiskSource.Nvme nvme -> Props.device("nvme").text("device", nvme.address().toString())
                    .number("namespace", nvme.namespace());
            case DiskSource.Volume(var pool, var volume, _, _) -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR,
                    "storage source pool '%s' volume '%s' is not translated", pool.orElse(""), volume.orElse(""));
            case DiskSource.VhostUser _ -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR,
                    "unable to create blockdev props for vhostuser disk type");
        };
    }

    private static Props local(String driver, Image image, String path) {
        return Props.device(driver).text("filename", path).text("aio", image.handling().io().map(Words::of))
                .text("pr-manager", image.source().extras().reservations()
                        .map(pr -> pr.managed().yes() ? "pr-helper0" : "pr-helper-" + image.storageNode()));
    }

    static void name(Props props, String node) {
        if (node.length() >= NAME_LIMIT) {
            throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "node-name '%s' too long for qemu", node);
        }
        props.text("node-name", node);
    }

    private static void cache(Props props, Image image) {
        image.handling().cache().ifPresent(mode -> props.json("cache", Props.empty()
                .flag("direct", mode == Disk.Cache.NONE || mode == Disk.Cache.DIRECTSYNC)
                .flag("no-flush", mode == Disk.Cache.UNSAFE).json()));
    }

    private static Json.Obj slice(Image image) {
        DiskSource.Slice slice = image.slice().orElseThrow();
        Props props = Props.device("raw");
        name(props, image.sliceNode());
        props.number("offset", slice.offset()).number("size", slice.size()).text("file", image.storageNode())
                .flag("auto-read-only", true).text("discard", "unmap");
        cache(props, image);
        return props.json();
    }

    /** The node that reads the format. */
    public static Json.Obj format(Image image) {
        Props props = Props.empty();
        name(props, image.formatNode());
        props.flag("read-only", image.readonly()).text("discard", image.handling().discard().map(Words::of))
                .text("detect-zeroes", zeroes(image.handling()));
        cache(props, image);
        driver(props, image);
        props.text("file", image.needsSliceNode() ? image.sliceNode() : image.storageNode());
        below(props, image);
        return props.json();
    }

    /** To unmap zeroes makes sense only where what is unmapped is passed on. */
    private static Optional<String> zeroes(Image.Handling handling) {
        return handling.zeroes().map(mode -> mode == Disk.DetectZeroes.UNMAP
                && handling.discard().filter(discard -> discard == Disk.Discard.UNMAP).isEmpty() ? "on" : Words.of(mode));
    }

    private static void driver(Props props, Image image) {
        switch (image.format()) {
            case RAW, FAT -> raw(props, image);
            case QCOW2 -> encrypted(props.text("driver", "qcow2"), image).number("cache-size", image.tableCache());
            case QCOW -> encrypted(props.text("driver", "qcow"), image);
            case PLOOP -> props.text("driver", "parallels");
            case VHD -> props.text("driver", "vhdx");
            case BOCHS, CLOOP, DMG, VDI, VPC, QED, VMDK -> props.text("driver", Words.of(image.format()));
            case COW, ISO, DIR -> throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "mishandled storage format '%s'",
                    Words.of(image.format()));
        }
    }

    private static void raw(Props props, Image image) {
        if (image.luks()) {
            props.text("driver", "luks").text("key-secret", image.encryptionSecret());
            return;
        }
        props.text("driver", "raw");
        image.slice().filter(_ -> !image.needsSliceNode())
                .ifPresent(slice -> props.number("offset", slice.offset()).number("size", slice.size()));
    }

    private static Props encrypted(Props props, Image image) {
        if (!image.decrypts() || image.encryption().get().secret().isEmpty()) return props;
        String format = switch (image.encryption().get().format()) {
            case QCOW -> "aes";
            case LUKS -> "luks";
            case LUKS2, LUKS_ANY, DEFAULT -> throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED,
                    "luks2 is currently not supported by the qemu encryption engine");
        };
        return props.json("encrypt", Props.empty().text("format", format).text("key-secret", image.encryptionSecret()).json());
    }

    private static void below(Props props, Image image) {
        if (image.below().isEmpty()) return;
        Optional<Image> next = image.below().get();
        boolean layered = switch (image.format()) {
            case COW, QCOW, QCOW2, QED, VMDK -> true;
            case RAW, DIR, BOCHS, CLOOP, DMG, ISO, VPC, VDI, FAT, VHD, PLOOP -> false;
        };
        if (layered) {
            props.json("backing", next.<Json>map(lower -> Json.of(lower.formatNode())).orElse(Json.Null.NULL));
        } else if (next.isPresent()) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "storage format '%s' does not support backing store",
                    Words.of(image.format()));
        }
    }
}
