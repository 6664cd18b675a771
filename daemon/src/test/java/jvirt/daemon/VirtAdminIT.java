package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jvirt.client.Connection;
import jvirt.daemon.RunningDaemon.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stock {@code virt-admin} administers a jvirtd. */
class VirtAdminIT {
    private static RunningDaemon daemon;

    @BeforeAll
    static void begin() throws Exception {
        daemon = RunningDaemon.start();
    }

    @AfterAll
    static void end() throws Exception {
        daemon.close();
    }

    private static String ok(String... words) {
        Said said = daemon.admin(words);
        assertEquals(0, said.status(), said.error());
        return said.output();
    }

    private static String refused(String... words) {
        Said said = daemon.admin(words);
        assertEquals(1, said.status(), said.output());
        return said.error();
    }

    /** A value of the lines {@code name : value}. */
    private static String value(String text, String name) {
        return text.lines().filter(line -> line.matches(name + " *:.*")).map(line -> line.replaceFirst("[^:]*: *", "")).findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + text));
    }

    @Test
    void serversAreListed() {
        assertEquals("0 libvirtd 1 admin", ok("server-list").replaceAll("\\s+", " "));
        assertEquals("error: Server not found: No server named 'nobody'", refused("client-list", "nobody"));
        assertTrue(ok("version").contains("9.0.0"));
    }

    @Test
    void clientsAreListedShownAndCutOff() throws Exception {
        try (Connection client = daemon.connect()) {
            String last = ok("client-list", "libvirtd").lines().reduce((_, next) -> next).orElseThrow().strip().split("\\s+")[0];
            String info = ok("client-info", "libvirtd", last);
            assertEquals("unix", value(info, "transport"));
            assertEquals("no", value(info, "readonly"));
            assertEquals(Long.toString(ProcessHandle.current().pid()), value(info, "unix_process_id"));
            assertEquals(System.getProperty("user.name"), value(info, "unix_user_name"));
            ok("client-disconnect", "libvirtd", last);
            RunningDaemon.await("the client is cut off", () -> !client.alive());
            assertEquals("error: Client not found: No client with matching ID '" + last + "'", refused("client-info", "libvirtd", last)
                    .replaceFirst("(?s)\n.*", ""));
        }
    }

    @Test
    void boundsOfClientsAreShownAndSet() {
        ok("server-clients-set", "libvirtd", "--max-clients", "4000", "--max-unauth-clients", "33");
        String info = ok("server-clients-info", "libvirtd");
        assertEquals("4000", value(info, "nclients_max"));
        assertEquals("33", value(info, "nclients_unauth_max"));
        String error = refused("server-clients-set", "libvirtd", "--max-clients", "4");
        assertTrue(error.contains("must not be less than the overall maximum number of clients"), error);
    }

    @Test
    void boundsOfWorkersAreShownAndSet() {
        ok("server-threadpool-set", "libvirtd", "--min-workers", "3", "--max-workers", "40");
        String info = ok("server-threadpool-info", "libvirtd");
        assertEquals("3", value(info, "minWorkers"));
        assertEquals("40", value(info, "maxWorkers"));
        assertTrue(refused("server-threadpool-set", "libvirtd", "--max-workers", "2")
                .contains("minWorkers cannot be larger than maxWorkers"));
        daemon.ok("capabilities");
    }

    @Test
    void theLogGoesWhereItIsSent() throws Exception {
        Path file = daemon.root().resolve("admin.log");
        String before = ok("daemon-log-outputs").replaceFirst("Logging .*: ", "");
        ok("daemon-log-outputs", "--outputs", "1:file:" + file);
        assertEquals("1:file:" + file, ok("daemon-log-outputs").replaceFirst("Logging .*: ", ""));
        ok("daemon-log-filters", "--filters", "1:rpc 3:storage");
        assertEquals("1:rpc 3:storage", ok("daemon-log-filters").replaceFirst("Logging .*: ", ""));
        assertTrue(Files.exists(file));
        assertTrue(refused("daemon-log-outputs", "--outputs", "9:stderr").contains("Invalid log priority '9' for log output '9:stderr'"));
        assertTrue(refused("daemon-log-filters", "--filters", "1").contains("Malformed format for filter '1'"));
        ok("daemon-log-filters", "--filters", "");
        ok("daemon-log-outputs", "--outputs", before);
        assertEquals(before, ok("daemon-log-outputs").replaceFirst("Logging .*: ", ""));
    }

    @Test
    void withoutTlsThereAreNoCertificatesToRenew() {
        assertTrue(refused("server-update-tls", "libvirtd").contains("no tls service found, unable to update tls files"));
    }

    @Test
    void anIdleDaemonEndsWhenTold() throws Exception {
        try (RunningDaemon other = RunningDaemon.start()) {
            assertEquals(0, other.admin("daemon-timeout", "--timeout", "1").status());
            assertTrue(other.ended(60, TimeUnit.SECONDS));
        }
    }
}
