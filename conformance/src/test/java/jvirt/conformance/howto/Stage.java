package jvirt.conformance.howto;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/**
 * A host to play on. Its first process is a shell in namespaces of its own that reaps what is orphaned there; ending it ends the
 * daemon, its guests, the switch and every interface, and the machine that the test runs on has seen nothing of them. There is no KVM: clients choose it wherever they
 * may open it, and what emulates it may be good for nothing.
 */
public final class Stage implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int END_MINUTES = 10;

    private final Path checkout = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private final Path dir;
    private final Process shell;
    private final long first;

    private Stage(Path dir) throws IOException, InterruptedException {
        this.dir = dir;
        Files.createDirectories(dir.resolve("files"));
        this.shell = new ProcessBuilder("unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc", "sh", "-c",
                "mount --make-rprivate / && ip link set lo up && { [ ! -e /dev/kvm ] || mount --bind /dev/null /dev/kvm; } && echo ready "
                        + "&& while :; do sleep 3600 & wait $!; done")
                .redirectErrorStream(true).redirectOutput(dir.resolve("shell.log").toFile()).start();
        await("namespaces", () -> Files.readString(dir.resolve("shell.log")).contains("ready"));
        this.first = shell.toHandle().children().findFirst().orElseThrow().pid();
    }

    /** What came of a command. */
    public record Outcome(int status, String output) {}

    /** Sets a stage in a folder: a LAN behind {@code em1} and {@code ens33}, Open vSwitch, and jvirtd. */
    static Stage set(Path dir) throws IOException, InterruptedException {
        Stage stage = new Stage(dir);
        try {
            stage.lan();
            stage.openVSwitch();
            stage.startDaemon();
            return stage;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            stage.close();
            throw e;
        }
    }

    /**
     * Sets a stage without a network, for programs that want a libvirtd: they find jvirtd at libvirt's own socket.
     */
    public static Stage alone(Path dir) throws IOException, InterruptedException {
        Stage stage = new Stage(dir);
        try {
            stage.ok("""
                    chmod 755 %s
                    for own in /run/libvirt /var/lib/libvirt; do mkdir -p $own; mount -t tmpfs -o mode=755 stage $own; done
                    mkdir /var/lib/libvirt/boot /var/lib/libvirt/images
                    """.formatted(dir));
            stage.startDaemon("--libvirt-socket");
            return stage;
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            stage.close();
            throw e;
        }
    }

    /**
     * The world outside: a namespace with the other ends of the host's two cards; DHCP on the first, DNS on the second. A veth
     * leaves checksums to hardware that neither it nor the user space switch has, so that UDP from the LAN does not pass the
     * switch; udhcpd writes its packets whole.
     */
    private void lan() throws IOException, InterruptedException {
        Files.writeString(dir.resolve("resolv.conf"), "nameserver 10.45.0.1\n");
        ok("""
                sysctl -qw net.ipv4.ip_forward=1
                unshare --net sleep 86400 & echo $! > %1$s/lan
                sleep 0.3
                ip link add em1 type veth peer name lan0 netns $(cat %1$s/lan)
                ip link add ens33 type veth peer name lan1 netns $(cat %1$s/lan)
                ip link set em1 up; ip link set ens33 up; ip addr add 10.45.0.2/24 dev ens33
                mount --bind %1$s/resolv.conf /etc/resolv.conf
                """.formatted(dir));
        outside("ip link set lo up; ip link set lan0 up; ip link set lan1 up; ip addr add 10.44.0.1/24 dev lan0; ip addr add 10.45.0.1/24 dev lan1");
        Path udhcpd = file("udhcpd.conf", "start 10.44.0.100\nend 10.44.0.150\ninterface lan0\nlease_file %1$s/leases\npidfile %1$s/udhcpd\noption subnet 255.255.255.0\n".formatted(dir));
        outside("touch %1$s/leases; busybox udhcpd %2$s".formatted(dir, udhcpd));
        outside("dnsmasq --conf-file=/dev/null --pid-file=%1$s/lan.dnsmasq --interface=lan1 --bind-interfaces --no-resolv --no-hosts ".formatted(dir)
                + "--address=/outside.example/10.44.0.1");
    }

    /** A database and a switch of the stage's own, where every program looks for them. */
    private void openVSwitch() throws IOException, InterruptedException {
        ok("""
                mkdir -p /run/openvswitch; mount -t tmpfs stage /run/openvswitch
                ovsdb-tool create %1$s/conf.db /usr/share/openvswitch/vswitch.ovsschema
                ovsdb-server %1$s/conf.db --remote=punix:/run/openvswitch/db.sock --pidfile --detach --log-file=%1$s/ovsdb.log
                ovs-vsctl --no-wait init
                ovs-vswitchd --pidfile --detach --log-file=%1$s/vswitchd.log
                """.formatted(dir));
    }

    /** Starts jvirtd, and waits until it answers. */
    void startDaemon(String... options) throws IOException, InterruptedException {
        ok("JDK_JAVA_OPTIONS=-Djvirt.faults=%s %s --root %s %s >> %s 2>&1 & echo $! > %s".formatted(faults(), checkout.resolve("bin/jvirtd"), root(),
                String.join(" ", options), dir.resolve("jvirtd.log"), dir.resolve("jvirtd")));
        // the capabilities are there when each QEMU has been asked for its own
        await("jvirtd", () -> sh("virsh -c '" + uri() + "' capabilities").status() == 0);
    }

    /** The file in which stands at which step jvirtd dies; nothing is counted while it is not there. */
    Path faults() {
        return dir.resolve("faults");
    }

    /** Kills jvirtd, with no chance to say goodbye. */
    void killDaemon() throws IOException, InterruptedException {
        ok("kill -9 $(cat " + dir.resolve("jvirtd") + ")");
        await("jvirtd's end", () -> sh("kill -0 $(cat " + dir.resolve("jvirtd") + ")").status() != 0);
    }

    public Path dir() {
        return dir;
    }

    /** Where jvirtd keeps everything. */
    public Path root() {
        return dir.resolve("root");
    }

    public Path checkout() {
        return checkout;
    }

    public String uri() {
        return "qemu+unix:///system?socket=" + root().resolve("run/libvirt-sock");
    }

    /** A file on the stage, written. */
    public Path file(String name, String content) {
        try {
            return Files.writeString(dir.resolve("files").resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script on the stage. */
    public Outcome sh(String script) throws IOException, InterruptedException {
        return run(List.of("nsenter", "-t", Long.toString(first), "-m", "-n", "-p", "sh", "-c", script));
    }

    /** Runs a script on the LAN. */
    Outcome lan(String script) throws IOException, InterruptedException {
        return sh("exec nsenter -t $(cat %s/lan) -n sh -c '%s'".formatted(dir, script.replace("'", "'\\''")));
    }

    private void outside(String script) throws IOException, InterruptedException {
        Outcome outcome = lan(script);
        Assertions.assertEquals(0, outcome.status(), script + "\n" + outcome.output());
    }

    /** Runs a script on the stage that must succeed. */
    public String ok(String script) throws IOException, InterruptedException {
        Outcome outcome = sh(script);
        Assertions.assertEquals(0, outcome.status(), script + "\n" + outcome.output());
        return outcome.output();
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile(dir, "out", "");
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("LC_ALL", "C");
        builder.environment().put("JVIRT_SCRATCH_DIR", dir.resolve("scratch").toString());
        builder.environment().put("JVIRT_AOT", "off");
        builder.environment().put("HOME", dir.toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(END_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                return new Outcome(-1, "did not end: " + Files.readString(out));
            }
            return new Outcome(process.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    /** A question that is asked until it is answered. */
    public interface Question {
        boolean answered() throws IOException, InterruptedException;
    }

    /** Asks again and again until the answer is yes. */
    public static void await(String what, Question question) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!question.answered()) {
            Assertions.assertTrue(System.nanoTime() < end, "waited in vain for " + what);
            Thread.sleep(100);
        }
    }

    /** What the daemon has said so far. */
    public String daemonLog() throws IOException {
        return Files.readString(dir.resolve("jvirtd.log"));
    }

    @Override public void close() throws IOException {
        shell.toHandle().children().forEach(ProcessHandle::destroyForcibly);
        shell.destroyForcibly();
        shell.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                if (!file.equals(dir)) Files.deleteIfExists(file);
            }
        }
    }
}
