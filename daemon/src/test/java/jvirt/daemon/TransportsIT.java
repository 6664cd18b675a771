package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jvirt.daemon.RunningDaemon.Said;
import jvirt.rpc.sasl.Logins;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Stock clients by every socket there is: libvirt's paths, TLS, TCP, with passwords and without. */
class TransportsIT {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();

    private static RunningDaemon daemon;
    private static Path pki;
    private static int tls;
    private static int tcp;

    @BeforeAll
    static void begin() throws Exception {
        pki = Files.createTempDirectory("jvirt-pki");
        pki("--client", "admin");
        tls = freePort();
        tcp = freePort();
        daemon = RunningDaemon.start("""
                libvirt_sockets = [ "legacy", "modular" ]
                unix_sock_dir = "ROOT/sockets"
                unix_sock_rw_perms = "0750"
                auth_unix_ro = "sasl"
                listen_tls = 1
                tls_port = %d
                auth_tls = "sasl"
                listen_tcp = 1
                tcp_port = %d
                listen_addr = "127.0.0.1"
                ca_file = "%3$s/cacert.pem"
                cert_file = "%3$s/servercert.pem"
                key_file = "%3$s/serverkey.pem"
                sasl_allowed_username_list = [ "alice", "b*" ]
                """.formatted(tls, tcp, pki));
        Logins logins = new Logins(daemon.root().resolve("etc/logins"));
        logins.set("alice", "wonderland");
        logins.set("mallory", "wonderland");
    }

