package jvirt.conformance.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jvirt.client.Connection;

/** A host: namespaces with a bridge, a folder of its own disks, and a daemon, joined to the other hosts. */
final class Host implements AutoCloseable {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final int PATIENCE_SECONDS = 60;

    private final Path dir;
    private final int number;
    private final String daemon;
    private final Path socket;
    private final Process process;
    private final long shell;

    private record Daemon(Path socket, String start) {}

    private Host(Path all, int number, Daemon daemon) throws IOException, InterruptedException {
        this.dir = all.resolve("host" + number);
        this.number = number;
        this.daemon = daemon.start;
        this.socket = daemon.socket;
        Files.createDirectories(dir.resolve("own"));
        Path own = Files.createDirectories(all.resolve("own"));
        String script = """
                hostname host%d; mount --make-rprivate /; mount --bind %s %s
                ip link set lo up; ip link add br0 type bridge; ip addr add %s/24 dev br0; ip link set br0 up
                echo ready; while :; do sleep 3600 & wait $!; done
                """.formatted(number, dir.resolve("own"), own, address());
        process = new ProcessBuilder("unshare", "--mount", "--net", "--uts", "--pid", "--fork", "--kill-child", "--mount-proc", "sh",
                "-c", script).redirectErrorStream(true).redirectOutput(dir.resolve("shell.log").toFile()).start();
        await("namespaces", () -> Files.readString(dir.resolve("shell.log")).contains("ready"));
        // the shell is the child of unshare, which itself stays in the host's namespace of processes
        shell = process.children().findFirst().orElseThrow().pid();
    }

    /** A host of jvirtd. */
    static Host jvirt(Path all, int number) throws IOException, InterruptedException {
        Path root = all.resolve("host" + number + "/root");
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/jvirtd.conf"), "host_uuid = \"00000000-0000-4000-8000-00000000000%d\"\n".formatted(number));
        Files.writeString(root.resolve("etc/qemu.conf"), settings(number));
        Host host = new Host(all, number, new Daemon(root.resolve("run/libvirt-sock"),
                "JVIRT_AOT=off %s --root %s".formatted(CHECKOUT.resolve("bin/jvirtd"), root)));
        host.startDaemon();
        return host;
    }

    /** What both kinds of daemon are told: their address, and no secrets of QEMU's account, which may not read the tests' folder. */
    private static String settings(int number) {
        return "migration_host = \"10.9.0.%d\"\nuser = \"root\"\ngroup = \"root\"\n".formatted(number);
    }

    /** A host of stock libvirtd, whose folders are hidden behind empty ones. */
    static Host stock(Path all, int number) throws IOException, InterruptedException {
        Path dir = Files.createDirectories(all.resolve("host" + number));
        Files.createDirectories(dir.resolve("sock"));
        Files.writeString(dir.resolve("libvirtd.conf"), """
                unix_sock_dir = "%s"
                auth_unix_rw = "none"
                auth_unix_ro = "none"
                host_uuid = "00000000-0000-4000-8000-00000000000%d"
                """.formatted(dir.resolve("sock"), number));
        Files.writeString(dir.resolve("qemu.conf"), settings(number) + "stdio_handler = \"file\"\nremember_owner = 0\nnamespaces = []\n");
        Host host = new Host(all, number, new Daemon(dir.resolve("sock/libvirt-sock"),
                "libvirtd -f %1$s/libvirtd.conf -p %1$s/pid".formatted(dir)));
        host.ok("""
                mkdir -p /run/libvirt /var/cache/libvirt /var/log/libvirt
                cp -r /etc/libvirt/nwfilter %1$s/nwfilter
                for d in /etc/libvirt /var/lib/libvirt /run/libvirt /var/log/libvirt; do mount -t tmpfs -o mode=755 host $d; done
                mv %1$s/nwfilter /etc/libvirt/nwfilter
                mkdir -p /var/lib/libvirt/qemu /var/lib/libvirt/images; cp %1$s/qemu.conf /etc/libvirt/
                """.formatted(dir));
        host.startDaemon();
        return host;
    }

    String address() {
        return "10.9.0." + number;
    }

    String uri() {
        return "qemu+unix:///system?socket=" + socket;
    }

    /** Joins two hosts by a cable between their bridges. */
    static void join(Host one, Host other) throws IOException, InterruptedException {
        String cable = "c" + one.number + other.number;
        // only the outermost namespace of processes sees both
        Process made = new ProcessBuilder("nsenter", "--net=/proc/" + one.shell + "/ns/net", "ip", "link", "add", cable, "type", "veth",
                "peer", "name", cable, "netns", "/proc/" + other.shell + "/ns/net").inheritIO().start();
        assertEquals(0, made.waitFor(), "cable between hosts");
        for (Host end : List.of(one, other)) end.ok("ip link set %s master br0 up".formatted(cable));
        // until the bridges carry it there is no route: a migration in the first moment would be refused
        await("the cable", () -> one.sh("ping -c1 -W1 " + other.address()).status == 0);
    }

    void startDaemon() throws IOException, InterruptedException {
        Files.deleteIfExists(socket);
        ok("%s >> %s/log 2>&1 & echo $! > %s/daemon".formatted(daemon, dir, dir));
        // the capabilities are there when each QEMU has been asked for its own
        await("the daemon of host " + number, () -> virsh("capabilities").status == 0);
    }

    /** Kills the daemon, with no chance to say good-bye; its guests go on. */
    void killDaemon() throws IOException, InterruptedException {
        ok("kill -9 $(cat %s/daemon)".formatted(dir));
        await("the daemon's end", () -> sh("kill -0 $(cat %s/daemon)".formatted(dir)).status != 0);
    }

    Connection connect() {
        return Connection.open(uri());
    }

    /** What came of a command. */
    record Outcome(int status, String output) {}

    Outcome virsh(String words) throws IOException, InterruptedException {
        return sh("virsh -q -c '%s' %s".formatted(uri(), words));
    }

    /** virsh's answer, of a command that must succeed. */
    String ask(String words) throws IOException, InterruptedException {
        Outcome outcome = virsh(words);
        assertEquals(0, outcome.status, words + "\n" + outcome.output);
        return outcome.output.strip();
    }

    /** What the machine does here, and why; nothing when it is not known. */
    String state(String machine) throws IOException, InterruptedException {
        Outcome outcome = virsh("domstate " + machine + " --reason");
        return outcome.status == 0 ? outcome.output.strip() : "";
    }

    Outcome sh(String script) throws IOException, InterruptedException {
        Path out = Files.createTempFile(dir, "out", "");
        List<String> command = new ArrayList<>(List.of("nsenter", "-t", Long.toString(shell), "-m", "-n", "-u", "-p", "sh", "-c", script));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile())
                .redirectInput(Path.of("/dev/null").toFile());
        builder.environment().put("LC_ALL", "C");
        Process child = builder.start();
        try {
            if (!child.waitFor(3 * PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                child.destroyForcibly();
                return new Outcome(-1, "did not end: " + Files.readString(out));
            }
            return new Outcome(child.exitValue(), Files.readString(out));
        } finally {
            Files.delete(out);
        }
    }

    private void ok(String script) throws IOException, InterruptedException {
        Outcome outcome = sh(script);
        assertEquals(0, outcome.status, script + "\n" + outcome.output);
    }

    /** A question that is asked until it is answered. */
    interface Question {
        boolean answered() throws IOException, InterruptedException;
    }

    static void await(String what, Question question) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!question.answered()) {
            assertTrue(System.nanoTime() < end, "waited in vain for " + what);
            Thread.sleep(100);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
    }
}
