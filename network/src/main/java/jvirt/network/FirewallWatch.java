package jvirt.network;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import jvirt.host.net.Links;
import jvirt.host.net.TableEvents;

/** Hears when tables of nftables are deleted, and says so once things have calmed down: a reload deletes all and makes some. */
final class FirewallWatch {
    private static final Logger LOG = System.getLogger("jvirt.network");
    private static final Duration CALM = Duration.ofMillis(300);

    private FirewallWatch() {}

    /** Calls {@code guard} with which tables are lost, for as long as the daemon runs. */
    static void start(Consumer<Predicate<String>> guard) {
        // the socket waits: a thread of the platform
        Thread.ofPlatform().daemon().name("firewall watch").start(() -> {
            warmUp();
            try (TableEvents events = TableEvents.open()) {
                while (true) {
                    Predicate<String> lost = events.awaitDeleted();
                    Thread.sleep(CALM);
                    guard.accept(lost);
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "the firewall is not watched: {0}", e.getMessage());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** The first conversation with the kernel links the C library's functions: some 100 ms that no client need wait for. */
    private static void warmUp() {
        try {
            Links.find("lo");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "the kernel's interfaces cannot be asked for: {0}", e.getMessage());
        }
    }
}
