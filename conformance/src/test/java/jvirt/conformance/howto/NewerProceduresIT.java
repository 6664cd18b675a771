package jvirt.conformance.howto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What came to libvirt after 9.0, by jvirt; and events of the host's devices. */
class NewerProceduresIT {
    private static final Tools JVIRT = Tools.JVIRT;
    private static final String GUEST = """
            <domain type='qemu'><name>once</name><memory unit='MiB'>64</memory><os><type arch='x86_64' machine='q35'>hvm</type></os>
            <devices><graphics type='vnc' port='-1' autoport='yes'/></devices></domain>
            """;

    @TempDir Path dir;

    @Test void networksHaveNotes() throws Exception {
        try (Stage stage = Stage.alone(dir)) {
            JVIRT.virsh(stage, "net-define " + stage.file("n.xml",
                    "<network><name>n</name><title>As it came</title><bridge name='noted'/></network>"));
            assertEquals("As it came", JVIRT.virsh(stage, "-q net-desc n --title").strip());
            assertTrue(JVIRT.virsh(stage, "net-desc n where guests are").contains("Network description updated successfully"));
            assertEquals("where guests are", JVIRT.virsh(stage, "-q net-desc n").strip());
            stage.ok("%s -c '%s' net-event --event metadata-change > %s 2>&1 & echo $! > %s".formatted(
                    stage.checkout().resolve("bin/jvirt"), stage.uri(), dir.resolve("heard"), dir.resolve("listener")));
            Stage.await("an event", () -> {
                JVIRT.virsh(stage, "net-metadata n urn:a --key a --set '<owner name=\"me\"/>'");
                return Files.readString(dir.resolve("heard")).contains("events received: 1");
            });
            assertTrue(Files.readString(dir.resolve("heard")).contains("event 'metadata-change' for network n: type element, uri urn:a"));
            assertTrue(JVIRT.tryVirsh(stage, "net-desc n --live x").output().contains("network is not running"));
            assertTrue(JVIRT.tryVirsh(stage, "net-metadata n urn:b").output().contains("Requested metadata element is not present"));
            stage.killDaemon();
            stage.startDaemon();
            assertEquals("<owner name=\"me\"/>", JVIRT.virsh(stage, "-q net-metadata n urn:a").strip());
            JVIRT.virsh(stage, "net-metadata n urn:a --remove");
            assertFalse(JVIRT.virsh(stage, "net-dumpxml n").contains("metadata"));
        }
    }

    @Test void aMachineStartsOnceWithTheDaemon() throws Exception {
        try (Stage stage = Stage.alone(dir)) {
            JVIRT.virsh(stage, "define " + stage.file("once.xml", GUEST));
            JVIRT.virsh(stage, "autostart once --once");
            assertTrue(JVIRT.virsh(stage, "dominfo once").contains("Autostart Once: enable"));
            stage.killDaemon();
            stage.startDaemon();
            Stage.await("the machine", () -> JVIRT.virsh(stage, "domstate once").contains("running"));
            assertFalse(JVIRT.virsh(stage, "dominfo once").contains("Autostart Once"));
            // without TLS there is nothing to read again: QEMU says so
            assertTrue(JVIRT.tryVirsh(stage, "domdisplay-reload once").output().contains("vnc tls is not enabled"));
            assertTrue(JVIRT.tryVirsh(stage, "domdisplay-reload once --type spice").output().contains("spice"));
            JVIRT.virsh(stage, "destroy once");
            stage.killDaemon();
            stage.startDaemon();
            assertTrue(JVIRT.virsh(stage, "domstate once").contains("shut off"));
        }
    }

