package jvirt.qemu.launch;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import jvirt.host.Cgroup;
import jvirt.host.Undo;

/**
 * Puts machines' processes into groups of their own. While the kernel moves a process it stops every fork and every new thread
 * of the whole host, for some 10 ms a controller and more on a busy one: so it is done when a start is long over or somebody
 * asks for the group, and one after the other.
 */
public final class ControlGroups {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** A start and what follows at once, its guest's firmware and other machines' starts, are over by then. */
    private static final int QUIET_SECONDS = 2;
    private static final ReentrantLock MOVING = new ReentrantLock();
    /** What is not yet where it belongs. */
    private static final Map<String, Placing> PENDING = new ConcurrentHashMap<>();

    private record Placing(Thread thread, CountDownLatch asked) {}

    private ControlGroups() {}

    static void place(Cgroup group, int pid, Undo undo) {
        place(group, pid);
        undo.add("remove " + group, () -> leave(group));
    }

    /** The daemon before us may have died before it had moved the process. */
    static void placeAgain(Cgroup group, int pid) {
        if (!group.holds(pid)) place(group, pid);
    }

    private static void place(Cgroup group, int pid) {
        CountDownLatch asked = new CountDownLatch(1);
        Thread thread = Thread.ofVirtual().name(group.toString()).unstarted(() -> place(group, pid, asked));
        PENDING.put(group.toString(), new Placing(thread, asked));
        thread.start();
    }

    /** The process has ended: whoever had still to move it does not, and the group goes. */
    static void leave(Cgroup group) {
        Optional<Thread> placing = Optional.ofNullable(PENDING.get(group.toString())).map(Placing::thread);
        placing.ifPresent(Thread::interrupt);
        Thread.ofVirtual().start(() -> remove(placing, group));
    }

    private static void place(Cgroup group, int pid, CountDownLatch asked) {
        try {
            asked.await(QUIET_SECONDS, TimeUnit.SECONDS);
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
        } finally {
            PENDING.remove(group.toString());
        }
    }

    /** Returns when the group has its process, if it was to get one. */
    public static void settle(Cgroup group) {
        Placing placing = PENDING.get(group.toString());
        if (placing == null) return;
        placing.asked().countDown();
        try {
            placing.thread().join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void remove(Optional<Thread> placing, Cgroup group) {
        try {
            if (placing.isPresent()) placing.get().join();
            group.remove();
        } catch (IOException | InterruptedException e) {
            LOG.log(Level.DEBUG, "could not remove " + group, e);
        }
    }
}
