package jvirt.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A stock libvirtd of one's own, as the peer to compare with: in mount and network namespaces in which all that it reads and
 * writes lies below a temporary folder. It needs root and an installed libvirtd.
 */
public final class StockLibvirtd implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    private static final String SCRIPT = """
            set -e
            d=$1
            ip link set lo up
            for f in /etc/libvirt /var/lib/libvirt /var/cache/libvirt /var/log/libvirt; do
                mkdir -p "$d/fs$f" "$f"
                mount --bind "$d/fs$f" "$f"
            done
            mkdir -p /run/libvirt "$d/run"
            mount --bind "$d/run" /run/libvirt
            cat > "$d/libvirtd.conf" <<END
            unix_sock_dir = "$d"
            auth_unix_ro = "none"
            auth_unix_rw = "none"
            log_outputs = "3:file:$d/log"
            END
            cat > /etc/libvirt/qemu.conf <<END
            user = "root"
            group = "root"
            dynamic_ownership = 0
            security_driver = "none"
            namespaces = []
            cgroup_controllers = []
            END
            exec libvirtd -f "$d/libvirtd.conf" -p "$d/pid" > "$d/out" 2>&1
            """;

    private final Path folder;
    private final Process process;

    private StockLibvirtd(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    /** Starts one, and waits until it answers. */
    public static StockLibvirtd start() {
        try {
            Path folder = Files.createTempDirectory("jvirt-stock");
            Process process = new ProcessBuilder("unshare", "--mount", "--net", "--uts", "--propagation", "private", "sh", "-c", SCRIPT, "sh",
                    folder.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("start").toFile()).start();
            var stock = new StockLibvirtd(folder, process);
            stock.awaitSocket();
            return stock;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitSocket() throws IOException {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        while (!Files.exists(socket())) {
            if (!process.isAlive() || System.nanoTime() > end) {
                String said = Files.readString(folder.resolve("start"));
                close();
                throw new IOException("libvirtd does not start: " + said);
            }
            sleep();
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(20);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The socket for reading and writing. */
    public Path socket() {
        return folder.resolve("libvirt-sock");
    }

    /** The folder below which all of it lies; what callers put there goes with it. */
    public Path folder() {
        return folder;
    }

    /** The URI of one of its drivers, such as {@code test:///default}, by way of its socket. */
    public String uri(String driver) {
        int scheme = driver.indexOf("://");
        return driver.substring(0, scheme) + "+unix" + driver.substring(scheme) + "?socket=" + socket();
    }

    @Override public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) process.destroyForcibly().waitFor();
            List<Path> files;
            try (var all = Files.walk(folder)) {
                files = all.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path file : files) Files.deleteIfExists(file);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
