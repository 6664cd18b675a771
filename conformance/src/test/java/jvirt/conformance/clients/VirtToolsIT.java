package jvirt.conformance.clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import jvirt.conformance.howto.GuestFiles;
import jvirt.conformance.howto.Stage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** virt-install's ways in, virt-xml, virt-clone. */
class VirtToolsIT {
    @TempDir private static Path dir;
    private static Stage stage;

    @BeforeAll static void set() throws Exception {
        stage = Stage.alone(dir);
        stage.ok("mkdir %1$s/images; virsh net-create %2$s".formatted(stage.dir(), stage.file("lan.xml",
                "<network><name>lan</name><bridge name='virbr5'/><ip address='192.168.125.1' netmask='255.255.255.0'/></network>")));
    }

    @AfterAll static void close() throws Exception {
        stage.close();
    }

    private static String xml(String guest, String... flags) throws Exception {
        return stage.ok("virsh dumpxml " + guest + " " + String.join(" ", flags));
    }

    private static void assertHas(String text, String... parts) {
        for (String part : parts) assertTrue(text.contains(part), () -> "no " + part + " in:\n" + text);
    }

    /** A machine that is off, with a disk. */
    private static void off(String name, String more) throws Exception {
        stage.ok(("virt-install --name %1$s --memory 128 --import --osinfo linux2020 --disk %2$s/images/%1$s.qcow2,size=0.1 --network network=lan "
                + "--graphics vnc --noautoconsole --noreboot --print-xml 1 %3$s > %2$s/%1$s.xml && virsh define %2$s/%1$s.xml").formatted(name, stage.dir(), more));
    }

    private static String install(String name, String options) throws Exception {
        String said = stage.ok("virt-install --name %s --memory 128 --osinfo linux2020 --noautoconsole %s".formatted(name, options));
        return xml(name);
    }

    @Test void installsByNetwork() throws Exception {
        assertHas(install("pxe", "--pxe --disk none --network network=lan --graphics none"), "<boot dev='network'/>", "<source network='lan'");
        stage.ok("virsh destroy pxe");
    }

    @Test void installsFromACdrom() throws Exception {
        stage.ok("mkdir -p %1$s/iso; echo x > %1$s/iso/x; xorriso -as mkisofs -quiet -o %1$s/cd.iso %1$s/iso".formatted(stage.dir()));
        String live = install("cdrom", "--cdrom %1$s/cd.iso --disk %1$s/images/cdrom.qcow2,size=0.1 --network none --graphics spice".formatted(stage.dir()));
        assertHas(live, "<boot dev='cdrom'/>", "cd.iso'", "<graphics type='spice'", "<channel type='spicevmc'>", "<on_reboot>destroy</on_reboot>");
        String later = xml("cdrom", "--inactive");
        assertFalse(later.contains("<boot dev='cdrom'/>") || later.contains("cd.iso"), later);
        stage.ok("virsh destroy cdrom");
    }

    @Test void installsWithFirmwareAndTpm() throws Exception {
        String live = install("uefi", "--import --disk none --boot uefi --tpm emulator,model=tpm-crb --network none --graphics vnc,listen=none");
        assertHas(live, "OVMF_CODE", "<nvram", "<tpm model='tpm-crb'>", "<backend type='emulator' version='2.0'/>", "<listen type='none'/>");
        stage.ok("virsh destroy uefi && virsh undefine uefi --nvram");
    }

    @Test void installsForTheCloud() throws Exception {
        stage.ok("qemu-img create -q -f qcow2 %s/images/cloud.qcow2 16M".formatted(stage.dir()));
        GuestFiles files = GuestFiles.make(stage);
        String live = install("cloud", ("--import --disk %s/images/cloud.qcow2 --network none --graphics none --cloud-init disable=on "
                + "--boot kernel=%s,initrd=%s,kernel_args='console=ttyS0 quiet no_timer_check'").formatted(stage.dir(), files.kernel(), files.initrd()));
        assertHas(live, "device='cdrom'", "cloudinit.iso'");
        assertFalse(xml("cloud", "--inactive").contains("cloudinit.iso"));
        stage.ok("virsh destroy cloud");
    }

