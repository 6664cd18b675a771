package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import jvirt.client.Domain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on the images of a machine: where its bytes are afterwards, also when the daemon dies in between. */
class ImageJobsIT {
    private static final String NAME = "image-jobs-it";
    /** Nobody writes but we: {@code VIR_DOMAIN_START_PAUSED}. */
    private static final int PAUSED = 1;

    @TempDir Path folder;
    private LiveDaemon daemon;
    private Domain guest;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        LiveDaemon.shell("qemu-img create -q -f qcow2 " + image("disk.qcow2") + " 64M");
        daemon = LiveDaemon.start(folder.resolve("root"));
        boot("", "");
    }

    /** A guest whose disk has this in its {@code <driver>}, and these elements. */
    private void boot(String driver, String elements) throws Exception {
        guest = daemon.connection().domains().define("""
                <domain type='qemu'><name>%s</name><uuid>0a0b0c0d-0000-4000-8000-00000000001a</uuid>
                <memory unit='MiB'>32</memory><vcpu>1</vcpu>
                <throttlegroups><throttlegroup><total_iops_sec>100000</total_iops_sec><group_name>slow</group_name></throttlegroup>
                <throttlegroup><total_iops_sec>200000</total_iops_sec><group_name>all</group_name></throttlegroup></throttlegroups>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
                <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2' %s/><source file='%s'/>
                <target dev='vda' bus='virtio'/>%s</disk></devices></domain>
                """.formatted(NAME, driver, image("disk.qcow2"), elements), 0);
        guest.start(PAUSED);
        write('f', 0, 4);
        write('x', 1024, 8192);
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Path image(String name) {
        return folder.resolve(name);
    }

    /** Fills KiB of the disk, through the device that the guest has. */
    private void write(char with, int from, int count) throws Exception {
        String said = daemon.virsh("qemu-monitor-command %s --hmp 'qemu-io -d %s \"write -P %d %dk %dk\"'".formatted(NAME,
                "/machine/peripheral/virtio-disk0/virtio-backend", (int) with, from, count));
        assertFalse(said.contains("rror"), said);
    }

    /** What an image has at this KiB, for three bytes. */
    private String read(String name, int from) throws Exception {
        return LiveDaemon.shell("qemu-img convert -O raw %s %s; tail -c +%d %s | head -c 3 | tr '\\0' .".formatted(image(name),
                image("raw"), from * 1024 + 1, image("raw")));
    }

    private void restart() throws Exception {
        daemon = daemon.killedAndRestarted();
        guest = daemon.connection().domains().named(NAME);
    }

    @Test
    void aCopyGoesOnWhenTheDaemonDiesAndTheGuestWithItAfterThePivot() throws Exception {
        daemon.virsh("blockcopy " + NAME + " vda " + image("copy.qcow2") + " --transient-job --bytes 1048576");
        restart();
        assertTrue(daemon.virsh("blockjob " + NAME + " vda").contains("Block Copy"));
        assertTrue(guest.xml(0).contains("<mirror "));
        write('w', 4, 4);
        daemon.virsh("blockjob " + NAME + " vda --bandwidth 1000");
        daemon.await("dumpxml " + NAME, "ready='yes'");
        restart();
        assertTrue(guest.xml(0).contains("ready='yes'"));
        daemon.virsh("blockjob " + NAME + " vda --pivot");
        write('a', 8, 4);
        assertFalse(guest.xml(0).contains("<mirror "));
        assertTrue(daemon.virsh("domblklist " + NAME).contains("copy.qcow2"));
        assertTrue(daemon.virsh("domblklist --inactive " + NAME).contains("copy.qcow2"));
        guest.destroy(0);
        assertEquals("fff", read("copy.qcow2", 0));
        assertEquals("www", read("copy.qcow2", 4));
        assertEquals("aaa", read("copy.qcow2", 8));
        assertEquals("...", read("disk.qcow2", 8), "the old image is left alone");
    }

    @Test
    void anOverlayIsCommittedAcrossTheDaemonsEnd() throws Exception {
        daemon.virsh("snapshot-create-as " + NAME + " over --disk-only --no-metadata");
        write('s', 0, 4);
        write('y', 1024, 8192);
        daemon.virsh("blockcommit " + NAME + " vda --active --bytes 1048576");
        restart();
        assertTrue(daemon.virsh("blockjob " + NAME + " vda").contains("Active Block Commit"));
        daemon.virsh("blockjob " + NAME + " vda --bandwidth 1000");
        daemon.await("dumpxml " + NAME, "ready='yes'");
        daemon.virsh("blockjob " + NAME + " vda --pivot");
        write('t', 4, 4);
        assertTrue(daemon.virsh("domblklist " + NAME).contains("disk.qcow2"));
        guest.destroy(0);
        assertEquals("sss", read("disk.qcow2", 0));
        assertEquals("ttt", read("disk.qcow2", 4));
    }

    @Test
    void aDiskHeldBackByItsGroupsHasEveryJob() throws Exception {
        guest.destroy(0);
        boot("", "<throttlefilters><throttlefilter group='slow'/><throttlefilter group='all'/></throttlefilters>");
        everyJobBelow("libvirt-thr-vda-0");
    }

    @Test
    void aDiskThatIsCopiedAsItIsReadHasEveryJob() throws Exception {
        guest.destroy(0);
        boot("copy_on_read='on'", "");
        everyJobBelow("libvirt-CoR-vda");
    }

    /** Commits, pulls, copies, a snapshot that is deleted, a backup: afterwards the filter stands on the image that is left. */
    private void everyJobBelow(String filter) throws Exception {
        daemon.virsh("snapshot-create-as " + NAME + " one --disk-only --no-metadata");
        daemon.virsh("snapshot-create-as " + NAME + " two --disk-only --no-metadata");
        write('t', 4, 4);
        daemon.virsh("snapshot-create-as " + NAME + " three --disk-only --no-metadata");
        daemon.virsh("blockcommit " + NAME + " vda --top " + image("disk.two") + " --base " + image("disk.one") + " --wait");
        daemon.virsh("blockcommit " + NAME + " vda --active --shallow --wait --pivot");
        assertStandsOn(filter, "disk.one");
        daemon.virsh("blockcopy " + NAME + " vda " + image("copy.qcow2") + " --transient-job --wait --pivot");
        assertStandsOn(filter, "copy.qcow2");
        write('c', 8, 4);
        daemon.virsh("snapshot-create-as " + NAME + " four --disk-only --no-metadata");
        daemon.virsh("blockpull " + NAME + " vda --wait");
        assertStandsOn(filter, "copy.four");
        daemon.virsh("snapshot-create-as " + NAME + " five --disk-only");
        write('d', 12, 4);
        daemon.virsh("snapshot-delete " + NAME + " five");
        assertStandsOn(filter, "copy.four");
        daemon.virsh("blockresize " + NAME + " vda 80M");
        assertTrue(daemon.virsh("qemu-monitor-command " + NAME + " --pretty '{\"execute\":\"query-block\"}'")
                .contains("\"virtual-size\": " + (80 << 20)));
        daemon.virsh("backup-begin " + NAME);
        daemon.await("domjobinfo " + NAME + " --completed", "Backup");
        guest.destroy(0);
        assertEquals("fff", read("copy.four", 0));
        assertEquals("ttt", read("copy.four", 4));
        assertEquals("ccc", read("copy.four", 8));
        assertEquals("ddd", read("copy.four", 12));
    }

    private void assertStandsOn(String filter, String image) throws Exception {
        String nodes = daemon.virsh("qemu-monitor-command " + NAME + " '{\"execute\":\"query-named-block-nodes\"}'");
        String node = Arrays.stream(nodes.split("\"iops_rd\""))
                .filter(one -> one.contains("\"node-name\":\"" + filter + "\"")).findFirst().orElseThrow();
        assertTrue(node.contains(image), node);
        assertEquals(image, daemon.virsh("domblklist " + NAME).lines().filter(line -> line.contains("vda")).findFirst().orElseThrow()
                .replaceFirst(".*/", "").strip());
    }

    @Test
    void aPullEndsWhileNobodyLooks() throws Exception {
        daemon.virsh("snapshot-create-as " + NAME + " over --disk-only --no-metadata");
        daemon.virsh("blockpull " + NAME + " vda --bytes 4194304");
        restart();
        daemon.await("blockjob " + NAME + " vda", "No current block job");
        assertFalse(guest.xml(0).contains("disk.qcow2"), "it stands on nothing");
        guest.destroy(0);
        assertEquals("fff", read("disk.over", 0));
        assertFalse(LiveDaemon.shell("qemu-img info " + image("disk.over")).contains("backing file"));
    }
}
