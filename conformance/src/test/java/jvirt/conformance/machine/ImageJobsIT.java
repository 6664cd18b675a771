package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import jvirt.client.Domain;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on the images of a real guest: where its bytes are afterwards, also when the daemon dies in between. */
class ImageJobsIT {
    private static final String NAME = "image-jobs-it";

    @TempDir Path folder;
    private LiveDaemon daemon;
    private Domain guest;
    private Console console;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        LiveDaemon.shell("qemu-img create -q -f qcow2 " + image("disk.qcow2") + " 64M");
        daemon = LiveDaemon.start(folder.resolve("root"));
        guest = daemon.connection().domains().define("""
                <domain type='qemu'><name>%s</name><memory unit='MiB'>96</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type><kernel>%s</kernel><initrd>%s</initrd>
                <cmdline>console=ttyS0 quiet no_timer_check</cmdline></os><features><acpi/></features>
                <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/>
                <target dev='vda' bus='virtio'/></disk><serial type='pty'/></devices></domain>
                """.formatted(NAME, LiveDaemon.guest().resolve("vmlinuz"), LiveDaemon.guest().resolve("initrd"),
                image("disk.qcow2")), 0);
        guest.start(0);
        console = new Console(guest);
        console.expect("guest# ");
        write("first", 0);
        console.run("dd if=/dev/zero bs=1M count=8 2>/dev/null | tr '\\0' x | dd of=/dev/vda bs=1M seek=1 2>/dev/null; sync");
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    private Path image(String name) {
        return folder.resolve(name);
    }

    private void write(String word, int block) {
        console.run("printf " + word + " | dd of=/dev/vda bs=4096 seek=" + block + " conv=notrunc 2>/dev/null; sync");
    }

    private static String read(Path image, int block, int length) throws Exception {
        return LiveDaemon.shell("qemu-img dd -U -O raw bs=4096 skip=%d count=%d if=%s of=%s.part 2>&1 && head -c %d %s.part; rm -f %s.part"
                .formatted(block, block + 1, image, image, length, image, image));
    }

    private void restart() throws Exception {
        daemon = daemon.killedAndRestarted();
        guest = daemon.connection().domains().named(NAME);
        console = new Console(guest);
    }

    @Test
    void aCopyGoesOnWhenTheDaemonDiesAndTheGuestWithItAfterThePivot() throws Exception {
        daemon.virsh("blockcopy " + NAME + " vda " + image("copy.qcow2") + " --transient-job --bytes 1048576");
        restart();
        assertTrue(daemon.virsh("blockjob " + NAME + " vda").contains("Block Copy"));
        assertTrue(guest.xml(0).contains("<mirror "));
        write("while", 1);
        daemon.virsh("blockjob " + NAME + " vda --bandwidth 1000");
        daemon.await("dumpxml " + NAME, "ready='yes'");
        restart();
        assertTrue(guest.xml(0).contains("ready='yes'"));
        daemon.virsh("blockjob " + NAME + " vda --pivot");
        write("after", 2);
        assertFalse(guest.xml(0).contains("<mirror "));
        assertTrue(daemon.virsh("domblklist " + NAME).contains("copy.qcow2"));
        assertTrue(daemon.virsh("domblklist --inactive " + NAME).contains("copy.qcow2"));
        guest.destroy(0);
        assertEquals("first", read(image("copy.qcow2"), 0, 5));
        assertEquals("while", read(image("copy.qcow2"), 1, 5));
        assertEquals("after", read(image("copy.qcow2"), 2, 5));
        assertEquals("\0\0\0\0\0", read(image("disk.qcow2"), 2, 5), "the old image is left alone");
    }

    @Test
    void anOverlayIsCommittedAcrossTheDaemonsEnd() throws Exception {
        daemon.virsh("snapshot-create-as " + NAME + " over --disk-only --no-metadata");
        write("second", 0);
        console.run("dd if=/dev/zero bs=1M count=8 2>/dev/null | tr '\\0' y | dd of=/dev/vda bs=1M seek=1 2>/dev/null; sync");
        daemon.virsh("blockcommit " + NAME + " vda --active --bytes 1048576");
        restart();
        assertTrue(daemon.virsh("blockjob " + NAME + " vda").contains("Active Block Commit"));
        daemon.virsh("blockjob " + NAME + " vda --bandwidth 1000");
        daemon.await("dumpxml " + NAME, "ready='yes'");
        daemon.virsh("blockjob " + NAME + " vda --pivot");
        write("third", 1);
        assertTrue(daemon.virsh("domblklist " + NAME).contains("disk.qcow2"));
        guest.destroy(0);
        assertEquals("second", read(image("disk.qcow2"), 0, 6));
        assertEquals("third", read(image("disk.qcow2"), 1, 5));
    }

    @Test
    void aPullEndsWhileNobodyLooks() throws Exception {
        daemon.virsh("snapshot-create-as " + NAME + " over --disk-only --no-metadata");
        daemon.virsh("blockpull " + NAME + " vda --bytes 4194304");
        restart();
        daemon.await("blockjob " + NAME + " vda", "No current block job");
        assertFalse(guest.xml(0).contains("disk.qcow2"), "it stands on nothing");
        guest.destroy(0);
        assertEquals("first", read(image("disk.over"), 0, 5));
        assertFalse(LiveDaemon.shell("qemu-img info " + image("disk.over")).contains("backing file"));
    }
}