    @Test void virtXmlEditsAddsAndRemoves() throws Exception {
        off("edited", "");
        String diff = stage.ok("virt-xml edited --edit --memory 200 --print-diff");
        assertHas(diff, "-  <memory unit=\"KiB\">131072</memory>", "+  <memory unit=\"KiB\">204800</memory>");
        stage.ok("virt-xml edited --edit --memory 200 --define");
        stage.ok("virt-xml edited --edit --vcpus 2 --define");
        stage.ok("virt-xml edited --edit --cpu host-model --define");
        stage.ok("virt-xml edited --edit --boot menu=on,useserial=on --define");
        stage.ok("virt-xml edited --edit --metadata title='A title' --define");
        stage.ok("virt-xml edited --add-device --watchdog i6300esb,action=poweroff --define");
        stage.ok("virt-xml edited --add-device --disk %s/images/more.qcow2,size=0.05,target.bus=scsi --define".formatted(stage.dir()));
        stage.ok("virt-xml edited --edit all --network model.type=e1000e --define");
        stage.ok("virt-xml edited --remove-device --sound all --define || true");
        String now = xml("edited");
        assertHas(now, "<memory unit='KiB'>204800</memory>", "<vcpu placement='static'>2</vcpu>", "<cpu mode='host-model'", "<bootmenu enable='yes'/>",
                "<bios useserial='yes'/>", "<title>A title</title>", "<watchdog model='i6300esb' action='poweroff'>", "bus='scsi'", "<model type='e1000e'/>");
        stage.ok("virt-xml edited --remove-device --watchdog all --define");
        assertFalse(xml("edited").contains("i6300esb"));
    }

    @Test void virtXmlChangesAMachineThatRuns() throws Exception {
        GuestFiles files = GuestFiles.make(stage);
        install("live", ("--import --disk none --network none --graphics vnc --boot kernel=%s,initrd=%s,kernel_args='console=ttyS0 quiet no_timer_check'")
                .formatted(files.kernel(), files.initrd()));
        String added = stage.ok("virt-xml live --add-device --disk %s/images/hot.qcow2,size=0.05,target.bus=usb --update".formatted(stage.dir()));
        assertHas(added, "Device hotplug successful.");
        stage.ok("virt-xml live --add-device --network network=lan,model=virtio --update");
        for (String view : new String[] {"--inactive", ""}) assertHas(xml("live", view), "hot.qcow2'", "bus='usb'", "<source network='lan'");
        assertHas(stage.ok("virt-xml live --edit --network link.state=down --update"), "Device update successful.");
        assertEquals(1, stage.ok("virsh dumpxml live").split("<link state='down'/>").length - 1);
        assertHas(stage.ok("virt-xml live --remove-device --disk target.bus=usb --update"), "Device hotunplug successful.");
        for (String view : new String[] {"--inactive", ""}) assertFalse(xml("live", view).contains("hot.qcow2"));
        stage.ok("virsh destroy live");
    }

    @Test void virtCloneCopiesDisksAndNames() throws Exception {
        off("origin", "--boot loader=/usr/share/OVMF/OVMF_CODE_4M.fd,loader.readonly=yes,loader.type=pflash,nvram.template=/usr/share/OVMF/OVMF_VARS_4M.fd");
        stage.ok("qemu-io -f qcow2 -c 'write -P 65 0 64k' %s/images/origin.qcow2 > /dev/null".formatted(stage.dir()));
        stage.ok("virsh start origin && virsh destroy origin");   // its firmware has variables now
        assertHas(stage.ok("virt-clone --original origin --name copy --auto-clone"), "Clone 'copy' created successfully.");
        String copy = xml("copy");
        assertHas(copy, "<name>copy</name>", "/images/copy.qcow2'", "copy_VARS.fd");
        assertFalse(copy.contains(xml("origin").replaceFirst("(?s).*<uuid>(.*?)</uuid>.*", "$1")) || copy.contains("origin"), copy);
        stage.ok("qemu-io -f qcow2 -c 'read -P 65 0 64k' %s/images/copy.qcow2 | grep -q '65536/65536'".formatted(stage.dir()));
        assertFalse(stage.ok("qemu-io -f qcow2 -c 'read -P 65 0 64k' %s/images/copy.qcow2".formatted(stage.dir())).contains("failed"));
        stage.ok("virsh start copy && virsh destroy copy");
        stage.ok("virt-clone --original origin --name second --file %s/images/second.qcow2 --mac 52:54:00:00:00:77 --nonsparse".formatted(stage.dir()));
        assertHas(xml("second"), "52:54:00:00:00:77");
        stage.ok("virsh start origin");
        Stage.Outcome running = stage.sh("virt-clone --original origin --name third --auto-clone");
        assertTrue(running.status() == 1 && running.output().contains("Domain to clone must be shutoff"), running.output());
        stage.ok("virsh destroy origin");
    }
}
