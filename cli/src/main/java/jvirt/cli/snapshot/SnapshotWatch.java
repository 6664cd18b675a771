package jvirt.cli.snapshot;

import jvirt.api.VirtException;
import jvirt.cli.Interrupts;
import jvirt.cli.Invocation;
import jvirt.cli.Progress;
import jvirt.client.Domain;
import jvirt.client.Snapshot;
import jvirt.rpc.call.DomainCall;

/** Makes a snapshot, which takes long when the memory is large: on a terminal it shows how far it is, and Ctrl+C cancels it. */
final class SnapshotWatch {
    private static final long INTERVAL = 500;

    private final Invocation in;
    private final Domain domain;
    private final Progress progress;
    private volatile Snapshot made;
    private volatile VirtException failed;

    SnapshotWatch(Invocation in, Domain domain, Progress progress) {
        this.in = in;
        this.domain = domain;
        this.progress = progress;
    }

    Snapshot make(String xml, int flags) {
        if (!progress.shown()) return domain.snapshots().create(xml, flags);
        var worker = new Thread(() -> work(xml, flags), "snapshot");
        worker.setDaemon(true);
        worker.start();
        try (Interrupts interrupts = new Interrupts()) {
            boolean cancelled = false;
            while (worker.isAlive()) {
                interrupts.sleep(made == null && failed == null ? INTERVAL / 10 : 0);
                show();
                if (interrupts.wished() && !cancelled) {
                    cancelled = true;
                    domain.abortJob(0);
                }
            }
        }
        if (failed != null) throw failed;
        return made;
    }

    private void work(String xml, int flags) {
        try {
            made = domain.snapshots().create(xml, flags);
        } catch (VirtException e) {
            failed = e;
        }
    }

    private void show() {
        try {
            var job = in.call(new DomainCall.GetJobInfo(domain.wire()));
            if (job.dataTotal() > 0) progress.show(job.dataRemaining(), job.dataTotal());
        } catch (VirtException e) {
            // it has no job yet, or no longer
        }
    }
}
