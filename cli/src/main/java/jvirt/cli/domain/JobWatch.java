package jvirt.cli.domain;

import java.util.OptionalLong;
import jvirt.api.VirtException;
import jvirt.cli.Failure;
import jvirt.cli.Interrupts;
import jvirt.cli.Invocation;
import jvirt.cli.Progress;
import jvirt.client.Domain;
import jvirt.rpc.call.DomainCall;

/** A long work of the daemon's on a machine: it is made on a thread of its own, this one shows how far it is and can cancel it. */
final class JobWatch {
    private static final long INTERVAL = 500;

    private final Invocation in;
    private final Domain domain;
    private final String label;
    private OptionalLong limit = OptionalLong.empty();
    private Runnable late = () -> { };

    JobWatch(Invocation in, Domain domain, String label) {
        this.in = in;
        this.domain = domain;
        this.label = label;
    }

    /** After {@code millis} something is done about it. */
    JobWatch limit(OptionalLong millis, Runnable then) {
        limit = millis;
        late = then;
        return this;
    }

    /** Does the work; its failure comes behind {@code complaint}, if that is not empty. */
    void run(Runnable work, String complaint) {
        Progress progress = new Progress(in.out(), label, in.has("verbose"));
        Work thread = new Work(work);
        thread.start();
        long start = System.nanoTime();
        boolean cancelled = false;
        boolean warned = false;
        try (Interrupts interrupts = new Interrupts()) {
            while (!thread.over(INTERVAL)) {
                if (progress.shown()) show(progress);
                if (interrupts.wished() && !cancelled) {
                    cancelled = true;
                    cancel();
                }
                long elapsed = (System.nanoTime() - start) / 1_000_000;
                if (limit.isPresent() && !warned && elapsed > limit.getAsLong()) {
                    warned = true;
                    late.run();
                }
            }
        }
        if (thread.failed != null) {
            progress.clear();
            if (complaint.isEmpty()) throw thread.failed;
            throw new Failure(complaint, thread.failed);
        }
        progress.done();
    }

    private void show(Progress progress) {
        try {
            var job = in.call(new DomainCall.GetJobInfo(domain.wire()));
            if (job.dataTotal() > 0) progress.show(job.dataRemaining(), job.dataTotal());
        } catch (VirtException e) {
            // it has no job yet, or no longer
        }
    }

    private void cancel() {
        try {
            domain.abortJob(0);
        } catch (VirtException e) {
            in.out().error(e.getMessage());
        }
    }

    private static final class Work extends Thread {
        private final Runnable work;
        private volatile RuntimeException failed;

        Work(Runnable work) {
            super("job");
            this.work = work;
            setDaemon(true);
        }

        @Override public void run() {
            try {
                work.run();
            } catch (RuntimeException e) {
                failed = e;
            }
        }

        /** Whether it is over, waiting at most so long. */
        boolean over(long millis) {
            try {
                join(millis);
            } catch (InterruptedException e) {
                // Ctrl+C: Interrupts knows
            }
            return !isAlive();
        }
    }
}
