package jvirt.daemon.admin;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Ends the daemon when it has had nothing to do for some time: no client, no running guest. */
public final class IdleTimeout {
    private static final Duration STEP = Duration.ofSeconds(1);

    private final BooleanSupplier busy;
    private final Runnable end;
    private int limitSeconds;
    private int idleSeconds;
    private boolean watched;

    /** @param busy whether there is anything to stay for */
    public IdleTimeout(BooleanSupplier busy, Runnable end) {
        this.busy = busy;
        this.end = end;
    }

    /** Ends the daemon after so many idle seconds; 0 for never. */
    public synchronized void set(int seconds) {
        limitSeconds = seconds;
        idleSeconds = 0;
        if (seconds <= 0 || watched) return;
        watched = true;
        Thread.ofVirtual().name("idle timeout").start(this::watch);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(STEP);
                if (over()) {
                    end.run();
                    return;
                }
            }
        } catch (InterruptedException _) {
            // the daemon ends anyway
        }
    }

    private synchronized boolean over() {
        idleSeconds = limitSeconds <= 0 || busy.getAsBoolean() ? 0 : idleSeconds + 1;
        return limitSeconds > 0 && idleSeconds >= limitSeconds;
    }
}