    @Test void devicesThatComeAndGoAreTold() throws Exception {
        try (Stage stage = Stage.alone(dir)) {
            stage.ok("mount -t sysfs stage /sys");
            String virsh = "virsh -c '" + stage.uri() + "' ";
            stage.ok(virsh + "nodedev-event --event lifecycle --loop > " + dir.resolve("lifecycle") + " 2>&1 &");
            stage.ok(virsh + "nodedev-event --event update --loop > " + dir.resolve("update") + " 2>&1 &");
            Stage.await("events", () -> {
                stage.ok("ip link add come type bridge; echo change > /sys/class/net/come/uevent; sleep 0.2; ip link del come");
                String heard = Files.readString(dir.resolve("lifecycle"));
                return heard.contains("Created") && heard.contains("Deleted") && Files.readString(dir.resolve("update")).contains("net_come");
            });
            assertTrue(Files.readString(dir.resolve("lifecycle")).lines().findFirst().orElseThrow()
                    .matches("event 'lifecycle' for node device net_come_\\w+: (Created|Deleted)"));
        }
    }

    @Test void throttleGroupsHoldDisksBack() throws Exception {
        try (Stage stage = Stage.alone(dir)) {
            stage.ok("qemu-img create -q -f raw %1$s/a.raw 1M; qemu-img create -q -f raw %1$s/b.raw 1M; chmod 666 %1$s/*.raw".formatted(dir));
            String disk = "<disk type='file' device='disk'><driver name='qemu' type='raw'/><source file='" + dir + "/a.raw'/>"
                    + "<target dev='vda' bus='virtio'/><throttlefilters><throttlefilter group='slow'/></throttlefilters></disk>";
            String guest = GUEST.replace("<devices>", "<devices>" + disk);
            assertTrue(JVIRT.tryVirsh(stage, "define " + stage.file("alone.xml", guest)).output().contains("throttle group 'slow'"));
            JVIRT.virsh(stage, "define " + stage.file("once.xml", guest.replace("<os>", "<throttlegroups><throttlegroup>"
                    + "<total_iops_sec>100</total_iops_sec><group_name>slow</group_name></throttlegroup></throttlegroups><os>")));
            JVIRT.virsh(stage, "start once");
            String asked = "qemu-monitor-command once '{\"execute\":\"qom-get\",\"arguments\":{\"path\":\"/objects/throttle-%s\",\"property\":\"limits\"}}'";
            assertTrue(JVIRT.virsh(stage, asked.formatted("slow")).contains("\"iops-total\":100"));
            JVIRT.virsh(stage, "domthrottlegroupset once slow --total-iops-sec 50 --live --config");
            assertTrue(JVIRT.virsh(stage, asked.formatted("slow")).contains("\"iops-total\":50"));
            JVIRT.virsh(stage, "domthrottlegroupset once more --read-bytes-sec 1000000 --live");
            assertTrue(JVIRT.virsh(stage, "domthrottlegrouplist once").lines().map(String::strip).toList().containsAll(List.of("slow", "more")));
            assertFalse(JVIRT.virsh(stage, "domthrottlegrouplist once --inactive").contains("more"));
            assertTrue(JVIRT.virsh(stage, "domthrottlegroupinfo once more").contains("read_bytes_sec : 1000000"));
            JVIRT.virsh(stage, "attach-disk once " + dir + "/b.raw sdb --targetbus usb --throttle-groups more,slow --live");
            assertTrue(JVIRT.tryVirsh(stage, "domthrottlegroupdel once more --live").output().contains("is still being used by disk sdb"));
            JVIRT.virsh(stage, "detach-disk once sdb --live");
            Stage.await("the disk's end", () -> !JVIRT.virsh(stage, "dumpxml once").contains("sdb"));
            JVIRT.virsh(stage, "domthrottlegroupdel once more --live");
            assertTrue(JVIRT.tryVirsh(stage, asked.formatted("more")).output().contains("not found"));
            assertTrue(JVIRT.tryVirsh(stage, "domthrottlegroupdel once more --live").output().contains("was not found"));
            JVIRT.virsh(stage, "destroy once");
            assertTrue(JVIRT.virsh(stage, "domthrottlegroupinfo once slow").contains("total_iops_sec : 50"));
        }
    }
}
