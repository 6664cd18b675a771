package jvirt.host.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jvirt.api.nodedev.Capability.PciAbility.PhysicalFunction;
import jvirt.api.nodedev.Capability.PciAddress;
import jvirt.api.nodedev.Capability.Pci;
import jvirt.api.nodedev.Capability.Storage;
import jvirt.api.nodedev.NodeDevice;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that this machine does not have, in a {@code /sys} of files. */
class NodeDevicesTest {
    @TempDir Path root;

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text + "\n");
    }

    private void link(String path, String to) throws IOException {
        Path link = root.resolve(path);
        Files.createDirectories(link.getParent());
        Files.createSymbolicLink(link, root.resolve(to));
    }

    private void pci(String folder, String name) throws IOException {
        file(folder + "/vendor", "0x8086");
        file(folder + "/device", "0x10ca");
        file(folder + "/class", "0x020000");
        file(folder + "/numa_node", "-1");
        link("sys/bus/pci/devices/" + name, folder);
    }

    private NodeDevice device(String name) {
        return new NodeDevices(root.resolve("sys"), root.resolve("udev"), new MdevDefinitions(root, Optional::empty)).named(name).orElseThrow();
    }

    @Test
    void aVirtualFunctionNamesItsPhysicalOne() throws IOException {
        pci("sys/devices/pci0000:00/0000:02:00.0", "0000:02:00.0");
        pci("sys/devices/pci0000:00/0000:02:10.0", "0000:02:10.0");
        file("sys/devices/pci0000:00/0000:02:00.0/sriov_totalvfs", "7");
        link("sys/devices/pci0000:00/0000:02:00.0/virtfn0", "sys/devices/pci0000:00/0000:02:10.0");
        link("sys/devices/pci0000:00/0000:02:10.0/physfn", "sys/devices/pci0000:00/0000:02:00.0");
        Pci function = (Pci) device("pci_0000_02_10_0").capability().getFirst();
        assertEquals(List.of(new PhysicalFunction(List.of(new PciAddress(0, 2, 0, 0)))), function.capability());
        assertTrue(device("pci_0000_02_00_0").format().contains("<capability type='virt_functions' maxCount='7'>"));
        assertEquals(Optional.empty(), function.numa());
    }

    @Test
    void aDriveIsWhatUdevSaysAndHangsOnItsUnit() throws IOException {
        pci("sys/devices/pci0000:00/0000:00:1f.2", "0000:00:1f.2");
        String unit = "sys/devices/pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0";
        file(unit + "/type", "5");
        link("sys/bus/scsi/devices/0:0:0:0", unit);
        file(unit + "/block/sr0/uevent", "MAJOR=11\nMINOR=0\nDEVNAME=sr0");
        file(unit + "/block/sr0/removable", "1");
        file(unit + "/block/sr0/size", "100");
        file(unit + "/block/sr0/queue/logical_block_size", "2048");
        link(unit + "/block/sr0/device", unit);
        link(unit + "/block/sr0/subsystem", "sys/class/block");
        link("sys/class/block/sr0", unit + "/block/sr0");
        file("udev/b11:0", "E:ID_TYPE=cd\nE:ID_CDROM_MEDIA=1\nE:ID_BUS=ata\nE:ID_SERIAL=X 1\nS:cdrom");
        NodeDevice drive = device("block_sr0_X_1");
        assertEquals(Optional.of("scsi_0_0_0_0"), drive.parent());
        assertEquals(List.of(new NodeDevice.Devnode(Optional.of("dev"), "/dev/sr0"),
                new NodeDevice.Devnode(Optional.of("link"), "/dev/cdrom")), drive.devnode());
        Storage storage = (Storage) drive.capability().getFirst();
        assertEquals(Optional.of("cdrom"), storage.driveType());
        assertTrue(drive.format().contains("<media_size>204800</media_size>"), drive::format);
        assertEquals(Optional.of("pci_0000_00_1f_2"), device("scsi_0_0_0_0").parent());
    }

    @Test
    void thisMachineHasARootAndTheLoopbackInterface() {
        NodeDevices here = new NodeDevices();
        assertTrue(here.named("computer").isPresent());
        assertEquals(Optional.of("computer"), here.named("net_lo_00_00_00_00_00_00").orElseThrow().parent());
        here.all().values().forEach(device -> assertEquals(device, NodeDevice.parse(device.format())));
    }
}
