package jvirt.qemu.save;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.host.Descriptor;
import jvirt.host.Libc;
import jvirt.qemu.Condition;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Job;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Power;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.process.Layout;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MachineCommand;

/** Pictures of a guest's memory, for debuggers. */
public final class Dumps {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss");
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofHours(1);

    /** {@code virDomainCoreDumpFlags}. */
    public static final int CRASH = 1;
    public static final int LIVE = 2;
    public static final int RESET = 8;
    public static final int MEMORY_ONLY = 16;

    private final Layout layout;

    public Dumps(Layout layout) {
        this.layout = layout;
    }

    /** Writes a guest's memory into a file; the guest stands still meanwhile unless {@link #LIVE}, and then goes on. */
    public void dump(Vm vm, Path file, Optional<String> format, int flags) throws InterruptedException {
        try (Jobs.Turn turn = vm.jobs().begin(Job.DUMP, "virDomainCoreDumpWithFormat")) {
            boolean wasRunning = vm.running().condition().running();
            Power power = new Power(vm);
            if (wasRunning && (flags & LIVE) == 0) power.pause(Condition.PAUSED_DUMP);
            try {
                JobInfo done = write(vm, turn, file, format);
                if ((flags & CRASH) != 0) power.end(Ending.PANICKED);
                if ((flags & RESET) != 0) vm.running().qemu().monitor().call(new MachineCommand.SystemReset());
                turn.complete(done.as(JobInfo.Type.COMPLETED));
            } finally {
                boolean still = vm.active().filter(active -> active.condition().paused()).isPresent();
                if (wasRunning && still) power.run(Condition.RUNNING_UNPAUSED);
            }
        }
    }

    /** Within a turn. */
    private static JobInfo write(Vm vm, Jobs.Turn turn, Path file, Optional<String> format) throws InterruptedException {
        try (Descriptor out = Libc.open(file.toString(), Libc.O_WRONLY | Libc.O_CREAT | Libc.O_TRUNC, 0600);
                EventWatch watch = vm.watch()) {
            var monitor = vm.running().qemu().monitor();
            monitor.call(new DeviceCommand.GetFd("dump"), out.number());
            monitor.call(new MachineCommand.DumpGuestMemory(false, "fd:dump", Optional.of(true), format));
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (System.nanoTime() < deadline) {
                Optional<Optional<String>> end = watch.await(event -> event instanceof QemuEvent.DumpCompleted(var error)
                        ? Optional.of(error) : Optional.empty(), LOOK);
                MachineCommand.Dump state = monitor.call(new MachineCommand.QueryDump());
                JobInfo info = turn.info();
                turn.report(new JobInfo(info.type(), info.operation(), info.elapsed(), new JobInfo.Amount(state.total(),
                        state.completed(), state.total() - state.completed()), JobInfo.Amount.NOTHING, JobInfo.Rates.UNKNOWN,
                        0, 0, "", Optional.empty()));
                if (end.isPresent() && end.get().isPresent()) {
                    throw QEMU.error(OPERATION_FAILED, "memory-only dump job failed: %s", end.get().get());
                }
                if (end.isPresent()) return turn.info();
            }
            throw QEMU.error(OPERATION_FAILED, "memory-only dump job did not finish within %d s", LIMIT.toSeconds());
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "failed to create file '%s': %s", file, e.getMessage());
        }
    }

    /** Leaves a picture of a crashed guest in the folder for it. */
    public void crash(Vm vm) {
        Path file = layout.dumps().resolve(vm.name() + "-" + STAMP.format(LocalDateTime.now()));
        try (Jobs.Turn turn = vm.jobs().begin(Job.DUMP, "crash dump")) {
            Files.createDirectories(file.getParent());
            write(vm, turn, file, Optional.empty());
        } catch (VirtException | IOException e) {
            LOG.log(Level.WARNING, "could not dump the crashed " + vm.name(), e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
