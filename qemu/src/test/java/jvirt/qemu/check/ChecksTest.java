package jvirt.qemu.check;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import jvirt.api.VirtException;
import jvirt.host.ConfFile;
import jvirt.qemu.caps.Accelerator;
import jvirt.qemu.caps.CpuModel;
import jvirt.qemu.caps.Identity;
import jvirt.qemu.caps.MachineType;
import jvirt.qemu.caps.Offer;
import jvirt.qemu.caps.QemuCapabilities;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.definition.Host;
import jvirt.qemu.definition.Setting;
import jvirt.qemu.definition.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChecksTest {
    private static Setting setting() {
        MachineType pc = new MachineType("pc-i440fx-7.2", Optional.of("pc"), true, 255, true, Optional.of("qemu64-cpu"), true,
                Optional.empty(), false);
        Map<Accelerator, Offer> offers = new EnumMap<>(Accelerator.class);
        offers.put(Accelerator.TCG, new Offer(Optional.empty(), List.of(new CpuModel("qemu64", Optional.of("qemu64-cpu"),
                Optional.of(true), List.of(), false)), List.of(pc)));
        QemuCapabilities caps = new QemuCapabilities(new Identity("/usr/bin/qemu-system-x86_64", 0, Optional.empty(), 0, 0, 0,
                Optional.empty(), Optional.empty(), Optional.empty()), EnumSet.allOf(QemuFlag.class), 7_002_000, 0,
                Optional.empty(), "x86_64", offers, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), false,
                false);
        return new Setting(caps, new Host("x86_64", Optional.empty(), "none", () -> List.of("2.0"), new Random(1)),
                new Settings(ConfFile.parse("qemu.conf", ""), Path.of("/lib"), Path.of("/lib/channel"), Path.of("/lib/nvram"),
                        Optional.empty()));
    }

    private static String machine(String devices) {
        return """
                <domain type='qemu'>
                  <name>web1</name>
                  <memory unit='MiB'>512</memory>
                  <vcpu>2</vcpu>
                  <os><type arch='x86_64' machine='pc'>hvm</type></os>
                  <devices>%s</devices>
                </domain>
                """.formatted(devices);
    }

    @Test
    void anOrdinaryMachineIsTaken() {
        assertDoesNotThrow(() -> Definition.define(machine("""
                <disk type='file' device='disk'><source file='/a'/><target dev='vda' bus='virtio'/></disk>
                <disk type='file' device='cdrom'><target dev='hda' bus='ide'/></disk>
                <interface type='network'><source network='default'/><model type='virtio'/></interface>
                <channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
                <tpm model='tpm-crb'><backend type='emulator' version='2.0'/></tpm>
                <graphics type='vnc'/>"""), setting()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            <disk type='file'><source file='/a'/><target dev='vdb1' bus='virtio'/></disk>\
            | unsupported configuration: invalid disk target 'vdb1', partitions can't appear in disk targets
            <disk type='file'><source file='/a'/><target dev='vda'/></disk>\
            <disk type='file'><source file='/b'/><target dev='vda'/></disk>\
            | XML error: target 'vda' duplicated for disk sources '/a' and '/b'
            <disk type='file' device='lun'><source file='/a'/><target dev='sda' bus='scsi'/></disk>\
            | unsupported configuration: disk device='lun' is only valid for block type disk source
            <disk type='file'><source file='/a'/><target dev='hda' bus='ide'/><address type='pci' slot='9'/></disk>\
            | unsupported configuration: Invalid address type 'pci' for the disk 'hda' with the bus type 'ide'
            <disk type='file'><driver name='qemu' type='qcow2'/><source file='/a'/><target dev='hda'/><shareable/></disk>\
            | unsupported configuration: shared access for disk 'hda' requires use of supported storage format
            <disk type='file'><driver name='qemu' iothread='3'/><source file='/a'/><target dev='vda'/></disk>\
            | unsupported configuration: Disk iothread '3' not defined in iothreadid
            <interface type='user'><model type='virtio'/><driver rx_queue_size='300'/></interface>\
            | unsupported configuration: rx_queue_size has to be a power of two
            <interface type='user'><mtu size='1500'/></interface>\
            | unsupported configuration: setting MTU on interface type user is not supported yet
            <tpm model='tpm-tis'><backend type='emulator' version='1.2'/></tpm>\
            | unsupported configuration: TPM version '1.2' is not supported
            <hostdev mode='subsystem' type='usb'><source><address bus='1' device='2'/></source></hostdev>\
            <hostdev mode='subsystem' type='usb'><source><address bus='1' device='2'/></source></hostdev>\
            | XML error: Hostdev already exists in the domain configuration
            <controller type='pci' index='1' model='pci-bridge'><target chassis='3'/></controller>\
            | unsupported configuration: Option 'chassis' is not valid for PCI controller with index '1', model 'pci-bridge' and modelName 'pci-bridge'
            <controller type='pci' index='1' model='pci-bridge'><model name='pxb'/></controller>\
            | unsupported configuration: Option 'modelName' has invalid value for PCI controller with index '1', model 'pci-bridge' and modelName 'pxb'
            <controller type='pci' index='1' model='pci-bridge'><target busNr='40'/></controller>\
            | unsupported configuration: Option 'busNr' is not valid for PCI controller with index '1', model 'pci-bridge' and modelName 'pci-bridge'
            <controller type='ide' index='0'><driver queues='4'/></controller>\
            | unsupported configuration: 'queues' is only supported by virtio-scsi controller
            <controller type='usb' model='fast'/>\
            | unsupported configuration: Unknown model type 'fast'
            <controller type='pci' index='0' model='pci-root'><address type='pci' slot='4'/></controller>\
            | unsupported configuration: pci-root and pcie-root controllers should not have an address
            <disk type='file' rawio='yes'><source file='/a'/><target dev='vda'/></disk>\
            | unsupported configuration: rawio can be used only with device='lun'
            <disk type='file'><source file='/a'/><target dev='vda' rotation_rate='7200'/></disk>\
            | internal error: rotation rate is only valid for SCSI/IDE/SATA bus
            <disk type='file'><driver name='qemu' type='raw'><metadata_cache><max_size unit='bytes'>4096</max_size></metadata_cache></driver><source file='/a'/><target dev='vda'/></disk>\
            | unsupported configuration: metadata cache max size control is supported only with qcow2 images
            <disk type='file'><driver name='qemu' type='iso'/><source file='/a'/><target dev='vda'/></disk>\
            | unsupported configuration: storage format 'iso' is not directly supported by QEMU, use 'raw' instead
            <disk type='network'><source protocol='ftp' name='a' query='b'><host name='h'/></source><target dev='vda'/></disk>\
            | unsupported configuration: query is supported only with HTTP(S) protocols
            <disk type='network'><source protocol='nbd' name='a'><host port='1'/></source><target dev='vda'/></disk>\
            | XML error: missing name for host
            <disk type='file'><source file='/a'/><target dev='hda' bus='ide'/><address type='drive' target='1'/></disk>\
            | unsupported configuration: target must be 0 for ide controller
            <controller type='usb' index='0' model='ich9-uhci1'/>\
            | No master USB controller specified
            <input bus='usb'/>\
            | internal error: missing input device type
            <panic model='loud'/>\
            | unsupported configuration: unknown panic model 'loud'
            <rng><backend model='random'>/dev/random</backend></rng>\
            | XML error: missing RNG device model
            <shmem name='a/b'><model type='ivshmem-plain'/></shmem>\
            | unsupported configuration: shmem name cannot include '/' character
            <filesystem accessmode='passthrough'><driver type='virtiofs'/><source dir='/a'/><target dir='a'/></filesystem>\
            | unsupported configuration: 'virtiofs' requires shared memory
            """)
    void whatCannotRunIsRefusedWithItsReason(String devices, String text) {
        var error = assertThrows(VirtException.class, () -> Definition.define(machine(devices), setting()));
        assertEquals(text, error.getMessage());
    }
}
