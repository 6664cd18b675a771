package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jvirt.daemon.RunningDaemon.Said;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stock clients come to a jvirtd over ssh, and ours do: an sshd of the test's own on the loopback, with keys of its own. */
class SshIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();

    private static RunningDaemon daemon;
    private static Path folder;
    private static Process sshd;
    private static int port;

    @BeforeAll
    static void begin() throws Exception {
        daemon = RunningDaemon.start();
        folder = Files.createDirectories(daemon.root().resolve("ssh"));
        key("host");
        key("client");
        Files.copy(folder.resolve("client.pub"), folder.resolve("authorized"));
        // what a package puts on the path, this sshd has on it
        Files.createSymbolicLink(folder.resolve("virt-ssh-helper"), CHECKOUT.resolve("packaging/virt-ssh-helper"));
        port = freePort();
        Files.writeString(folder.resolve("sshd_config"), """
                Port %d
                ListenAddress 127.0.0.1
                HostKey %2$s/host
                AuthorizedKeysFile %2$s/authorized
                PidFile none
                UsePAM no
                StrictModes no
                PasswordAuthentication no
                SetEnv PATH=%2$s:/usr/bin:/bin JVIRT_RUN=%3$s
                """.formatted(port, folder, daemon.root().resolve("run")));
        Files.createDirectories(Path.of("/run/sshd"));
        sshd = new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", folder.resolve("sshd_config").toString()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("sshd.log").toFile()).start();
        RunningDaemon.await("sshd listens", SshIT::listens);
        client("known", Files.readString(folder.resolve("host.pub")));
        key("other");
        client("wrong", Files.readString(folder.resolve("other.pub")));
    }

    @AfterAll
    static void end() throws Exception {
        if (sshd != null) {
            sshd.destroy();
            sshd.waitFor(60, TimeUnit.SECONDS);
        }
        daemon.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException _) {
            return false;
        }
    }

    private static void key(String name) {
        assertEquals(0, RunningDaemon.say(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(name).toString()))
                .status());
    }

    /** An ssh that knows this key of the host's, and nothing of the user's own. */
    private static void client(String name, String hostKey) throws IOException {
        Path known = Files.writeString(folder.resolve(name + ".hosts"), "[127.0.0.1]:" + port + " " + hostKey);
        Path script = Files.writeString(folder.resolve(name), "#!/bin/sh\nexec ssh -F /dev/null -o UserKnownHostsFile=" + known
                + " -o GlobalKnownHostsFile=/dev/null -o BatchMode=yes -i " + folder.resolve("client") + " \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
    }

    private static String uri(String client, String more) {
        return "qemu+ssh://" + System.getProperty("user.name") + "@127.0.0.1:" + port + "/system?command=" + folder.resolve(client) + more;
    }

    private static Said virsh(String uri, String... words) {
        return RunningDaemon.say(List.of("virsh", "-q", "-c", uri), words);
    }

    private static Said jvirt(String uri, String... words) {
        return RunningDaemon.say(List.of(CHECKOUT.resolve("bin/jvirt").toString(), "-q", "-c", uri), words);
    }

    @Test
    void stockClientsComeByTheHelper() throws IOException {
        Said said = virsh(uri("known", "&proxy=native"), "hostname");
        assertEquals(0, said.status(), said.error());
        assertEquals(daemon.ok("hostname"), said.output());
        Said looking = virsh(uri("known", "&proxy=native"), "-r", "net-start", "x");
        assertFalse(looking.error().isEmpty());
        Said define = virsh(uri("known", ""), "define", daemon.file("""
                <domain type='qemu'><name>far</name><memory unit='MiB'>64</memory>
                <os><type arch='x86_64' machine='q35'>hvm</type></os></domain>
                """));
        assertEquals(0, define.status(), define.error());
        assertTrue(daemon.ok("list", "--all").contains("far"));
    }

    @Test
    void oursCome() {
        Said said = jvirt(uri("known", "&socket=" + daemon.root().resolve("run/libvirt-sock")), "hostname");
        assertEquals(0, said.status(), said.error());
        assertEquals(daemon.ok("hostname"), said.output());
    }

    @Test
    void aHostWithAnotherKeyIsNotTalkedTo() {
        for (Said said : List.of(virsh(uri("wrong", "&proxy=native"), "hostname"), jvirt(uri("wrong", ""), "hostname"))) {
            assertNotEquals(0, said.status());
            assertTrue(said.error().contains("Host key verification failed"), said.error());
        }
    }
}
