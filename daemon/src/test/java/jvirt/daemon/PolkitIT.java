package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import jvirt.daemon.RunningDaemon.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who is let in, and what he may do, as the host's polkit says: a polkitd with the shipped actions and rules of the test's own, on a
 * bus of the test's own.
 */
class PolkitIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final String GUEST = """
            <domain type='qemu'><name>%s</name><memory unit='MiB'>32</memory>
            <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
            """;
    /** {@code games} manages a machine and makes a volume, and does not see one machine; {@code nobody} is let in to look. */
    private static final String RULES = """
            polkit.addRule(function(action, subject) {
                if (subject.user != "games") return polkit.Result.NOT_HANDLED;
                if (action.id == "org.libvirt.unix.manage" || action.id.indexOf("org.libvirt.api.connect.") == 0) {
                    return polkit.Result.YES;
                }
                if (action.id.indexOf("org.libvirt.api.domain.") == 0) {
                    if (action.lookup("domain_name") == "hidden") return polkit.Result.NO;
                    if (action.lookup("domain_name") == "web" && action.lookup("domain_uuid") && action.lookup("connect_driver") == "QEMU") {
                        return polkit.Result.YES;
                    }
                }
                if (action.id == "org.libvirt.api.storage-vol.create") {
                    return action.lookup("pool_name") == "p" && action.lookup("vol_name") == "mine" ? polkit.Result.YES : polkit.Result.NO;
                }
                return polkit.Result.NOT_HANDLED;
            });
            """;

    private static final List<Process> running = new ArrayList<>();
    private static Path folder;
    private static RunningDaemon daemon;

    @BeforeAll
    static void begin() throws Exception {
        folder = Files.createTempDirectory("polkit-it");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> bus = Map.of("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=" + folder.resolve("bus"));
        Files.writeString(folder.resolve("bus.conf"), """
                <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
                    "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
                <busconfig><type>system</type><listen>unix:path=%s/bus</listen><auth>EXTERNAL</auth>
                <policy context="default"><allow user="*"/><allow own="*"/><allow send_destination="*"/>
                <allow receive_type="method_call"/><allow receive_type="method_return"/><allow receive_type="error"/>
                <allow receive_type="signal"/></policy></busconfig>
                """.formatted(folder));
        run("dbus", bus, "dbus-daemon", "--nofork", "--nosyslog", "--config-file=" + folder.resolve("bus.conf"));
        RunningDaemon.await("the bus", () -> Files.exists(folder.resolve("bus")));
        Files.createDirectories(folder.resolve("rules"));
        Files.writeString(folder.resolve("rules/10-test.rules"), RULES);
        // polkit is a user of its own, who may not get to the checkout
        Files.createDirectories(folder.resolve("actions"));
        for (String file : List.of("org.libvirt.api.policy", "org.libvirt.unix.policy")) {
            Files.copy(CHECKOUT.resolve("packaging/polkit").resolve(file), folder.resolve("actions").resolve(file));
        }
        run("polkitd", bus, "unshare", "--mount", "sh", "-c", "mount --bind %1$s/rules /etc/polkit-1/rules.d"
                .formatted(folder) + " && mount --bind %1$s/actions /usr/share/polkit-1/actions".formatted(folder)
                + " && exec /usr/lib/polkit-1/polkitd --no-debug");
        RunningDaemon.await("polkit", () -> RunningDaemon.say(List.of("env", "DBUS_SYSTEM_BUS_ADDRESS=unix:path=" + folder.resolve("bus"),
                "pkaction", "--action-id", "org.libvirt.api.domain.start")).status() == 0);
        daemon = RunningDaemon.start("""
                auth_unix_rw = "polkit"
                auth_unix_ro = "polkit"
                access_drivers = [ "polkit" ]
                """, bus);
        for (String name : List.of("web", "db", "hidden")) daemon.ok("define", daemon.file(GUEST.formatted(name)));
        Files.createDirectories(folder.resolve("p"));
        daemon.ok("pool-create-as", "p", "dir", "--target", folder.resolve("p").toString());
    }

    private static void run(String name, Map<String, String> environment, String... command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve(name + ".log").toFile());
        builder.environment().putAll(environment);
        running.add(builder.start());
    }

    @AfterAll
    static void end() throws Exception {
        if (daemon != null) daemon.close();
        for (Process process : running.reversed()) {
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        RunningDaemon.say(List.of("rm", "-r", folder.toString()));
    }

    private static Said as(String user, String socket, String... words) {
        List<String> client = List.of("setpriv", "--reuid", user, "--regid", user.equals("nobody") ? "nogroup" : user, "--clear-groups",
                "virsh", "-q", "-c", daemon.uri().replace("libvirt-sock", socket));
        return RunningDaemon.say(client, words);
    }

    private static void assertDenied(Said said) {
        assertNotEquals(0, said.status(), said.output());
        assertTrue(said.error().contains("access denied"), said.error());
    }

    @Test
    void whoIsLetInIsDecidedByPolkit() {
        Said refused = as("nobody", "libvirt-sock", "list");
        assertNotEquals(0, refused.status());
        assertTrue(refused.error().contains("no polkit agent available to authenticate action 'org.libvirt.unix.manage'"), refused.error());
        Said looks = as("nobody", "libvirt-sock-ro", "list", "--all", "--name");
        assertEquals(0, looks.status(), looks.error());
        assertTrue(looks.output().contains("db"), looks.output());
        assertEquals("", as("games", "libvirt-sock", "version").error());
        assertEquals(0, daemon.virsh("list").status(), "root comes in");
    }

    @Test
    void whatEachMayDoIsDecidedByPolkit() throws Exception {
        assertEquals("db\nweb", as("games", "libvirt-sock", "list", "--all", "--name").output(), "lists show what may be seen");
        assertNotEquals(0, as("games", "libvirt-sock", "dominfo", "hidden").status());
        assertEquals("", as("games", "libvirt-sock", "start", "web", "--paused").error());
        assertDenied(as("games", "libvirt-sock", "start", "db"));
        assertDenied(as("games", "libvirt-sock", "undefine", "db"));
        Path other = Files.writeString(folder.resolve("new.xml"), GUEST.formatted("new"));
        assertDenied(as("games", "libvirt-sock", "define", other.toString()));
        assertEquals("", as("games", "libvirt-sock", "vol-create-as", "p", "mine", "1M").error());
        assertDenied(as("games", "libvirt-sock", "vol-create-as", "p", "other", "1M"));
        assertDenied(as("games", "libvirt-sock", "pool-destroy", "p"));
        assertEquals("", as("games", "libvirt-sock", "destroy", "web").error());
    }

    @Test
    void eventsAreToldOfWhatMayBeSeen() throws Exception {
        Path heard = folder.resolve("heard");
        run("heard", Map.of(), "setpriv", "--reuid", "games", "--regid", "games", "--clear-groups", "stdbuf", "-oL", "virsh", "-c", daemon.uri(),
                "event", "--event", "metadata-change", "--loop");
        Process listening = running.removeLast();
        try {
            RunningDaemon.await("an event", () -> {
                daemon.ok("desc", "hidden", "--title", "t" + System.nanoTime());
                daemon.ok("desc", "web", "--title", "t" + System.nanoTime());
                return read(heard.resolveSibling("heard.log")).contains("'web'");
            });
        } finally {
            listening.destroy();
            assertTrue(listening.waitFor(60, TimeUnit.SECONDS));
        }
        assertFalse(read(heard.resolveSibling("heard.log")).contains("'hidden'"));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
