package jvirt.daemon;

import static jvirt.daemon.RunningDaemon.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.rpc.client.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Real QEMU guests (TCG) below a daemon of their own, asked for by stock virsh and by our client. */
class MachinesIT {
    private static final int AUTODESTROY = 2;
    private static final int FORCE = 1;
    private static final int SHUTOFF = 5;
    /** The guest's kernel and initrd, made by {@code tools/make-guest}. */
    private static final Path GUEST = Path.of(System.getProperty("jvirt.guest", "/var/tmp/jvirt-guest"));

    private RunningDaemon daemon;

    @BeforeEach
    void start() throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/virsh")), "virsh is not installed");
        daemon = RunningDaemon.start();
    }

    @AfterEach
    void stop() throws Exception {
        daemon.close();
    }

    /** A machine that has nothing to boot: it stays in its firmware. */
    private String idle(String name, String devices) {
        return """
                <domain type='qemu'><name>%s</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
                <os><type arch='x86_64' machine='q35'>hvm</type></os><features><acpi/></features>
                <devices><serial type='pty'/><console type='pty'/>%s</devices></domain>
                """.formatted(name, devices);
    }

    private String linux(String name) {
        assumeTrue(Files.exists(GUEST.resolve("vmlinuz")), "no guest in " + GUEST + ": tools/make-guest makes one");
        return idle(name, "").replace("</type></os>", "</type><kernel>%s</kernel><initrd>%s</initrd><cmdline>console=ttyS0 guest.name=%s</cmdline></os>"
                .formatted(GUEST.resolve("vmlinuz"), GUEST.resolve("initrd"), name)).replace(">64<", ">128<");
    }

    private String serial(String name) {
        try {
            return Files.readString(daemon.log(name + "-serial0.log"), StandardCharsets.ISO_8859_1);
        } catch (IOException _) {
            return "";
        }
    }

    private String image(String name) throws Exception {
        Path file = daemon.root().resolve(name);
        new ProcessBuilder("qemu-img", "create", "-q", "-f", "qcow2", file.toString(), "16M").inheritIO().start().waitFor();
        return "<disk type='file' device='disk'><driver name='qemu' type='qcow2'/><source file='%s'/><target dev='vda' bus='virtio'/></disk>"
                .formatted(file);
    }

    @Test
    void aGuestBootsPausesAndEndsAndTheHostIsAsBefore() throws Exception {
        daemon.ok("define", daemon.file(linux("it-boot")));
        List<String> before = daemon.inventory();
        daemon.ok("start", "it-boot");
        await("the guest's prompt in the serial log", () -> serial("it-boot").contains("it-boot#"));
        assertTrue(daemon.ok("dumpxml", "it-boot").contains("<source path='/dev/pts/"));
        assertEquals("running (booted)", daemon.ok("domstate", "--reason", "it-boot"));
        daemon.ok("suspend", "it-boot");
        assertEquals("paused (user)", daemon.ok("domstate", "--reason", "it-boot"));
        daemon.ok("resume", "it-boot");
        assertEquals("running (unpaused)", daemon.ok("domstate", "--reason", "it-boot"));
        assertTrue(Files.readString(daemon.log("it-boot.log")).contains("-name guest=it-boot"));
        daemon.ok("shutdown", "it-boot");
        await("the guest's own end", () -> daemon.ok("domstate", "--reason", "it-boot").equals("shut off (shutdown)"));
        assertEquals(before, daemon.inventory());
    }

    @Test
    void guestsOutliveAKilledDaemonAndThoseThatEndedAreKnownToHave() throws Exception {
        daemon.ok("create", daemon.file(idle("it-lives", "")));
        daemon.ok("define", daemon.file(idle("it-dies", "")));
        daemon.ok("start", "it-dies");
        String uuid = daemon.ok("domuuid", "it-lives");
        daemon.kill();
        assertEquals(2, daemon.qemus().size());
        String pid = pid("it-dies");
        ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly();
        await("the end of " + pid, () -> ProcessHandle.of(Long.parseLong(pid)).isEmpty());
        daemon.begin();
        assertEquals("running (booted)", daemon.ok("domstate", "--reason", "it-lives"));
        assertEquals(uuid, daemon.ok("domuuid", "it-lives"));
        assertEquals("shut off (crashed)", daemon.ok("domstate", "--reason", "it-dies"));
        daemon.ok("suspend", "it-lives");
        daemon.ok("destroy", "it-lives");
        assertEquals(1, daemon.virsh("domuuid", "it-lives").status());
        assertEquals(List.of(), daemon.qemus());
    }

    private String pid(String name) throws IOException {
        String status = Files.readString(daemon.root().resolve("run/qemu/" + name + ".xml"));
        return status.replaceAll("(?s).* pid='(\\d+)'.*", "$1");
    }

    @Test
    void aSavedGuestGoesOnWhereItWas() throws Exception {
        daemon.ok("define", daemon.file(linux("it-save")));
        daemon.ok("start", "it-save");
        await("the guest's prompt", () -> serial("it-save").contains("it-save#"));
        daemon.ok("managedsave", "it-save");
        assertEquals("shut off (saved)", daemon.ok("domstate", "--reason", "it-save"));
        assertTrue(daemon.ok("list", "--all", "--with-managed-save").contains("it-save"));
        daemon.ok("start", "it-save");
        assertEquals("running (restored)", daemon.ok("domstate", "--reason", "it-save"));
        Path file = daemon.root().resolve("it.save");
        daemon.ok("save", "it-save", file.toString(), "--paused");
        assertTrue(daemon.ok("save-image-dumpxml", file.toString()).contains("<name>it-save</name>"));
        daemon.ok("restore", file.toString());
        assertEquals("paused (migrating)", daemon.ok("domstate", "--reason", "it-save"));
        daemon.ok("resume", "it-save");
        try (Connection connection = daemon.connect(); Stream console = connection.domains().named("it-save").openConsole("", 0)) {
            console.send("echo still-$((40+2))\n".getBytes(StandardCharsets.US_ASCII));
            await("the guest's answer", () -> serial("it-save").contains("still-42"));
            console.abort();
        }
        assertEquals(1, serial("it-save").split("Linux version", -1).length - 1, "it has booted once");
        daemon.ok("destroy", "it-save");
    }

    @Test
    void aFailedStartLeavesNothing() throws Exception {
        daemon.ok("define", daemon.file(idle("it-noimage", "<disk type='file'><driver type='qcow2'/><source file='/nowhere/x.qcow2'/>"
                + "<target dev='vda' bus='virtio'/></disk>")));
        daemon.ok("define", daemon.file(idle("it-broken", image("broken.qcow2")).replace("type='qcow2'", "type='vmdk'")));
        Path image = daemon.root().resolve("broken.qcow2");
        Object owner = Files.getAttribute(image, "unix:uid");
        List<String> before = daemon.inventory();
        RunningDaemon.Said absent = daemon.virsh("start", "it-noimage");
        assertEquals(1, absent.status());
        assertTrue(absent.error().contains("Cannot access storage file '/nowhere/x.qcow2'"), absent.error());
        RunningDaemon.Said broken = daemon.virsh("start", "it-broken");
        assertEquals(1, broken.status());
        assertTrue(broken.error().contains("process exited while connecting to monitor"), broken.error());
        assertTrue(broken.error().contains("image"), broken.error());
        assertEquals(before, daemon.inventory());
        assertEquals(owner, Files.getAttribute(image, "unix:uid"));
        assertEquals("shut off (failed)", daemon.ok("domstate", "--reason", "it-broken"));
    }

    @Test
    void anImageInUseAndNamesThatAreTakenAreRefused() throws Exception {
        String disk = image("shared.qcow2");
        daemon.ok("define", daemon.file(idle("it-one", disk)));
        daemon.ok("define", daemon.file(idle("it-two", disk)));
        daemon.ok("start", "it-one");
        RunningDaemon.Said busy = daemon.virsh("start", "it-two");
        assertEquals(1, busy.status());
        assertTrue(busy.error().contains("in use by the running domain 'it-one'"), busy.error());
        daemon.ok("destroy", "it-one");
        daemon.ok("start", "it-two");
        daemon.ok("destroy", "it-two");
        RunningDaemon.Said taken = daemon.virsh("define", daemon.file(idle("it-one", "")));
        assertEquals(1, taken.status());
        assertTrue(taken.error().contains("domain 'it-one' already exists with uuid"), taken.error());
        daemon.ok("domrename", "it-one", "it-three");
        daemon.ok("define", daemon.file(idle("it-one", "")));
        assertEquals(Set.of("it-one", "it-two", "it-three"), Set.of(daemon.ok("list", "--all", "--name").split("\\s+")));
        daemon.ok("undefine", "it-three");
    }

    @Test
    void aConsoleHasOneViewerUnlessItIsTakenOver() throws Exception {
        daemon.ok("create", daemon.file(idle("it-console", "")));
        try (Connection first = daemon.connect(); Connection second = daemon.connect();
                Stream console = first.domains().named("it-console").openConsole("", 0)) {
            RunningDaemon.Said refused = daemon.virsh("console", "it-console");
            assertEquals(1, refused.status());
            try (Stream taker = second.domains().named("it-console").openConsole("", FORCE)) {
                assertEquals(0, console.receive().length);
                taker.abort();
            }
        }
        daemon.ok("destroy", "it-console");
    }

    @Test
    void aMachineOfAClientEndsWithItAndOthersComeUpByThemselves() throws Exception {
        try (Connection client = daemon.connect()) {
            Domain domain = client.domains().create(idle("it-client", ""), AUTODESTROY);
            assertTrue(domain.active());
        }
        await("the client's machine is gone", () -> daemon.virsh("domstate", "it-client").status() == 1);
        daemon.ok("define", daemon.file(idle("it-good", "")));
        daemon.ok("define", daemon.file(idle("it-bad", "<disk type='file'><source file='/nowhere/y'/><target dev='vda'/></disk>")));
        daemon.ok("autostart", "it-good");
        daemon.ok("autostart", "it-bad");
        assertEquals(0, daemon.stop());
        assertFalse(Files.exists(daemon.root().resolve("run/libvirt-sock")));
        daemon.begin();
        await("autostart", () -> daemon.ok("domstate", "it-good").equals("running"));
        assertEquals("shut off", daemon.ok("domstate", "it-bad"));
        await("the failure is named", () -> daemon.daemonLog().contains("Failed to autostart VM 'it-bad'"));
        try (Connection client = daemon.connect()) {
            Domain good = client.domains().named("it-good");
            good.destroy(0);
            assertEquals(SHUTOFF, good.state().state());
            assertFalse(good.active());
        }
    }
}
