package jvirt.qemu.device;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import jvirt.api.domain.Domain;
import org.junit.jupiter.api.Test;

class BootOrderTest {
    private static List<Integer> turns(String boot, String perDevice) {
        Domain domain = Domain.parse("""
                <domain type='qemu'>
                  <name>g</name>
                  <memory>65536</memory>
                  <os><type>hvm</type>%s</os>
                  <devices>
                    <disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/>%s</disk>
                    <disk type='file' device='disk'><source file='/b'/><target dev='vdb' bus='virtio'/></disk>
                    <disk type='file' device='cdrom'><target dev='sda' bus='sata'/></disk>
                    <interface type='user'/>
                  </devices>
                </domain>
                """.formatted(boot, perDevice));
        BootOrder order = BootOrder.of(domain);
        return domain.devices().all().stream().map(order::of).toList();
    }

    @Test
    void theFirstOfAKindHasTheKindsTurn() {
        assertEquals(List.of(3, 0, 1, 2), turns("<boot dev='cdrom'/><boot dev='network'/><boot dev='hd'/>", ""));
    }

    @Test
    void aDeviceMayNameItsOwnTurn() {
        assertEquals(List.of(4, 0, 0, 0), turns("", "<boot order='4'/>"));
    }
}
