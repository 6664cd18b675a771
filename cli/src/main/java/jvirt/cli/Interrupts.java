package jvirt.cli;

import java.util.concurrent.TimeUnit;

/** Ctrl+C as a wish, not as the end: whoever is in the middle of something can stop in an orderly way. */
public final class Interrupts implements AutoCloseable {
    /** How long the process waits for what was begun to come to its end. */
    private static final long ORDERLY = TimeUnit.SECONDS.toMillis(60);

    private final Thread worker = Thread.currentThread();
    private final Thread hook;
    private volatile boolean wished;

    /** From now on a signal that would end the process sets {@link #wished} and wakes up the thread that made this. */
    public Interrupts() {
        hook = new Thread("interrupt") {
            @Override public void run() {
                wished = true;
                worker.interrupt();
                try {
                    worker.join(ORDERLY);    // the process ends when this returns, or when the worker ends it
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Whether the user has pressed Ctrl+C. */
    public boolean wished() {
        return wished;
    }

    /** Sleeps; Ctrl+C wakes it up. */
    public void sleep(long millis) {
        try {
            if (!wished) Thread.sleep(millis);
        } catch (InterruptedException e) {
            wished = true;
        }
    }

    @Override public void close() {
        if (wished) return;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            wished = true;    // it came just now
        }
    }
}
