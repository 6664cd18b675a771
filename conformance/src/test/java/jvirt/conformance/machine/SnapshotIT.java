package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import jvirt.client.Domain;
import jvirt.client.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a real guest: what it had in memory and on disk is what it has again. */
class SnapshotIT {
    private static final int DISK_ONLY = 1 << 4;
    private static final int PAUSED = 1 << 1;

    @TempDir Path folder;
    private LiveDaemon daemon;
    private Domain guest;
    private Console console;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path disk = folder.resolve("disk.qcow2");
        assertEquals(0, new ProcessBuilder("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "64M").inheritIO().start()
                .waitFor());
        daemon = LiveDaemon.start(folder.resolve("root"));
        guest = define(96);
        guest.start(0);
        console = new Console(guest);
        console.expect("guest# ");
    }

    private Domain define(int mebibytes) throws Exception {
        return daemon.connection().domains().define("""
                <domain type='qemu'><name>snapshot-it</name><uuid>0b0b0b0b-0000-4000-8000-00000000000b</uuid>
                <memory unit='MiB'>%d</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type><kernel>%s</kernel><initrd>%s</initrd>
                <cmdline>console=ttyS0 quiet</cmdline></os><features><acpi/></features>
                <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/>
                <target dev='vda' bus='virtio'/></disk><serial type='pty'/></devices></domain>
                """.formatted(mebibytes, LiveDaemon.guest().resolve("vmlinuz"), LiveDaemon.guest().resolve("initrd"),
                folder.resolve("disk.qcow2")), 0);
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
    }

    /** Makes the guest remember a word in its shell and on its disk. */
    private void remember(String word) {
        console.run("X=" + word + "; printf " + word + " > /dev/vda; sync");
    }

    private void assertRemembers(String word) {
        assertEquals(word, console.run("echo $X"), "in memory");
        assertEquals(word, console.run("head -c " + word.length() + " /dev/vda; echo"), "on disk");
    }

    private Snapshot take(String name) {
        return guest.snapshots().create("<domainsnapshot><name>" + name + "</name></domainsnapshot>", 0);
    }

    private void revert(String name, int flags) {
        guest.snapshots().named(name).revert(flags);
    }

    @Test
    void aTreeOfARunningGuestIsClimbedUpAndDown() throws Exception {
        remember("one");
        take("a");
        remember("two");
        take("b");
        int process = daemon.pid(guest);
        revert("a", 0);
        assertRemembers("one");
        assertEquals(process, daemon.pid(guest), "the guest goes back within its QEMU");
        remember("three");
        take("c");
        assertEquals(List.of("b", "c"), guest.snapshots().named("a").children(0).stream().map(Snapshot::name).sorted().toList());
        revert("b", 0);
        assertRemembers("two");
        revert("c", 0);
        assertRemembers("three");

        daemon = daemon.killedAndRestarted();
        guest = daemon.connection().domains().named("snapshot-it");
        console = new Console(guest);
        assertEquals(3, guest.snapshots().count(0));
        assertEquals("c", guest.snapshots().current().name());
        revert("a", 0);
        assertRemembers("one");
    }

    @Test
    void aGuestThatIsOffGoesOnFromItsMemory() throws Exception {
        remember("one");
        take("a");
        remember("two");
        guest.destroy(0);
        take("off");
        revert("a", PAUSED);
        assertEquals(3, guest.state().state(), "paused");
        guest.resume();
        console = new Console(guest);
        assertRemembers("one");
        revert("off", 0);
        assertEquals(5, guest.state().state(), "shut off");
        assertEquals("off", guest.snapshots().current().name());
        revert("a", 0);
        console = new Console(guest);
        assertRemembers("one");
    }

    @Test
    void anotherMachineIsStartedAnewForItsSnapshot() throws Exception {
        remember("one");
        take("a");
        int process = daemon.pid(guest);
        guest.destroy(0);
        define(128).start(0);
        revert("a", 0);
        assertTrue(process != daemon.pid(guest), "its hardware was another");
        console = new Console(guest);
        assertRemembers("one");
    }

    @Test
    void anExternalSnapshotKeepsTheImageAndIsMergedWhenDeleted() throws Exception {
        remember("one");
        guest.snapshots().create("<domainsnapshot><name>x</name></domainsnapshot>", DISK_ONLY);
        assertTrue(guest.xml(0).contains(folder.resolve("disk.x").toString()));
        remember("two");
        guest.snapshots().named("x").delete(0);
        assertTrue(guest.xml(0).contains(folder.resolve("disk.qcow2").toString()));
        assertTrue(Files.notExists(folder.resolve("disk.x")));
        assertRemembers("two");
        assertEquals(0, guest.snapshots().count(0));
    }
}
