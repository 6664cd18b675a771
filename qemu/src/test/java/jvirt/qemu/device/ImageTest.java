package jvirt.qemu.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.device.Disk;
import jvirt.api.domain.device.DiskSource;
import jvirt.api.json.Json;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;
import org.junit.jupiter.api.Test;

class ImageTest {
    private static final DiskSource FILE = new DiskSource.File(Optional.of("/i"), Optional.empty(), DiskSource.Extras.NONE);

    private static Disk disk(String format, String below) {
        return XmlBinding.read(Disk.class, Element.parse("""
                <disk type='file' device='disk'>
                  <driver name='qemu' type='%s' cache='none' discard='unmap' detect_zeroes='unmap'/>
                  <source file='/top' index='2'/>
                  %s
                  <target dev='vda' bus='virtio'/>
                </disk>
                """.formatted(format, below), "disk"));
    }

    private static List<String> formats(Disk disk) {
        return Image.of(disk, false).chain().stream().map(image -> Blocks.format(image).toString()).toList();
    }

    @Test
    void aChainIsNodesThatNameTheNext() {
        assertEquals(List.of("{\"node-name\":\"libvirt-2-format\",\"read-only\":false,\"discard\":\"unmap\","
                + "\"detect-zeroes\":\"unmap\",\"cache\":{\"direct\":true,\"no-flush\":false},\"driver\":\"qcow2\","
                + "\"file\":\"libvirt-2-storage\",\"backing\":\"libvirt-1-format\"}",
                "{\"node-name\":\"libvirt-1-format\",\"read-only\":true,\"discard\":\"unmap\","
                + "\"cache\":{\"direct\":true,\"no-flush\":false},\"driver\":\"raw\",\"file\":\"libvirt-1-storage\"}"),
                formats(disk("qcow2", "<backingStore type='file' index='1'><format type='raw'/><source file='/base'/>"
                        + "<backingStore/></backingStore>")));
    }

    @Test
    void theEndOfAChainIsSaidOnlyWhereSomethingIsKnown() {
        assertFalse(formats(disk("qcow2", "")).getFirst().contains("backing"));
        assertTrue(formats(disk("qcow2", "<backingStore/>")).getFirst().contains("\"backing\":null"));
    }

    @Test
    void aRawImageStandsOnNone() {
        assertThrows(VirtException.class, () -> formats(disk("raw", "<backingStore type='file' index='1'>"
                + "<format type='raw'/><source file='/base'/></backingStore>")));
    }

    @Test
    void qemuTakesNoLongerNames() {
        String longest = "x".repeat(24);
        Json.Obj node = Blocks.format(Image.file(longest, FILE, Disk.Format.RAW, false));
        assertEquals(longest + "-format", node.string("node-name"));
        assertThrows(VirtException.class, () -> Blocks.format(Image.file(longest + "x", FILE, Disk.Format.RAW, false)));
    }
}
