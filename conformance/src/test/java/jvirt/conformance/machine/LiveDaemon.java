package jvirt.conformance.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;

/** This checkout's jvirtd in a private root, and a client of it. Closing it ends its guests. */
public final class LiveDaemon implements AutoCloseable {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();
    private static final int START_SECONDS = 60;

    private final Path root;
    private final Process process;
    private final Connection connection;

    private LiveDaemon(Path root, Process process, Connection connection) {
        this.root = root;
        this.process = process;
        this.connection = connection;
    }

    /** The folder of the small Linux guest, which {@code tools/make-guest} makes when it is not there. */
    public static Path guest() throws IOException, InterruptedException {
        Path guest = Path.of(System.getProperty("jvirt.guest", CHECKOUT.resolve("target/guest").toString()));
        if (!Files.exists(guest.resolve("vmlinuz"))) {
            Process made = new ProcessBuilder(CHECKOUT.resolve("tools/make-guest").toString(), guest.toString()).inheritIO().start();
            assertTrue(made.waitFor(5, TimeUnit.MINUTES) && made.exitValue() == 0, "tools/make-guest");
        }
        return guest;
    }

    /** Starts it, and waits until it answers. */
    public static LiveDaemon start(Path root) throws IOException, InterruptedException {
        Files.createDirectories(root);
        Process process = new ProcessBuilder(CHECKOUT.resolve("bin/jvirtd").toString(), "--root", root.toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(root.resolve("out").toFile())).start();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try {
                return new LiveDaemon(root, process,
                        Connection.open(uri(root)));
            } catch (VirtException e) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    process.destroyForcibly();
                    throw new IOException("jvirtd did not come up: " + Files.readString(root.resolve("out")), e);
                }
                Thread.sleep(50);
            }
        }
    }

    /** The client. */
    public Connection connection() {
        return connection;
    }

    /** Runs stock virsh with these words, which must succeed; what it printed. */
    public String virsh(String words) throws IOException, InterruptedException {
        return shell("virsh -c '" + uri(root) + "' " + words);
    }

    /** Runs a shell's line, which must succeed; what it printed. */
    static String shell(String line) throws IOException, InterruptedException {
        Process child = new ProcessBuilder("sh", "-c", line).redirectErrorStream(true).start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, child.waitFor(), line + ": " + printed);
        return printed;
    }

    /** Waits until virsh's words print what is wanted. */
    void await(String words, String wanted) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        for (String printed = virsh(words); !printed.contains(wanted); printed = virsh(words)) {
            assertTrue(System.nanoTime() < deadline, () -> "no '" + wanted + "' from " + words);
            Thread.sleep(100);
        }
    }

    /** Where its clients find it. */
    public String uri() {
        return uri(root);
    }

    private static String uri(Path root) {
        return "qemu+unix:///system?socket=" + root.resolve("run/libvirt-sock");
    }

    /** The process of a running machine's QEMU. */
    int pid(Domain guest) throws IOException {
        String status = Files.readString(root.resolve("run/qemu/" + guest.name() + ".xml"));
        return Integer.parseInt(status.replaceFirst("(?s).*?pid='(\\d+)'.*", "$1"));
    }

    /** Kills the daemon, whose guests go on, and starts another. */
    LiveDaemon killedAndRestarted() throws IOException, InterruptedException {
        process.destroyForcibly().waitFor();
        connection.close();
        return start(root);
    }

    @Override
    public void close() {
        for (Domain guest : connection.domains().list(1)) guest.destroy(0);
        connection.close();
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join().destroyForcibly();
    }
}
