package jvirt.network;

import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;
import static jvirt.api.ErrorDomain.NETWORK;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** One at a time changes a thing; who waits too long is told who holds it. */
public final class Turn {
    /** {@code VIR_JOB_WAIT_TIME}, as for machines. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ReentrantLock lock = new ReentrantLock(true);
    private final String whose;
    private volatile String holder = "nobody";

    public Turn(String whose) {
        this.whose = whose;
    }

    /** What is held until it is closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** Takes the turn for {@code what}. */
    public Held take(String what) {
        try {
            if (!lock.tryLock(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw NETWORK.error(OPERATION_TIMEOUT, "cannot acquire state change lock of %s (held by %s)", whose, holder);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw NETWORK.error(OPERATION_TIMEOUT, e, "interrupted while waiting for %s (held by %s)", whose, holder);
        }
        holder = what;
        return () -> {
            holder = "nobody";
            lock.unlock();
        };
    }
}
