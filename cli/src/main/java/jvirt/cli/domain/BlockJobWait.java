package jvirt.cli.domain;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import jvirt.api.VirtException;
import jvirt.cli.Failure;
import jvirt.cli.Interrupts;
import jvirt.cli.Invocation;
import jvirt.cli.Progress;
import jvirt.client.Domain;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainCall;
import jvirt.rpc.call.DomainEvent;
import jvirt.rpc.call.Event;

/** Waits for the end of a job on a disk: by its events, or by asking where there are none. Ctrl+C and the timeout cancel it. */
final class BlockJobWait {
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final int[] EVENTS = {8, 16};
    /** virConnectDomainEventBlockJobStatus. */
    private static final int COMPLETED = 0;
    private static final int FAILED = 1;
    private static final int CANCELED = 2;
    private static final int READY = 3;
    /** How often a job that looks ready is asked again, when only half of the events are there to tell. */
    private static final int RETRIES = 5;

    private final Invocation in;
    private final Domain domain;
    private final String path;
    private final Progress progress;
    private final List<Integer> callbacks = new ArrayList<>();
    private int retries = RETRIES;

    BlockJobWait(Invocation in, Domain domain, String path, String label) {
        this.in = in;
        this.domain = domain;
        this.path = path;
        this.progress = new Progress(in.out(), label, in.has("verbose"));
    }

    /** Starts the job and waits; a job that is not completed or ready fails with one of the two texts. */
    void run(Runnable start, String aborted, String failed) {
        register();
        try {
            start.run();
            int status = await();
            if (status == COMPLETED || status == READY) {
                progress.done();
                return;
            }
            progress.clear();
            in.out().extra("\n" + (status == FAILED ? failed : aborted));
            throw Failure.told();
        } finally {
            for (int callback : callbacks) in.call(new ConnectCall.DomainEventCallbackDeregisterAny(callback));
        }
    }

    private void register() {
        for (int event : EVENTS) {
            try {
                callbacks.add(in.call(new ConnectCall.DomainEventCallbackRegisterAny(event, Optional.of(domain.wire()))).callbackID());
            } catch (VirtException e) {
                // an old daemon has only one of them, or none
            }
        }
    }

    private int await() {
        OptionalLong limit = in.timeoutMillis();
        long end = System.nanoTime() + limit.orElse(0) * 1_000_000;
        try (Interrupts interrupts = new Interrupts()) {
            while (true) {
                var job = in.attempt(() -> in.call(new DomainCall.GetBlockJobInfo(domain.wire(), path, 0)),
                        "failed to query job for disk " + path);
                Optional<Integer> status = status(job);
                if (status.isPresent()) return status.get();
                if (job.found() != 0) progress.show(job.end() - job.cur(), job.end());
                if (interrupts.wished() || limit.isPresent() && System.nanoTime() > end) return cancel();
            }
        }
    }

    /** What has become of the job, if that is known. */
    private Optional<Integer> status(DomainCall.GetBlockJobInfoRet job) {
        Optional<Integer> told = told();
        if (told.isPresent() || callbacks.size() == EVENTS.length) return told;
        if (job.found() == 0) return Optional.of(COMPLETED);
        boolean ready = job.cur() == job.end() && (callbacks.isEmpty() || --retries == 0);
        return ready ? Optional.of(READY) : Optional.empty();
    }

    private Optional<Integer> told() {
        Optional<Event> event;
        try {
            event = in.connection().event(INTERVAL);
        } catch (VirtException e) {
            return Optional.empty();    // Ctrl+C, which is seen to below
        }
        return event.flatMap(one -> switch (one) {
            case DomainEvent.CallbackBlockJob(_, var job) when job.path().equals(path) -> Optional.of(job.status());
            case DomainEvent.BlockJob2(_, _, var target, _, int status) when target.equals(path) -> Optional.of(status);
            default -> Optional.empty();
        });
    }

    private int cancel() {
        in.attempt(() -> in.call(new DomainCall.BlockJobAbort(domain.wire(), path, in.flag("async", 1))),
                "failed to abort job for disk '" + path + "'");
        return CANCELED;
    }
}
