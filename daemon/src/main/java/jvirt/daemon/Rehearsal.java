package jvirt.daemon;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.qemu.Machines;
import jvirt.rpc.call.ConnectCall;

/**
 * Is a client of its own daemon, and goes through a definition that nobody keeps, again and again while the daemon has just begun
 * and has little to do. A JVM compiles what has run some times; until then a definition takes ten times as long, and a daemon's
 * first clients would be those who wait for it.
 */
final class Rehearsal {
    private static final Logger LOG = System.getLogger("jvirt");

    /** Clients that start a daemon to use it at once come first. */
    private static final Duration QUIET = Duration.ofSeconds(3);
    /** Between two goes: the work is spread, so that it is never in anybody's way. */
    private static final Duration PAUSE = Duration.ofMillis(10);
    /** When to look again at a host that was busy; its figure follows what happens within a minute. */
    private static final Duration LATER = Duration.ofSeconds(5);
    /** By then nearly all on the way is compiled, as measured with compilation thresholds as in tools/jvirtd.options. */
    private static final int TIMES = 200;

    static final String MACHINE = """
            <domain type='qemu'>
              <name>rehearsal</name>
              <memory unit='MiB'>64</memory>
              <os><type arch='x86_64' machine='%s'>hvm</type></os>
              <features><acpi/></features>
              <devices>
                <disk type='file' device='disk'>
                  <driver name='qemu' type='qcow2'/>
                  <source file='/nowhere/rehearsal.qcow2'/>
                  <target dev='vda' bus='virtio'/>
                </disk>
                <interface type='user'><model type='virtio'/></interface>
                <serial type='pty'/>
                <graphics type='vnc' autoport='yes'/>
              </devices>
            </domain>
            """;

    private Rehearsal() {}

    /** Begins, and returns at once. {@code uri} is where the daemon can be reached. */
    static void begin(Machines machines, String uri) {
        Thread.ofVirtual().name("rehearsal").start(() -> {
            try {
                Thread.sleep(QUIET);
                for (int i = 0; i < TIMES; i++) {
                    while (busy()) Thread.sleep(LATER);
                    machines.rehearse(MACHINE.formatted(i % 2 == 0 ? "q35" : "pc"));
                    connect(uri);
                    Thread.sleep(PAUSE);
                }
            } catch (VirtException | IOException e) {
                // no QEMU here, so that no client will define anything either; or nobody can tell how busy the host is
                LOG.log(Level.DEBUG, "the rehearsal is called off", e);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** Whether the host has as much to do as it can: it is no time for what can wait. */
    private static boolean busy() throws IOException {
        String load = Files.readString(Path.of("/proc/loadavg"));
        return Double.parseDouble(load.substring(0, load.indexOf(' '))) > Runtime.getRuntime().availableProcessors();
    }

    private static void connect(String uri) {
        try (Connection connection = Connection.open(uri)) {
            connection.call(new ConnectCall.ListAllDomains(1, 0));
        }
    }
}
