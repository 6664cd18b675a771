package jvirt.host.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import jvirt.api.nodedev.Capability.Mdev;
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

    /** A program that knows two definitions, one of a device that is there. */
    @Test
    void aDefinedDeviceIsThereAndOneThatIsMadeKnowsItsDefinition() throws IOException {
        String made = "d069d019-36ea-4111-8f0a-8c9a70e21366";
        pci("sys/devices/pci0000:00/0000:00:02.0", "0000:00:02.0");
        String folder = "sys/devices/pci0000:00/0000:00:02.0/" + made;
        file(folder + "/uevent", "");
        file("sys/types/i915-4/name", "GVTg");
        link(folder + "/mdev_type", "sys/types/i915-4");
        link("sys/bus/mdev/devices/" + made, folder);
        file("list", """
                [{"0000:00:02.0": [{"%s": {"mdev_type": "i915-4", "start": "auto", "attrs": [{"x": "5"}]}}],
                  "0000:00:09.0": [{"200f228a-c80a-4d50-bfb7-f5a0e4e34045": {"mdev_type": "i915-8", "start": "manual"}}]}]
                """.formatted(made));
        file("mdevctl", "#!/bin/sh\ncat " + root.resolve("list"));
        Path program = root.resolve("mdevctl");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        var known = new NodeDevices(root.resolve("sys"), root.resolve("udev"),
                new MdevDefinitions(root.resolve("mdevctl.d"), () -> Optional.of(program))).known();
        HostDevice there = known.get("mdev_d069d019_36ea_4111_8f0a_8c9a70e21366_0000_00_02_0");
        assertTrue(there.active() && there.persistent() && there.autostart(), there::toString);
        assertEquals(List.of(new Mdev.Attr("x", "5")), there.mediated().orElseThrow().attr());
        assertTrue(there.device().path().isPresent());
        HostDevice off = known.get("mdev_200f228a_c80a_4d50_bfb7_f5a0e4e34045_0000_00_09_0");
        assertTrue(!off.active() && off.persistent() && !off.autostart(), off::toString);
        assertEquals(Optional.of("computer"), off.device().parent(), "its parent is not there");
        HostDevice parent = known.get("pci_0000_00_02_0");
        assertTrue(parent.active() && parent.persistent() && parent.autostart(), parent::toString);
    }
}
