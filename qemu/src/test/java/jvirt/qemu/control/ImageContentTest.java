package jvirt.qemu.control;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageContentTest {
    @TempDir Path folder;
    private Path image;
    private Domain domain;

    @BeforeEach
    void write() throws Exception {
        image = Files.write(folder.resolve("a.img"), new byte[] {1, 2, 3, 4, 5});
        domain = Domain.parse("""
                <domain type='qemu'><name>t</name><memory>65536</memory><vcpu>1</vcpu><os><type>hvm</type></os><devices>
                <disk type='file'><driver name='qemu' type='raw'/><source file='%s'/><target dev='vda' bus='virtio'/></disk>
                <disk type='file'><driver name='qemu' type='qcow2'/><source file='/nosuch'/><target dev='vdb' bus='virtio'/></disk>
                <disk type='network'><source protocol='nbd'><host name='h'/></source><target dev='vdc' bus='virtio'/></disk>
                </devices></domain>""".formatted(image));
    }

    private String refusal(String disk, long offset, int size) {
        return assertThrows(VirtException.class, () -> ImageContent.read(domain, disk, offset, size)).getMessage();
    }

    @Test
    void rawImagesAreReadByTheirTargetOrPath() {
        assertArrayEquals(new byte[] {2, 3}, ImageContent.read(domain, "vda", 1, 2));
        assertArrayEquals(new byte[] {5}, ImageContent.read(domain, image.toString(), 4, 1));
        assertArrayEquals(new byte[0], ImageContent.read(domain, "vda", 5, 0));
    }

    @Test
    void whatIsNotThereIsRefused() {
        assertEquals("invalid argument: 'vda' starting from 3 has only 2 bytes available", refusal("vda", 3, 4));
        assertEquals("invalid argument: 'vda' starting from 18446744073709551615 has only 0 bytes available", refusal("vda", -1, 4));
        assertEquals("invalid argument: disk 'vdz' not found in domain", refusal("vdz", 0, 1));
        assertEquals("Operation not supported: peeking is only supported for disk with 'raw' format not 'qcow2'", refusal("vdb", 0, 1));
        assertEquals("internal error: storage file reading is not supported for storage type network (protocol: nbd)",
                refusal("vdc", 0, 1));
    }
}
