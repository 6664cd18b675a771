package jvirt.qemu;

import static jvirt.api.ErrorCode.OPERATION_ABORTED;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;

/**
 * The turns of one machine: one call at a time changes it, and a long job lets in meanwhile those that it names. Readers
 * of the machine's state need no turn.
 */
public final class Jobs {
    /** How long a call waits for its turn: {@code VIR_JOB_WAIT_TIME}, libvirt 9.0.0 src/conf/virdomainjob.c. */
    static final Duration WAIT = Duration.ofSeconds(30);

    private final Duration limit;
    private Optional<Turn> current = Optional.empty();
    private Optional<Turn> lengthy = Optional.empty();
    private JobInfo completed = JobInfo.NONE;

    public Jobs() {
        this(WAIT);
    }

    Jobs(Duration limit) {
        this.limit = limit;
    }

    /** A turn: its holder may change the machine until it is closed. */
    public final class Turn implements AutoCloseable {
        private final Job job;
        private final String holder;
        private final long since = System.nanoTime();
        private volatile JobInfo info;
        private volatile Optional<Supplier<JobInfo>> source = Optional.empty();
        private volatile Optional<Runnable> ender = Optional.empty();
        private volatile boolean aborted;

        private Turn(Job job, String holder) {
            this.job = job;
            this.holder = holder;
            this.info = JobInfo.begun(job.operation());
        }

        public Job job() {
            return job;
        }

        /** How far the job is; for {@code domjobinfo}. */
        public void report(JobInfo progress) {
            info = progress;
        }

        /** The same, for one that is asked each time. */
        public void reportFrom(Supplier<JobInfo> progress) {
            source = Optional.of(progress);
        }

        public JobInfo info() {
            return source.map(Supplier::get).orElse(info).after(elapsed());
        }

        public Duration elapsed() {
            return Duration.ofNanos(System.nanoTime() - since);
        }

        /** How the job is ended, where nobody looks at {@link #aborted}. */
        public void endBy(Runnable how) {
            ender = Optional.of(how);
        }

        /** Asks the job to end; its holder looks at {@link #aborted}. */
        public void abort() {
            aborted = true;
            ender.ifPresent(Runnable::run);
        }

        public boolean aborted() {
            return aborted;
        }

        /** Ends the turn and leaves {@code result} as what the last job did. */
        public void complete(JobInfo result) {
            synchronized (Jobs.this) {
                completed = result.after(elapsed());
            }
            close();
        }

        @Override
        public void close() {
            end(this);
        }

        @Override
        public String toString() {
            return "%s for %d s".formatted(holder, elapsed().toSeconds());
        }
    }

    /** Waits for a turn; {@code holder} names who will hold it, for the errors of those who wait. */
    public Turn begin(Job job, String holder) {
        long deadline = System.nanoTime() + limit.toNanos();
        synchronized (this) {
            try {
                while (!free(job)) {
                    long left = deadline - System.nanoTime();
                    if (left <= 0) throw late();
                    wait(Math.max(1, left / 1_000_000));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw ErrorDomain.QEMU.error(OPERATION_ABORTED, e, "interrupted while waiting for %s", holders());
            }
            Turn turn = new Turn(job, holder);
            if (job.lengthy()) lengthy = Optional.of(turn);
            else current = Optional.of(turn);
            return turn;
        }
    }

    private boolean free(Job job) {
        if (current.isPresent()) return false;
        return lengthy.isEmpty() || lengthy.get().job.lets(job);
    }

    private synchronized void end(Turn turn) {
        if (current.filter(now -> now == turn).isPresent()) current = Optional.empty();
        if (lengthy.filter(now -> now == turn).isPresent()) lengthy = Optional.empty();
        notifyAll();
    }

    private VirtException late() {
        return ErrorDomain.QEMU.error(OPERATION_TIMEOUT, "cannot acquire state change lock (held by monitor=%s)", holders());
    }

    private String holders() {
        return current.or(() -> lengthy).map(Turn::toString).orElse("nobody");
    }

    /** The long job under way. */
    public synchronized Optional<Turn> lengthy() {
        return lengthy;
    }

    /** Whoever holds a turn now, the short one first. */
    public synchronized Optional<Turn> holder() {
        return current.or(() -> lengthy);
    }

    /** What the last long job did; asked for once, unless it is to be kept. */
    public synchronized JobInfo completed(boolean keep) {
        JobInfo info = completed;
        if (!keep) completed = JobInfo.NONE;
        return info;
    }
}
