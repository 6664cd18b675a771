package jvirt.api.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What the first bytes of an image say of it.
 *
 * <p>Only what the header itself says: a guest can write any header into its raw disk, so the format found here must not
 * decide what a guest's disk is taken for.
 *
 * @param capacity bytes that a guest sees, where the format says it
 * @param backing the name of the image that this one stands on, as it is written there
 * @param backingFormat its format, where the image says it
 * @param features of a qcow2 image of version 3; absent for older ones
 * @param encryption {@code qcow} or {@code luks}
 * @param payloadOffset where the data of an encrypted raw image begins
 */
public record ImageHeader(ImageFormat format, Optional<Long> capacity, Optional<Long> clusterSize, Optional<String> backing,
        Optional<ImageFormat> backingFormat, Optional<Set<Volume.Feature>> features, Optional<String> encryption,
        long payloadOffset) {

    /** As many bytes as any format's header needs: the one of ISO 9660 stands behind 32 KiB. */
    public static final int LENGTH = 0x8200;

    /** qemu's docs/interop/qcow2.txt: offsets in the header, types of its extensions, feature bits. */
    private static final int QCOW2_VERSION_3 = 3;
    private static final int QCOW2_HEADER_2 = 72;
    private static final int QCOW2_INCOMPATIBLE = 72;
    private static final int QCOW2_COMPATIBLE = 80;
    private static final int QCOW2_HEADER_LENGTH = 100;
    private static final int QCOW2_BACKING_FORMAT = 0xE279_2ACA;
    private static final long QCOW2_LAZY_REFCOUNTS = 1;
    private static final long QCOW2_EXTENDED_L2 = 1 << 4;
    private static final int QCOW_NAME_MAX = 1023;

    /** Where a format is told apart: its magic, and the versions that are known of it. */
    private record Magic(ImageFormat format, int offset, String magic, ByteOrder order, int versionAt, List<Integer> versions,
            int capacityAt, int unit) {
        boolean matches(byte[] head) {
            byte[] wanted = magic.getBytes(StandardCharsets.ISO_8859_1);
            if (head.length < offset + wanted.length) return false;
            if (!Arrays.equals(head, offset, offset + wanted.length, wanted, 0, wanted.length)) return false;
            if (versions.isEmpty()) return true;
            return head.length >= versionAt + 4 && versions.contains(ByteBuffer.wrap(head).order(order).getInt(versionAt));
        }

        Optional<Long> capacity(byte[] head) {
            if (capacityAt < 0 || head.length < capacityAt + 8) return Optional.empty();
            long value = ByteBuffer.wrap(head).order(order).getLong(capacityAt);
            return value < 0 || value > Long.MAX_VALUE / unit ? Optional.empty() : Optional.of(value * unit);
        }
    }

    /** In the order in which they are tried; numbers as in qemu's block/*.c. */
    private static final List<Magic> MAGICS = List.of(
            new Magic(ImageFormat.ISO, 32769, "CD001", ByteOrder.LITTLE_ENDIAN, 0, List.of(), -1, 1),
            new Magic(ImageFormat.VPC, 0, "conectix", ByteOrder.BIG_ENDIAN, 12, List.of(0x10000), 40, 1),
            new Magic(ImageFormat.VDI, 64, "\u007f\u0010\u00da\u00be", ByteOrder.LITTLE_ENDIAN, 68, List.of(0x10001), 368, 1),
            new Magic(ImageFormat.PLOOP, 0, "WithouFreSpacExt", ByteOrder.LITTLE_ENDIAN, 0, List.of(), 36, 512),
            new Magic(ImageFormat.COW, 0, "OOOM", ByteOrder.BIG_ENDIAN, 4, List.of(2), 1036, 1),
            new Magic(ImageFormat.QCOW, 0, "QFI", ByteOrder.BIG_ENDIAN, 4, List.of(1), 24, 1),
            new Magic(ImageFormat.QCOW2, 0, "QFI", ByteOrder.BIG_ENDIAN, 4, List.of(2, 3), 24, 1),
            new Magic(ImageFormat.QED, 0, "QED", ByteOrder.LITTLE_ENDIAN, 0, List.of(), 48, 1),
            new Magic(ImageFormat.VMDK, 0, "KDMV", ByteOrder.LITTLE_ENDIAN, 4, List.of(1, 2, 3), 12, 512));

    private static final ImageHeader PLAIN = new ImageHeader(ImageFormat.RAW, Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);

    /** Reads the first bytes of an image; what is of no known format is raw. */
    public static ImageHeader of(byte[] head) {
        for (Magic magic : MAGICS) {
            if (magic.matches(head)) return of(magic, head);
        }
        return luks(head);
    }

    private static ImageHeader of(Magic magic, byte[] head) {
        Optional<Long> capacity = magic.capacity(head);
        ImageHeader plain = new ImageHeader(magic.format, capacity, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), 0);
        return switch (magic.format) {
            case QCOW, QCOW2 -> qcow(plain, ByteBuffer.wrap(head));
            case QED -> qed(plain, ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN));
            case COW -> plain.withBacking(cString(head, 8, 1024), Optional.empty());
            case VMDK -> plain.withBacking(vmdkParent(head), Optional.empty());
            default -> plain;
        };
    }

    private ImageHeader withBacking(Optional<String> name, Optional<ImageFormat> nameFormat) {
        return new ImageHeader(format, capacity, clusterSize, name, nameFormat, features, encryption, payloadOffset);
    }

    /** An encrypted raw image says so, and its data begins behind the header. */
    private static ImageHeader luks(byte[] head) {
        ByteBuffer in = ByteBuffer.wrap(head);
        boolean luks = head.length >= 108 && in.getInt(0) == 0x4C55_4B53 && in.getShort(4) == (short) 0xBABE
                && in.getShort(6) == 1;
        if (!luks) return PLAIN;
        return new ImageHeader(ImageFormat.RAW, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of("luks"), Integer.toUnsignedLong(in.getInt(104)) * 512);
    }

    private static ImageHeader qcow(ImageHeader plain, ByteBuffer in) {
        if (in.limit() < QCOW2_HEADER_2) return plain;
        boolean two = plain.format == ImageFormat.QCOW2;
        Optional<String> encryption = switch (in.getInt(two ? 32 : 36)) {
            case 1 -> Optional.of("qcow");
            case 2 -> two ? Optional.of("luks") : Optional.empty();
            default -> Optional.empty();
        };
        int bits = in.getInt(20);
        Optional<Long> cluster = two && bits > 0 && bits < 32 ? Optional.of(1L << bits) : Optional.empty();
        long offset = in.getLong(8);
        int length = in.getInt(16);
        Optional<String> backing = Optional.empty();
        if (offset > 0 && length > 0 && length <= QCOW_NAME_MAX && offset + length <= in.limit()) {
            backing = Optional.of(new String(in.array(), (int) offset, length, StandardCharsets.UTF_8));
        }
        int version = in.getInt(4);
        Optional<ImageFormat> backingFormat =
                two && backing.isPresent() ? backingFormat(in, version, offset) : Optional.empty();
        Optional<Set<Volume.Feature>> features = two && version >= QCOW2_VERSION_3 && in.limit() >= QCOW2_HEADER_LENGTH + 4
                ? Optional.of(features(in)) : Optional.empty();
        return new ImageHeader(plain.format, plain.capacity, cluster, backing, backingFormat, features, encryption, 0);
    }

    private static Set<Volume.Feature> features(ByteBuffer in) {
        Set<Volume.Feature> features = EnumSet.noneOf(Volume.Feature.class);
        if ((in.getLong(QCOW2_COMPATIBLE) & QCOW2_LAZY_REFCOUNTS) != 0) features.add(Volume.Feature.LAZY_REFCOUNTS);
        if ((in.getLong(QCOW2_INCOMPATIBLE) & QCOW2_EXTENDED_L2) != 0) features.add(Volume.Feature.EXTENDED_L2);
        return features;
    }

    /** The extensions stand between the header and the name of the backing image: type, length, data, padded to 8. */
    private static Optional<ImageFormat> backingFormat(ByteBuffer in, int version, long end) {
        long at = version < QCOW2_VERSION_3 ? QCOW2_HEADER_2 : Integer.toUnsignedLong(in.getInt(QCOW2_HEADER_LENGTH));
        while (at + 8 <= Math.min(end, in.limit())) {
            int type = in.getInt((int) at);
            long length = Integer.toUnsignedLong(in.getInt((int) at + 4));
            if (type == 0 || at + 8 + length > in.limit()) break;
            if (type == QCOW2_BACKING_FORMAT) {
                return ImageFormat.named(new String(in.array(), (int) at + 8, (int) length, StandardCharsets.UTF_8));
            }
            at += 8 + (length + 7) / 8 * 8;
        }
        return Optional.empty();
    }

    private static ImageHeader qed(ImageHeader plain, ByteBuffer in) {
        if (in.limit() < 64 || (in.getLong(16) & 1) == 0) return plain;
        long offset = Integer.toUnsignedLong(in.getInt(56));
        long length = Integer.toUnsignedLong(in.getInt(60));
        if (length == 0 || offset + length > in.limit()) return plain;
        // bit 2: the backing image is raw, whatever it looks like
        Optional<ImageFormat> format = (in.getLong(16) & 4) != 0 ? Optional.of(ImageFormat.RAW) : Optional.empty();
        return plain.withBacking(Optional.of(new String(in.array(), (int) offset, (int) length, StandardCharsets.UTF_8)), format);
    }

    /** A VMDK's parent is named in the text that follows its header. */
    private static Optional<String> vmdkParent(byte[] head) {
        if (head.length <= 0x200) return Optional.empty();
        String text = new String(head, 0x200, head.length - 0x200, StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\0');
        if (end >= 0) text = text.substring(0, end);
        String key = "parentFileNameHint=\"";
        int start = text.indexOf(key);
        if (start < 0) return Optional.empty();
        int quote = text.indexOf('"', start + key.length());
        return quote <= start + key.length() ? Optional.empty() : Optional.of(text.substring(start + key.length(), quote));
    }

    private static Optional<String> cString(byte[] head, int offset, int most) {
        if (head.length < offset + most || head[offset] == 0) return Optional.empty();
        int end = offset;
        while (end < offset + most && head[end] != 0) end++;
        return Optional.of(new String(head, offset, end - offset, StandardCharsets.UTF_8));
    }
}
