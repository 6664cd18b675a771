package jvirt.qemu.migration;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import jvirt.qemu.Condition;
import jvirt.qemu.Job;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Power;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;

/** Settles a machine whose migration the daemon before us left half done, so that its guest runs in one place. */
public final class Aftermath {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private Aftermath() {}

    /** What must be done before anybody is served; nothing is waited for but the end of a QEMU. */
    public static void settle(Vm vm, Moving left) {
        Condition now = vm.state().condition();
        Phase.Recovery recovery = left.phase().recovery(now);
        LOG.log(Level.INFO, "{0} was in phase {1} of a migration: {2}", vm.name(), left.phase(), recovery);
        switch (recovery) {
            case END -> new Power(vm).end(left.phase() instanceof Phase.Out ? Ending.MIGRATED : Ending.FAILED);
            case FORGET -> forget(vm, left);
            case CANCEL -> Thread.ofVirtual().name("end of migration of " + vm.name()).start(() -> cancel(vm, left));
            case POSTCOPY -> failed(vm, left);
        }
    }

    private static void forget(Vm vm, Moving left) {
        vm.move(Optional.empty());
        try {
            reset(vm.running().qemu().monitor(), left);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "could not reset the migration parameters of " + vm.name(), e);
        }
    }

    /** What was set for that migration is not to be there at the next. */
    private static void reset(Monitor monitor, Moving left) {
        Terms.reset(monitor, Json.object());
        if (left.has(Flag.TLS)) Credentials.remove(monitor);
    }

    private static void cancel(Vm vm, Moving left) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "resumption")) {
            Monitor monitor = vm.running().qemu().monitor();
            monitor.call(new MigrationCommand.Cancel());
            awaitEnd(vm, monitor);
            for (JobCommand.BlockJob job : monitor.call(new JobCommand.QueryBlockJobs())) {
                if (job.type().equals("mirror")) monitor.ask(new JobCommand.BlockJobCancel(job.device(), Optional.of(true)));
            }
            removeCopies(vm, monitor);
            Condition now = vm.state().condition();
            if (now == Condition.PAUSED_MIGRATION || now == Condition.PAUSED || now == Condition.PAUSED_POSTCOPY) {
                new Power(vm).run(Condition.RUNNING_MIGRATION_CANCELED);
            }
            forget(vm, left);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "could not let " + vm.name() + " go on", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEnd(Vm vm, Monitor monitor) throws InterruptedException {
        while (vm.active().isPresent()) {
            switch (monitor.call(new MigrationCommand.Query()).status().orElse("none")) {
                case "none", "completed", "failed", "cancelled" -> {
                    return;
                }
                default -> Thread.sleep(20);
            }
        }
    }

    /** The other halves of copies go when their jobs have ended. */
    private static void removeCopies(Vm vm, Monitor monitor) throws InterruptedException {
        for (JobCommand.Job job : monitor.call(new JobCommand.QueryJobs())) {
            if (!job.type().equals("mirror")) continue;
            while (vm.active().isPresent() && monitor.call(new JobCommand.QueryJobs()).stream()
                    .anyMatch(one -> one.id().equals(job.id()) && !one.concluded())) {
                Thread.sleep(20);
            }
            monitor.ask(new JobCommand.Dismiss(job.id()));
        }
        for (BlockCommand.Node node : monitor.call(new BlockCommand.QueryNodes(Optional.of(true)))) {
            node.nodeName().filter(name -> name.startsWith("migration-")).ifPresent(name -> monitor.ask(new BlockCommand.Del(name)));
        }
        for (BlockCommand.Node node : monitor.call(new BlockCommand.QueryNodes(Optional.of(true)))) {
            node.nodeName().filter(name -> name.startsWith("migration-")).ifPresent(name -> monitor.ask(new BlockCommand.Del(name)));
        }
    }

    private static void failed(Vm vm, Moving left) {
        boolean leaves = left.phase() instanceof Phase.Out;
        Phase phase = leaves ? Phase.Out.POSTCOPY_FAILED : Phase.In.POSTCOPY_FAILED;
        Condition condition = leaves ? Condition.PAUSED_POSTCOPY_FAILED
                : vm.state().condition().running() ? Condition.RUNNING_POSTCOPY_FAILED : Condition.PAUSED_POSTCOPY_FAILED;
        vm.change(active -> active.with(condition).with(Optional.of(new Moving(phase, left.flags()))),
                new VmEvent.State(condition.running() ? Lifecycle.RESUMED_POSTCOPY_FAILED : Lifecycle.SUSPENDED_POSTCOPY_FAILED));
    }
}
