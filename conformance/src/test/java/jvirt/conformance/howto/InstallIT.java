package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The guide's section 4: a guest from an installation ISO, with kernel and initrd taken out of it for the first boot. */
class InstallIT {
    /** An image as Fedora and CentOS lay one out. */
    private static Path media(Stage stage, GuestFiles files) throws Exception {
        Path iso = stage.dir().resolve("install.iso");
        stage.ok("""
                mkdir -p %1$s/iso/images/pxeboot %1$s/iso/isolinux
                printf '[general]\\nfamily = CentOS\\nname = CentOS-7\\nversion = 7\\narch = x86_64\\n[images-x86_64]\\nkernel = images/pxeboot/vmlinuz\\n' > %1$s/iso/.treeinfo
                printf 'initrd = images/pxeboot/initrd.img\\n' >> %1$s/iso/.treeinfo
                cp %2$s %1$s/iso/images/pxeboot/vmlinuz; cp %3$s %1$s/iso/images/pxeboot/initrd.img
                xorriso -as mkisofs -quiet -R -J -V 'CentOS 7 x86_64' -o %4$s %1$s/iso
                """.formatted(stage.dir(), files.kernel(), files.initrd(), iso));
        return iso;
    }

    @ParameterizedTest @EnumSource void theGuidesGuest(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            stage.ok("ovs-vsctl add-br br0 -- set bridge br0 datapath_type=netdev -- add-port br0 em1; ip link set br0 up");
            tools.virsh(stage, "net-define " + stage.file("br0.xml", "<network><name>br0</name><forward mode='bridge'/><bridge name='br0'/>"
                    + "<virtualport type='openvswitch'/></network>"));
            tools.virsh(stage, "net-start br0");
            Path iso = media(stage, files);
            Path images = stage.dir().resolve("images");
            stage.ok("mkdir -p " + images);
            // the guide's command; its network on Open vSwitch is the one that the guide defined, rhel7 is what stock virt-install does
            // not know. The test's small Linux has no driver for SATA, which a newer board would give the CD
            String system = tools == Tools.JVIRT ? "rhel7" : "rhel7.0";
            String said = tools.install(stage, "--name centos7 --ram 2048 --disk path=%s/centos7.img,size=30 --vcpus 2 --os-type linux --os-variant %s "
                    .formatted(images, system) + "--machine pc --network network=br0 --graphics none --console pty,target_type=serial --location " + iso
                    + " --extra-args 'console=ttyS0,115200n8 serial guest.name=centos7' --noautoconsole");
            assertTrue(said.contains("--os-type is deprecated"), said);
            assertTrue(said.contains("Installation may be in progress") || said.contains("Domain creation completed"), said);
            try (Terminal installer = new Terminal(stage, "centos7").ready()) {
                assertTrue(installer.run("cat /proc/cmdline").contains("console=ttyS0,115200n8 serial guest.name=centos7"));
                installer.run("n=0; while [ ! -e /dev/sr0 ] && [ $n -lt 60 ]; do sleep 1; n=$((n+1)); done; mount -t iso9660 -o ro /dev/sr0 /mnt && ls /mnt/images/pxeboot/vmlinuz");
                installer.run("dd if=/dev/zero of=/dev/vda bs=1M count=1 conv=fsync");
                String live = tools.virsh(stage, "dumpxml centos7");
                assertTrue(live.contains("<kernel>") && live.contains("<on_reboot>destroy</on_reboot>"), live);
                installer.send("poweroff -f\n");
            }
            Stage.await("the installer's end", () -> tools.virsh(stage, "domstate centos7").contains("shut off"));
            String definition = tools.virsh(stage, "dumpxml --inactive centos7");
            for (String gone : List.of("<kernel>", "<initrd>", "<cmdline>", iso.toString())) assertFalse(definition.contains(gone), definition);
            assertTrue(definition.contains("<on_reboot>restart</on_reboot>"), definition);
            long blocks = Long.parseLong(stage.ok("stat -c %b " + images.resolve("centos7.img")).strip());
            assertTrue(blocks * 512 < 100 << 20, "the disk takes " + blocks * 512 + " bytes");
            assertTrue(stage.ok("qemu-img info " + images.resolve("centos7.img")).contains("virtual size: 30 GiB"));
            assertEquals("", stage.ok("find %s/scratch -type f 2>/dev/null; true".formatted(stage.dir())), "files of the installation were left");
        }
    }

    @ParameterizedTest @EnumSource void aFailedInstallationLeavesNothing(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            stage.ok("mkdir -p %1$s/images; echo nothing > %1$s/broken.iso".formatted(stage.dir()));
            Inventory before = Inventory.of(stage);
            // no such network: it is found out when the guest is to start, and the volume has been made by then
            Stage.Outcome network = tools.tryInstall(stage, "--name lost --ram 256 --disk path=%s/images/lost.img,size=1 --import --osinfo linux2020 --virt-type qemu "
                    .formatted(stage.dir()) + "--network network=nowhere --graphics none --noautoconsole");
            assertEquals(1, network.status(), network.output());
            assertTrue(network.output().contains("nowhere"), network.output());
            Stage.Outcome unreadable = tools.tryInstall(stage, "--name lost --ram 256 --disk none --osinfo linux2020 --location " + stage.dir().resolve("broken.iso")
                    + " --network none --graphics none --noautoconsole");
            assertEquals(1, unreadable.status(), unreadable.output());
            List<String> changes = Inventory.of(stage).changes(before);
            // virt-install leaves the pools that it made
            if (tools == Tools.JVIRT) assertEquals(List.of(), changes);
            else assertEquals(List.of(), changes.stream().filter(one -> !one.contains("/storage/") && !one.contains("/.cache/")).toList());
            assertFalse(tools.virsh(stage, "list --all --name").contains("lost"));
        }
    }

    /** A bridge that nobody says is the switch's: its card becomes a port of the switch, and the port goes with the guest. */
    @ParameterizedTest @EnumSource void aBridgeOfTheSwitchIsOne(Tools tools, @TempDir Path dir) throws Exception {
        try (Stage stage = Stage.set(dir)) {
            GuestFiles files = GuestFiles.make(stage);
            stage.ok("ovs-vsctl add-br br0 -- set bridge br0 datapath_type=netdev; ip link set br0 up");
            tools.guest(stage, files, "switched", "", "--network bridge=br0");
            assertTrue(stage.ok("ovs-vsctl list-ports br0").contains("vnet"));
            assertTrue(tools.virsh(stage, "dumpxml switched").contains("<virtualport type='openvswitch'>"));
            assertFalse(tools.virsh(stage, "dumpxml --inactive switched").contains("<virtualport type='openvswitch'>"));
            tools.virsh(stage, "destroy switched");
            assertEquals("", stage.ok("ovs-vsctl list-ports br0").strip());
        }
    }
}
