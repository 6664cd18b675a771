package jvirt.api.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ImageHeaderTest {
    /** A qcow2 image of version 3 with an extension that names its backing format. */
    private static byte[] qcow2(String backing, String backingFormat) {
        ByteBuffer out = ByteBuffer.allocate(4096);
        out.putInt(0, 0x514649fb).putInt(4, 3).putInt(20, 16).putLong(24, 5L << 30);
        out.putLong(80, 1).putInt(100, 112);
        byte[] format = backingFormat.getBytes(StandardCharsets.US_ASCII);
        out.putInt(112, 0x6803_f857).putInt(116, 4);                       // an unknown extension before it
        out.putInt(128, 0xE279_2ACA).putInt(132, format.length).put(136, format);
        out.putLong(8, 512).putInt(16, backing.length()).put(512, backing.getBytes(StandardCharsets.UTF_8));
        return out.array();
    }

    @Test
    void qcow2SaysWhatItStandsOn() {
        ImageHeader header = ImageHeader.of(qcow2("base.img", "raw"));
        assertEquals(ImageFormat.QCOW2, header.format());
        assertEquals(Optional.of(5L << 30), header.capacity());
        assertEquals(Optional.of(65536L), header.clusterSize());
        assertEquals(Optional.of("base.img"), header.backing());
        assertEquals(Optional.of(ImageFormat.RAW), header.backingFormat());
        assertEquals(Optional.of(Set.of(Volume.Feature.LAZY_REFCOUNTS)), header.features());
    }

    @Test
    void unknownVersionsAreRaw() {
        byte[] head = qcow2("x", "raw");
        ByteBuffer.wrap(head).putInt(4, 9);
        assertEquals(ImageFormat.RAW, ImageHeader.of(head).format());
        assertEquals(ImageFormat.RAW, ImageHeader.of(new byte[0]).format());
    }

    @Test
    void isoIsFoundBehindItsEmptyBeginning() {
        byte[] head = new byte[ImageHeader.LENGTH];
        System.arraycopy("CD001".getBytes(StandardCharsets.US_ASCII), 0, head, 32769, 5);
        assertEquals(ImageFormat.ISO, ImageHeader.of(head).format());
    }

    @Test
    void noHeaderIsTooBroken() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] head = qcow2("base.img", "raw");
            int length = random.nextInt(600);
            for (int j = 0; j < 8; j++) head[4 + random.nextInt(140)] = (byte) random.nextInt();
            byte[] cut = Arrays.copyOf(head, length);
            ImageHeader.of(cut);
            ImageHeader.of(head);
        }
    }
}
