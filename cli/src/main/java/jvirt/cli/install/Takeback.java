package jvirt.cli.install;

import java.util.ArrayDeque;
import java.util.Deque;

/** What to do so that nothing is left of a failed installation: the last made is taken back first. */
final class Takeback implements AutoCloseable {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Notes notes;

    Takeback(Notes notes) {
        this.notes = notes;
    }

    void add(Runnable step) {
        steps.push(step);
    }

    /** All is well: what was made stays. */
    void keep() {
        steps.clear();
    }

    /** Takes all back; what cannot be is said, and does not keep the rest. */
    @Override public void close() {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                notes.note("could not take back a step of the installation: " + e.getMessage());
            }
        }
    }
}
