package jvirt.conformance.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CompletableFuture;
import jvirt.client.Connection;
import jvirt.conformance.machine.Console;
import jvirt.conformance.machine.LiveDaemon;
import jvirt.conformance.migration.Host.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A guest moves: what it had in memory, on disk and on the network it has where it goes on, and it goes on in one place. */
class MigrationIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final String ADDRESS = "10.9.0.50";
    /** In MiB a second: a guest of 192 MiB takes long enough to be disturbed. */
    private static final int SLOW = 2;

    @TempDir Path folder;
    private Host here;
    private Host there;

    @BeforeEach
    void start() throws Exception {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        here = Host.jvirt(folder, 1);
    }

    @AfterEach
    void stop() {
        here.close();
        if (there != null) there.close();
    }

    private void with(Host other) throws Exception {
        there = other;
        Host.join(here, there);
    }

    private void boot(Path disk) throws Exception {
        assertEquals(0, here.sh("qemu-img create -q -f qcow2 " + disk + " 64M").status());
        Path guest = LiveDaemon.guest();
        Path document = Files.writeString(folder.resolve("g.xml"), """
                <domain type='qemu'><name>g</name><uuid>0b0b0b0b-0000-4000-8000-00000000000a</uuid>
                <memory unit='MiB'>192</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type><kernel>%s</kernel><initrd>%s</initrd>
                <cmdline>console=ttyS0 quiet guest.ip=%s/24</cmdline></os><features><acpi/></features>
                <devices><disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/>
                <target dev='vda' bus='virtio'/></disk><serial type='pty'/>
                <interface type='bridge'><source bridge='br0'/><model type='virtio'/></interface>
                <video><model type='none'/></video></devices></domain>
                """.formatted(guest.resolve("vmlinuz"), guest.resolve("initrd"), ADDRESS, disk));
        here.ask("define " + document);
        here.ask("start g");
        try (Connection connection = here.connect()) {
            Console console = new Console(connection.domains().named("g"));
            console.expect("guest# ");
            console.run("X=remembered; printf written > /dev/vda; sync");
        }
    }

    /** The guest is on this host, as it was, and the network finds it. */
    private void assertIsAt(Host host) throws Exception {
        try (Connection connection = host.connect()) {
            Console console = new Console(connection.domains().named("g"));
            assertEquals("remembered", console.run("echo $X"), "in memory");
            assertEquals("written", console.run("head -c 7 /dev/vda; echo"), "on disk");
        }
        for (Host from : new Host[] {here, there}) {
            Host.await("an answer of the guest", () -> from.sh("ping -c 1 -W 1 " + ADDRESS).status() == 0);
        }
    }

    private void migrate(Host from, Host to, String how) throws Exception {
        Host.await("a way between the hosts", () -> from.sh("ping -c1 -W1 " + to.address()).status() == 0);
        from.ask("migrate g '" + to.uri() + "' " + how);
    }

    @Test
    void betweenHostsOfOurs() throws Exception {
        with(Host.jvirt(folder, 2));
        boot(folder.resolve("shared.qcow2"));
        Outcome refused = here.virsh("migrate g '" + there.uri() + "' --live");
        assertEquals("error: Unsafe migration: Migration without shared storage is unsafe", refused.output().strip());
        migrate(here, there, "--live --unsafe --persistent --undefinesource");
        assertEquals("", here.state("g"), "nothing is left");
        assertEquals("running (migrated)", there.state("g"));
        assertTrue(there.ask("domjobinfo g --completed --rawstats").contains("memory_total"));
        assertIsAt(there);

        migrate(there, here, "--live --unsafe --p2p --tunnelled --persistent");
        assertEquals("shut off (migrated)", there.state("g"));
        assertIsAt(here);

        Outcome ours = here.sh("JVIRT_AOT=off %s -c '%s' migrate g '%s' --live --unsafe --p2p --parallel"
                .formatted(CHECKOUT.resolve("bin/jvirt"), here.uri(), there.uri()));
        assertEquals(0, ours.status(), ours.output());
        migrate(there, here, "--unsafe --suspend --compressed");
        assertEquals("paused (user)", here.state("g"));
        here.ask("resume g");
        assertIsAt(here);
    }

    @Test
    void withItsDisk() throws Exception {
        with(Host.jvirt(folder, 2));
        Path disk = folder.resolve("own/disk.qcow2");
        boot(disk);
        Outcome nowhere = here.virsh("migrate g '" + there.uri() + "' --live --copy-storage-all");
        assertTrue(nowhere.output().contains("no storage pool with matching target path"), nowhere.output());
        there.ask("pool-create-as own dir --target " + folder.resolve("own"));
        migrate(here, there, "--live --copy-storage-all");
        assertIsAt(there);
        assertEquals(0, there.sh("test -f " + disk).status());
    }

    /** Of two disks one goes along, the other is shared; the guest has another name there, and another description. */
    @Test
    void underAnotherNameWithSomeOfItsDisks() throws Exception {
        with(Host.jvirt(folder, 2));
        Path disk = folder.resolve("own/disk.qcow2");
        boot(disk);
        String spare = folder.resolve("spare.raw").toString();
        assertEquals(0, here.sh("qemu-img create -q -f raw " + spare + " 16M").status());
        here.ask("attach-disk g " + spare + " sdb --targetbus usb --live");
        there.ask("pool-create-as own dir --target " + folder.resolve("own"));
        here.ask("dumpxml g --migratable > " + folder.resolve("there.xml"));
        Files.writeString(folder.resolve("there.xml"), Files.readString(folder.resolve("there.xml"))
                .replace("</uuid>", "</uuid><description>it has moved</description>"));
        Outcome unknown = here.virsh("migrate g '" + there.uri() + "' --live --unsafe --copy-storage-all --migrate-disks vdz");
        assertTrue(unknown.output().contains("vdz"), unknown.output());
        migrate(here, there, "--live --unsafe --dname moved --xml " + folder.resolve("there.xml")
                + " --copy-storage-all --migrate-disks vda");
        assertEquals("running (migrated)", there.state("moved"));
        assertTrue(there.ask("dumpxml moved").contains("it has moved"));
        assertEquals(0, there.sh("test -f " + disk).status());

        // back again: only what the guest has written goes, onto an image that is there
        there.ask("migrate moved '" + here.uri() + "' --live --unsafe --p2p --dname g --copy-storage-inc --migrate-disks vda");
        assertIsAt(here);
    }

    @Test
    void toAndFromStockLibvirt() throws Exception {
        with(Host.stock(folder, 2));
        boot(folder.resolve("shared.qcow2"));
        migrate(here, there, "--live --unsafe");
        assertIsAt(there);
        migrate(there, here, "--live --unsafe --p2p");
        assertIsAt(here);
        migrate(here, there, "--live --unsafe --p2p --tunnelled --persistent --undefinesource");
        assertEquals("", here.state("g"));
        Outcome ours = there.sh("JVIRT_AOT=off %s -c '%s' migrate g '%s' --live --unsafe"
                .formatted(CHECKOUT.resolve("bin/jvirt"), there.uri(), here.uri()));
        assertEquals(0, ours.status(), ours.output());
        assertIsAt(here);
    }

    /** A migration that is under way, and takes its time. */
    private CompletableFuture<Outcome> underway(String how) throws Exception {
        CompletableFuture<Outcome> end = CompletableFuture.supplyAsync(() -> {
            try {
                return here.virsh("migrate g '" + there.uri() + "' --live --unsafe --bandwidth " + SLOW + " " + how);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        Host.await("memory that flows", () -> here.virsh("domjobinfo g --rawstats").output().contains("memory_iteration: 1"));
        return end;
    }

    private void assertGoesOnHere() throws Exception {
        Host.await("the guest's going on", () -> here.state("g").startsWith("running"));
        Host.await("the end there", () -> !there.state("g").startsWith("running") && !there.state("g").startsWith("paused"));
        assertIsAt(here);
    }

    private static void assertFailed(CompletableFuture<Outcome> migration) {
        Outcome outcome = migration.join();
        assertTrue(outcome.status() != 0, outcome.output());
    }

    @Test
    void whateverBreaksTheGuestGoesOnInOnePlace() throws Exception {
        with(Host.jvirt(folder, 2));
        boot(folder.resolve("shared.qcow2"));

        CompletableFuture<Outcome> aborted = underway("");
        here.ask("domjobabort g");
        assertEquals("error: operation aborted: job 'migration out' canceled by client", aborted.join().output().strip());
        assertGoesOnHere();

        CompletableFuture<Outcome> killed = underway("--p2p");
        there.ask("destroy g");
        assertFailed(killed);
        assertGoesOnHere();

        CompletableFuture<Outcome> lost = underway("--p2p");
        there.killDaemon();
        assertFailed(lost);
        there.startDaemon();
        assertGoesOnHere();

        CompletableFuture<Outcome> orphaned = underway("--p2p");
        here.killDaemon();
        assertFailed(orphaned);
        here.startDaemon();
        assertGoesOnHere();

        migrate(here, there, "--live --unsafe");
        assertIsAt(there);
    }
}
