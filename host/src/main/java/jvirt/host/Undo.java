package jvirt.host;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Steps that touched the host, each with what takes it back. Closing takes back, last first, all that was not kept. A step
 * that cannot be taken back is logged and the others go on.
 */
public final class Undo implements AutoCloseable {
    private static final Logger LOG = System.getLogger("jvirt.host");

    /** What takes one step back. */
    @FunctionalInterface
    public interface Step {
        void run() throws Exception;
    }

    private record Named(String what, Step step) {}

    private final Deque<Named> steps = new ArrayDeque<>();

    /** Adds what takes back the step just made; {@code what} names it, as in "delete tap vnet0". */
    public synchronized void add(String what, Step step) {
        steps.push(new Named(what, step));
    }

    /** Nothing so far is to be taken back. */
    public synchronized void keep() {
        steps.clear();
    }

    /** The steps so far, to be taken back at another time: here they are kept. */
    public synchronized Undo handOver() {
        Undo taken = new Undo();
        taken.steps.addAll(steps);
        steps.clear();
        return taken;
    }

    @Override
    public void close() {
        while (true) {
            Named next;
            synchronized (this) {
                next = steps.poll();
            }
            if (next == null) return;
            try {
                next.step.run();
            } catch (Exception e) {
                LOG.log(Level.WARNING, "could not " + next.what, e);
            }
        }
    }
}
