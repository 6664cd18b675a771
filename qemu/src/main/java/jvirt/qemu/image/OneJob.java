package jvirt.qemu.image;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_TIMEOUT;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jvirt.qemu.EventWatch;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.Command;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;

/** A job of QEMU's whose end its beginner waits for. */
public final class OneJob {
    /** A large guest's memory into a slow image takes a while. */
    private static final Duration LIMIT = Duration.ofHours(1);

    /** Job states: QEMU passes through the first when a job fails, and only then; who has failed is told why in the second. */
    private static final String ABORTING = "aborting";
    private static final String CONCLUDED = "concluded";

    private OneJob() {}

    /** Makes a command for a job's id. */
    public interface Start {
        Command<Command.Nothing> with(String job);
    }

    /** Runs a job to its end and takes its result. */
    public static void run(Vm vm, String kind, Start start, String failure) throws InterruptedException {
        String id = kind + "-" + Long.toHexString(System.nanoTime());
        Monitor monitor = vm.running().qemu().monitor();
        try (EventWatch watch = vm.watch()) {
            monitor.call(start.with(id));
            Optional<String> status = watch.await(event -> reached(event, id, ABORTING, CONCLUDED), LIMIT);
            boolean failed = status.filter(ABORTING::equals).isPresent();
            if (failed) status = watch.await(event -> reached(event, id, CONCLUDED), LIMIT);
            if (status.isEmpty()) {
                throw vm.active().isEmpty() ? QEMU.error(OPERATION_FAILED, "guest unexpectedly quit")
                        : QEMU.error(OPERATION_TIMEOUT, "%s: not done within %d s", failure, LIMIT.toSeconds());
            }
            Optional<String> error = failed ? error(monitor, id) : Optional.empty();
            monitor.tell(new JobCommand.Dismiss(id));
            if (failed) throw QEMU.error(OPERATION_FAILED, "%s: %s", failure, error.orElse("unknown error"));
        }
    }

    private static Optional<String> reached(QemuEvent event, String id, String... wanted) {
        return event instanceof QemuEvent.JobChange(var job, var status) && job.equals(id) && List.of(wanted).contains(status)
                ? Optional.of(status) : Optional.empty();
    }

    private static Optional<String> error(Monitor monitor, String id) {
        return monitor.call(new JobCommand.QueryJobs()).stream().filter(job -> job.id().equals(id)).findFirst()
                .flatMap(JobCommand.Job::error);
    }
}