    @AfterAll
    static void end() throws Exception {
        daemon.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static void pki(String... words) {
        Said said = RunningDaemon.say(List.of(CHECKOUT.resolve("bin/jvirt").toString(), "pki", "--dir", pki.toString(), "--host",
                "localhost,127.0.0.1"), words);
        assertEquals(0, said.status(), said.error());
    }

    private static Said virsh(String uri, String... words) {
        return RunningDaemon.say(List.of("virsh", "-q", "-c", uri), words);
    }

    private static Said jvirt(String uri, String... words) {
        return RunningDaemon.say(List.of(CHECKOUT.resolve("bin/jvirt").toString(), "-q", "-c", uri), words);
    }

    private static void works(Said said) {
        assertEquals(0, said.status(), said.error());
        assertFalse(said.output().isEmpty());
    }

    /** libvirt's file of credentials, for its clients and ours. */
    private static String credentials(String name, String password) throws IOException {
        Path file = Files.createTempFile(daemon.root(), "auth", ".conf");
        return Files.writeString(file, """
                [credentials-test]
                authname=%s
                password=%s
                [auth-libvirt-localhost]
                credentials=test
                [auth-libvirt-default]
                credentials=test
                """.formatted(name, password)).toString();
    }

    private static String tls(String credentials) {
        return "qemu+tls://localhost:" + tls + "/system?pkipath=" + pki + "&authfile=" + credentials;
    }

    @Test
    void stockClientsFindUsAtLibvirtsPaths() {
        Path sockets = daemon.root().resolve("sockets");
        for (String name : List.of("libvirt-sock", "virtqemud-sock", "virtnetworkd-sock", "virtstoraged-sock", "virtnodedevd-sock",
                "virtsecretd-sock", "virtnwfilterd-sock", "virtinterfaced-sock")) {
            works(virsh("qemu+unix:///system?socket=" + sockets.resolve(name), "hostname"));
        }
        Said networks = virsh("network+unix:///system?socket=" + sockets.resolve("virtnetworkd-sock"), "net-list");
        assertEquals(0, networks.status(), networks.error());
        Said admin = RunningDaemon.say(List.of("virt-admin", "-q", "-c", "virtqemud+unix:///system?socket="
                + sockets.resolve("virtqemud-admin-sock")), "server-list");
        assertTrue(admin.output().contains("libvirtd"), admin.error());
    }

    @Test
    void socketsHaveTheModeThatIsSaid() throws IOException {
        assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.root().resolve("sockets/libvirt-sock"))));
        assertEquals("rwxrwxrwx", PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.root().resolve("sockets/libvirt-sock-ro"))));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(daemon.root().resolve("sockets/libvirt-admin-sock"))));
    }

    @Test
    void aPasswordIsAskedForAndChecked() throws IOException {
        String socket = daemon.root().resolve("sockets/libvirt-sock-ro").toString();
        String uri = "qemu+unix:///system?socket=" + socket + "&authfile=";
        works(virsh(uri + credentials("alice", "wonderland"), "-r", "hostname"));
        for (String[] wrong : List.of(new String[] {"alice", "Wonderland"}, new String[] {"eve", "wonderland"},
                new String[] {"mallory", "wonderland"})) {
            Said said = virsh(uri + credentials(wrong[0], wrong[1]), "-r", "hostname");
            assertEquals(1, said.status(), said.output());
            assertTrue(said.error().contains("authentication failed"), said.error());
        }
        works(jvirt(uri + credentials("alice", "wonderland"), "-r", "hostname"));
        assertTrue(jvirt(uri + credentials("alice", "no"), "-r", "hostname").error().contains("authentication failed"));
        // who came in by the socket for looking changes nothing, whoever he is
        Said change = virsh(uri + credentials("alice", "wonderland"), "net-define", "/dev/null");
        assertNotEquals(0, change.status());
    }

    @Test
    void tlsWithACertificateAndAPassword() throws IOException {
        works(virsh(tls(credentials("alice", "wonderland")), "hostname"));
        works(jvirt(tls(credentials("alice", "wonderland")), "hostname"));
        Said wrong = virsh(tls(credentials("alice", "no")), "hostname");
        assertTrue(wrong.error().contains("authentication failed"), wrong.error());
        assertTrue(daemon.admin("client-list", "libvirtd").status() == 0);
    }

    /**
     * SCRAM does not encrypt, and libvirt's clients want encryption of whoever comes over bare TCP: they refuse. Ours log in: who
     * listens learns what is said, not the password.
     */
    @Test
    void tcpWithAPassword() throws IOException {
        String uri = "qemu+tcp://localhost:" + tcp + "/system?authfile=" + credentials("alice", "wonderland");
        works(jvirt(uri, "hostname"));
        Said stock = virsh(uri, "hostname");
        assertNotEquals(0, stock.status());
        assertTrue(stock.error().contains("SASL"), stock.error());
        Said nobody = jvirt("qemu+tcp://localhost:" + tcp + "/system?authfile=" + credentials("eve", "x"), "hostname");
        assertTrue(nobody.error().contains("authentication failed"), nobody.error());
    }

    @Test
    void tcpWithoutAPasswordWhereTheAdministratorSaysSo() throws Exception {
        int port = freePort();
        try (RunningDaemon open = RunningDaemon.start("""
                listen_tcp = 1
                tcp_port = %d
                listen_addr = "127.0.0.1"
                auth_tcp = "none"
                """.formatted(port))) {
            works(virsh("qemu+tcp://localhost:" + port + "/system", "hostname"));
            assertEquals(0, open.virsh("list").status());
        }
    }

    @Test
    void renewedCertificatesAreTakenUpAtOnce() throws Exception {
        String uri = tls(credentials("alice", "wonderland"));
        works(virsh(uri, "hostname"));
        String before = Files.readString(pki.resolve("servercert.pem"));
        pki("--client", "admin", "--days", "30");
        assertNotEquals(before, Files.readString(pki.resolve("servercert.pem")));
        works(virsh(uri, "hostname"));
        assertEquals(0, daemon.admin("server-update-tls", "libvirtd").status());
        works(virsh(uri, "hostname"));
    }

    /** As systemd starts a service whose sockets it has opened. */
    @Test
    void systemdsSocketsAreTakenOver() throws Exception {
        Path root = Files.createTempDirectory("jvirt-it");
        Path socket = root.resolve("s");
        Path readOnly = root.resolve("s-ro");
        String activate = """
                import fcntl, os, socket, sys
                high = []
                for path in sys.argv[1:3]:
                    one = socket.socket(socket.AF_UNIX)
                    one.bind(path)
                    one.listen(5)
                    high.append(fcntl.fcntl(one.fileno(), fcntl.F_DUPFD, 20))
                one.close()
                for number, each in enumerate(high):
                    os.dup2(each, 3 + number, inheritable=True)
                notify = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                notify.bind(sys.argv[1] + '-notify')
                if os.fork() == 0:
                    print(notify.recv(100).decode(), flush=True)
                    os._exit(0)
                os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='2', LISTEN_FDNAMES='jvirtd.socket:jvirtd-ro.socket',
                                  NOTIFY_SOCKET=sys.argv[1] + '-notify')
                os.execv(sys.argv[3], sys.argv[3:])
                """;
        Process process = new ProcessBuilder("python3", "-c", activate, socket.toString(), readOnly.toString(),
                CHECKOUT.resolve("bin/jvirtd").toString(), "--root", root.resolve("r").toString()).redirectErrorStream(true).start();
        try {
            RunningDaemon.await("the sockets are there", () -> Files.exists(readOnly));
            works(virsh("qemu+unix:///system?socket=" + socket, "hostname"));
            works(virsh("qemu+unix:///system?socket=" + readOnly, "-r", "hostname"));
            Said refused = virsh("qemu+unix:///system?socket=" + readOnly, "net-start", "x");
            assertFalse(refused.error().isEmpty());
            String said = new String(process.getInputStream().readNBytes("READY=1".length()));
            assertEquals("READY=1", said);
        } finally {
            process.destroy();
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        }
        assertTrue(Files.exists(socket), "the socket is systemd's");
    }
}
