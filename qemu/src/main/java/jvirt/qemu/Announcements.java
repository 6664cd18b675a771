package jvirt.qemu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What became of machines, in order, for whoever listens: told on a thread of its own, so that no machine waits. */
public final class Announcements {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** An event and the machine as it was then; {@code id} is -1 for one that does not run. */
    public record Announcement(String name, UUID uuid, int id, VmEvent event) {}

    /** Who is told. */
    @FunctionalInterface
    public interface Listener {
        void hear(Announcement announcement);

        /** Whether there is anybody now; where not, no thread is woken for what happens. */
        default boolean listens() {
            return true;
        }
    }

    private final BlockingQueue<Announcement> queue = new LinkedBlockingQueue<>();
    private final Listener listener;

    public Announcements(Listener listener) {
        this.listener = listener;
        Thread.ofVirtual().name("announcements of machines").start(this::run);
    }

    void add(Announcement announcement) {
        if (listener.listens()) queue.add(announcement);
    }

    private void run() {
        try {
            while (true) {
                Announcement next = queue.take();
                try {
                    listener.hear(next);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "bug while telling of " + next, e);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
