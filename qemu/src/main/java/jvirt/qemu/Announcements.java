package jvirt.qemu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** What became of machines, in order, for whoever listens: told on a thread of its own, so that no machine waits. */
public final class Announcements {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** An event and the machine as it was then; {@code id} is -1 for one that does not run. */
    public record Announcement(String name, UUID uuid, int id, VmEvent event) {}

    private final BlockingQueue<Announcement> queue = new LinkedBlockingQueue<>();
    private final Consumer<Announcement> listener;

    public Announcements(Consumer<Announcement> listener) {
        this.listener = listener;
        Thread.ofVirtual().name("announcements of machines").start(this::run);
    }

    void add(Announcement announcement) {
        queue.add(announcement);
    }

    private void run() {
        try {
            while (true) {
                Announcement next = queue.take();
                try {
                    listener.accept(next);
                } catch (RuntimeException e) {
                    LOG.log(Level.ERROR, "bug while telling of " + next, e);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
