package jvirt.qemu.device;

import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.domain.device.Encryption;
import jvirt.api.json.Json;

/** What {@code blockdev-create} is told, so that a running QEMU makes an image. */
public final class ImageCreation {
    private ImageCreation() {}

    /**
     * How large an image is to be.
     *
     * @param capacity what the guest sees, in bytes
     * @param physical what it takes where its bytes are
     * @param clusterSize of a qcow2 image, where it is not QEMU's own choice
     */
    public record Shape(long capacity, long physical, Optional<Long> clusterSize, boolean extendedL2) {
        public static Shape of(long capacity, long physical) {
            return new Shape(capacity, physical, Optional.empty(), false);
        }
    }

    /** The options that make room for the bytes; nothing where QEMU cannot, or need not. */
    public static Optional<Json.Obj> storage(Image image, Shape shape, Resources resources) {
        return switch (image.source()) {
            case DiskSource.File(var file, _, _) -> Optional.of(Props.device("file").text("filename", file)
                    .number("size", shape.physical).json());
            case DiskSource.Network network when network.protocol().filter(ImageCreation::creates).isPresent() -> Optional.of(
                    Props.device(Words.of(network.protocol().get())).json("location", Network.location(network, image, resources))
                            .number("size", shape.physical).json());
            case DiskSource.Network _, DiskSource.Block _, DiskSource.Dir _, DiskSource.Volume _, DiskSource.Nvme _,
                    DiskSource.VhostUser _ -> Optional.empty();
        };
    }

    private static boolean creates(DiskSource.Protocol protocol) {
        return switch (protocol) {
            case GLUSTER, RBD, SHEEPDOG, SSH, NFS -> true;
            case NBD, ISCSI, VXHS, HTTP, HTTPS, FTP, FTPS, TFTP -> false;
        };
    }

    /**
     * The options that write the format; nothing where there is nothing to write, or QEMU cannot.
     *
     * @param lower the image that the new one is to name as the one it stands on
     */
    public static Optional<Json.Obj> format(Image image, Optional<Image> lower, Shape shape, Resources resources) {
        return switch (image.format()) {
            case RAW -> luks(image.encryption()).map(how -> cipher(image, how).text("driver", "luks")
                    .text("file", image.storageNode()).number("size", shape.capacity).json());
            case QCOW2 -> {
                Props props = plain("qcow2", image, shape).number("cluster-size", shape.clusterSize)
                        .set("extended-l2", shape.extendedL2);
                lower.ifPresent(below -> standing(props, below, true, resources));
                yield Optional.of(encrypted(props, image).json());
            }
            case QCOW -> {
                Props props = plain("qcow", image, shape);
                lower.ifPresent(below -> standing(props, below, false, resources));
                yield Optional.of(encrypted(props, image).json());
            }
            case QED, VMDK -> {
                Props props = plain(Words.of(image.format()), image, shape);
                lower.ifPresent(below -> standing(props, below, image.format() == Disk.Format.QED, resources));
                yield Optional.of(props.json());
            }
            case VPC, VDI -> Optional.of(plain(Words.of(image.format()), image, shape).json());
            case PLOOP -> Optional.of(plain("parallels", image, shape).json());
            case VHD -> Optional.of(plain("vhdx", image, shape).json());
            case FAT, BOCHS, CLOOP, DMG, COW, ISO, DIR -> Optional.empty();
        };
    }

    private static Props plain(String driver, Image image, Shape shape) {
        return Props.device(driver).text("file", image.storageNode()).number("size", shape.capacity);
    }

    private static void standing(Props props, Image lower, boolean named, Resources resources) {
        props.text("backing-file", ImageName.of(lower, resources));
        if (!named) return;
        boolean luks = lower.format() == Disk.Format.RAW && luks(lower.encryption()).isPresent();
        props.text("backing-fmt", luks ? "luks" : Words.of(lower.format()));
    }

    private static Optional<Encryption> luks(Optional<Encryption> encryption) {
        return encryption.filter(how -> how.format() == Encryption.Format.LUKS);
    }

    private static Props encrypted(Props props, Image image) {
        if (image.encryption().isEmpty()) return props;
        Encryption how = luks(image.encryption()).orElseThrow(() -> ErrorDomain.QEMU.error(OPERATION_UNSUPPORTED,
                "creation of qcow/qcow2 files supports only 'luks' encryption"));
        return props.json("encrypt", cipher(image, how).text("format", "luks").json());
    }

    private static Props cipher(Image image, Encryption how) {
        Props props = Props.empty().text("key-secret", image.encryptionSecret());
        how.cipher().ifPresent(cipher -> props.text("cipher-alg", cipher.name() + "-" + cipher.size())
                .text("cipher-mode", cipher.mode()).text("hash-alg", cipher.hash()));
        how.ivgen().ifPresent(ivgen -> props.text("ivgen-alg", ivgen.name()).text("ivgen-hash-alg", ivgen.hash()));
        return props;
    }
}
