package jvirt.qemu.save;

import static jvirt.api.ErrorCode.OPERATION_ABORTED;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.QEMU;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.host.Descriptor;
import jvirt.qemu.EventWatch;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.qmp.ProbeCommand.MigrateCapability;

/** Lets a guest's state flow between QEMU and an open file. */
final class Migration {
    /** How often the progress is asked for, and an abort is noticed. */
    private static final Duration LOOK = Duration.ofMillis(250);
    /** As fast as it goes: {@code QEMU_DOMAIN_MIG_BANDWIDTH_MAX}, in bytes a second. */
    private static final long UNLIMITED = Long.MAX_VALUE >> 20 << 20;

    private Migration() {}

    /** Sends the state of a machine, whose processors stand still, into {@code file}; ends when it is all there. */
    static JobInfo out(Vm vm, Jobs.Turn turn, Descriptor file) throws InterruptedException {
        Monitor monitor = vm.running().qemu().monitor();
        try (EventWatch watch = vm.watch()) {
            monitor.call(new MigrationCommand.SetCapabilities(List.of(new MigrateCapability("events", true))));
            monitor.call(new MigrationCommand.SetParameters(Json.object().with("max-bandwidth", UNLIMITED)));
            monitor.call(new DeviceCommand.GetFd("migrate"), file.number());
            monitor.call(new MigrationCommand.Migrate("fd:migrate", Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.of(true)));
            boolean cancelled = false;
            while (true) {
                Optional<String> end = watch.await(Migration::end, LOOK);
                if (end.isEmpty() && vm.active().isEmpty()) throw QEMU.error(OPERATION_FAILED, "guest unexpectedly quit");
                if (end.isEmpty()) {
                    turn.report(progress(turn, monitor.call(new MigrationCommand.Query())));
                    if (turn.aborted() && !cancelled) {
                        monitor.call(new MigrationCommand.Cancel());
                        cancelled = true;
                    }
                    continue;
                }
                MigrationCommand.Progress last = monitor.call(new MigrationCommand.Query());
                return switch (end.get()) {
                    case "completed" -> progress(turn, last);
                    case "cancelled" -> throw QEMU.error(OPERATION_ABORTED, "%s job: canceled by client", name(turn));
                    default -> throw QEMU.error(OPERATION_FAILED, "%s job: %s", name(turn),
                            last.error().orElse("unexpectedly failed"));
                };
            }
        }
    }

    private static String name(Jobs.Turn turn) {
        return switch (turn.job()) {
            case SAVE -> "domain save";
            case DUMP -> "domain core dump";
            case SNAPSHOT -> "snapshot";
            default -> "job";
        };
    }

    private static Optional<String> end(QemuEvent event) {
        return event instanceof QemuEvent.Migration(var status)
                && (status.equals("completed") || status.equals("failed") || status.equals("cancelled"))
                ? Optional.of(status) : Optional.empty();
    }

    static JobInfo progress(Jobs.Turn turn, MigrationCommand.Progress progress) {
        JobInfo before = turn.info();
        return progress.ram().map(ram -> new JobInfo(before.type(), before.operation(), before.elapsed(),
                new JobInfo.Amount(ram.total(), ram.transferred(), ram.remaining()), JobInfo.Amount.NOTHING,
                new JobInfo.Rates(ram.duplicate(), ram.normal(), ram.normalBytes(), (long) (ram.mbps() * 1_000_000 / 8),
                        ram.dirtyPagesRate(), ram.dirtySyncCount(), ram.pageSize()),
                progress.downtime().or(progress::expectedDowntime).orElse(0L), progress.setupTime().orElse(0L), "", Optional.empty()))
                .orElse(before);
    }

    /** Has a QEMU that waits for it read the state out of {@code file}. */
    static void in(Vm vm, Descriptor file, Duration limit) throws InterruptedException {
        Monitor monitor = vm.running().qemu().monitor();
        try (EventWatch watch = vm.watch()) {
            monitor.call(new MigrationCommand.SetCapabilities(List.of(new MigrateCapability("events", true))));
            monitor.call(new DeviceCommand.GetFd("migrate"), file.number());
            monitor.call(new MigrationCommand.Incoming("fd:migrate"));
            String end = watch.await(Migration::end, limit).orElse(vm.active().isEmpty() ? "ended" : "late");
            if (end.equals("completed")) return;
            String why = end.equals("late") ? "did not finish within " + limit.toSeconds() + " s"
                    : vm.machines().launcherLog(vm).orElse(end);
            throw QEMU.error(OPERATION_FAILED, "job 'restore' failed: %s", why);
        }
    }
}
