package jvirt.qemu.launch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import jvirt.host.Cgroup;
import jvirt.host.Undo;

/**
 * Puts machines' processes into groups of their own. While the kernel moves a process it stops every fork and every new thread
 * of the whole host, for some 10 ms a controller and more on a busy one: so it is done when a start is long over, and one
 * after the other.
 */
final class ControlGroups {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** A start and what follows at once, its guest's firmware and other machines' starts, are over by then. */
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final ReentrantLock MOVING = new ReentrantLock();

    private ControlGroups() {}

    static void place(Cgroup group, int pid, Undo undo) {
        Thread placing = Thread.ofVirtual().name(group.toString()).start(() -> {
            try {
                Thread.sleep(QUIET);
                MOVING.lockInterruptibly();
                try {
                    group.make();
                    group.add(pid);
                } finally {
                    MOVING.unlock();
                }
            } catch (IOException e) {
                LOG.log(Level.DEBUG, "no " + group, e);
            } catch (InterruptedException _) {
                // it ended before it had to be moved
            }
        });
        undo.add("remove " + group, () -> {
            placing.interrupt();
            Thread.ofVirtual().start(() -> remove(placing, group));
        });
    }

    private static void remove(Thread placing, Cgroup group) {
        try {
            placing.join();
            group.remove();
        } catch (IOException | InterruptedException e) {
            LOG.log(Level.DEBUG, "could not remove " + group, e);
        }
    }
}
