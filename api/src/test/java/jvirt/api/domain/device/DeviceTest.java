package jvirt.api.domain.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import org.junit.jupiter.api.Test;

class DeviceTest {
    private static final String DISK = """
            <disk type='network' device='disk'>
              <driver name='qemu' type='qcow2' cache='none' discard='unmap'/>
              <source protocol='rbd' name='pool/image' index='2'>
                <host name='mon1' port='6321'/>
                <snapshot name='snap'/>
                <auth type='ceph' username='me'>
                  <secret type='ceph' usage='mycluster'/>
                </auth>
              </source>
              <backingStore type='file' index='1'>
                <format type='raw'/>
                <source file='/base.img'/>
                <backingStore/>
              </backingStore>
              <target dev='vda' bus='virtio'/>
              <iotune>
                <total_iops_sec>100</total_iops_sec>
              </iotune>
              <shareable/>
              <boot order='1'/>
              <alias name='virtio-disk0'/>
              <address type='pci' domain='0x0000' bus='0x04' slot='0x00' function='0x0'/>
            </disk>
            """;

    private static final String INTERFACE = """
            <interface type='network'>
              <mac address='52:54:00:00:00:01'/>
              <source network='default' portid='5f1c9b5e-9a52-4a2e-8d9c-111111111111' bridge='virbr0'/>
              <vlan trunk='yes'>
                <tag id='42' nativeMode='untagged'/>
                <tag id='47'/>
              </vlan>
              <virtualport type='openvswitch'>
                <parameters interfaceid='09b11c53-8b5c-4eeb-8f00-d84eaa0aaa4f'/>
              </virtualport>
              <target dev='vnet0'/>
              <model type='virtio'/>
              <driver name='vhost' queues='4'>
                <host csum='off'/>
              </driver>
              <link state='up'/>
            </interface>
            """;

    private static DevicePart part(String xml) {
        return DevicePart.read(Element.parse(xml));
    }

    @Test
    void devicesGoThereAndBackToTheByte() {
        assertEquals(DISK, part(DISK).document(View.LIVE));
        assertEquals(INTERFACE, part(INTERFACE).document(View.LIVE));
    }

    @Test
    void theInactiveViewForgetsWhatStartingFound() {
        String xml = part(INTERFACE).document(View.INACTIVE);
        assertEquals(INTERFACE.replaceAll(" portid='[^']*' bridge='virbr0'", ""), xml);
    }

    @Test
    void passwordsAreShownToWhoMaySeeThem() {
        String vnc = "<graphics type='vnc' port='-1' autoport='yes' passwd='secret'/>\n";
        assertEquals(vnc, part(vnc).document(View.LIVE));
        assertEquals(vnc.replace(" passwd='secret'", ""), part(vnc).document(View.PUBLIC));
    }

    @Test
    void aPtyShowsItsTerminalTwiceToOldClients() {
        String live = "<console type='pty'><source path='/dev/pts/3'/><target type='serial' port='0'/></console>";
        assertEquals("""
                <console type='pty' tty='/dev/pts/3'>
                  <source path='/dev/pts/3'/>
                  <target type='serial' port='0'/>
                </console>
                """, part(live).document(View.LIVE));
    }

    @Test
    void bootAndRomStandOnlyWhereTheyMeanSomething() {
        Watchdog watchdog = (Watchdog) part("<watchdog model='i6300esb'><boot order='1'/></watchdog>");
        assertEquals(Optional.empty(), watchdog.info().boot());
    }

    @Test
    void wrongPlacesAreRefused() {
        var error = assertThrows(VirtException.class,
                () -> part("<hub type='usb'><address type='pci' bus='0x00' slot='0x20'/></hub>"));
        assertEquals("XML error: Invalid PCI address slot='0x20', must be <= 0x1F", error.getMessage());
    }
}
