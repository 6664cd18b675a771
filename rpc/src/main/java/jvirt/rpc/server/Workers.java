package jvirt.rpc.server;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many calls run at once. A call that waits costs next to nothing, so there is no bound unless the administrator sets one;
 * quick calls are answered at once and do not count.
 */
public final class Workers {
    private final Deque<Runnable> queue = new ArrayDeque<>();
    private int least;
    private int most;
    private int running;

    /**
     * What there is.
     *
     * @param least what {@code min_workers} says; kept for clients that ask, since threads are made for each call
     * @param running calls under way
     * @param waiting calls that wait for one of them to end
     */
    public record Figures(int least, int most, int running, int waiting) {}

    Workers(int least, int most) {
        this.least = least;
        this.most = most;
    }

    public synchronized Figures figures() {
        return new Figures(least, most, running, queue.size());
    }

    /** Sets the bounds; what waits and now may run, runs. */
    public synchronized void set(int newLeast, int newMost) {
        least = newLeast;
        most = newMost;
        while (running < most && !queue.isEmpty()) start(queue.remove());
    }

    /** Runs a call on a thread of its own, now or when others have ended. */
    synchronized void run(Runnable call) {
        if (running < most) {
            start(call);
        } else {
            queue.add(call);
        }
    }

    private void start(Runnable call) {
        running++;
        Thread.ofVirtual().name("call").start(() -> {
            try {
                call.run();
            } finally {
                ended();
            }
        });
    }

    private synchronized void ended() {
        running--;
        if (running < most && !queue.isEmpty()) start(queue.remove());
    }
}
