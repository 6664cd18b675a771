package jvirt.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.rpc.call.DomainCall;

/**
 * Starts a daemon in a folder of its own and makes it do usual things, while the JVM records which classes that takes: the cache
 * with which {@code bin/jvirtd} starts quickly is made of this.
 */
final class Training {
    private static final String NETWORK = "<network><name>training</name><ip address='192.0.2.1' netmask='255.255.255.0'/></network>";

    private Training() {}

    /** Runs it; the JVM's own options say where the record goes. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("jvirt-training");
        try (Daemon daemon = Daemon.open(new Options(java.util.Optional.of(root), false, false, false),
                jvirt.daemon.log.Log.start(false))) {
            Thread serving = new Thread(() -> serve(daemon), "training");
            serving.setDaemon(true);
            serving.start();
            work(root.resolve("run/libvirt-sock"));
        } finally {
            try (Stream<Path> files = Files.walk(root)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(file);
            }
        }
        System.exit(0);
    }

    private static void serve(Daemon daemon) {
        try {
            daemon.serve();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void work(Path socket) {
        try (Connection connection = Connection.open("qemu+unix:///system?socket=" + socket)) {
            connection.capabilities();
            connection.call(new jvirt.rpc.call.NetworkCall.DefineXml(NETWORK));
            for (int i = 0; i < 3; i++) {
                var machine = connection.call(new DomainCall.DefineXml(Rehearsal.MACHINE.formatted(i % 2 == 0 ? "q35" : "pc"))).dom();
                connection.call(new DomainCall.GetXmlDesc(machine, 0));
                connection.call(new DomainCall.GetInfo(machine));
                connection.call(new DomainCall.UndefineFlags(machine, 0));
            }
            for (int flags : List.of(0, 1, 2)) connection.call(new jvirt.rpc.call.ConnectCall.ListAllDomains(1, flags));
        } catch (VirtException e) {
            // no QEMU here, or no right to something: what was done so far was recorded
            System.err.println("training: " + e.getMessage());
        }
    }
}
