package jvirt.qemu;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.host.Undo;
import jvirt.qemu.migration.Aftermath;
import jvirt.qemu.process.DefinitionFiles;
import jvirt.qemu.process.Qemu;
import jvirt.qemu.process.StatusFile;
import jvirt.qemu.qmp.MachineCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * Takes up what the daemon before us left: definitions, machines that run, machines that have ended meanwhile, starts that
 * were not finished.
 */
final class Resumption {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private final Machines machines;

    Resumption(Machines machines) {
        this.machines = machines;
    }

    void run() throws IOException {
        Set<String> starting = machines.files().starting();
        Set<String> startingOnce = machines.files().startingOnce();
        for (DefinitionFiles.Document document : machines.files().read()) define(document, starting, startingOnce);
        List<UUID> running = new ArrayList<>();
        for (StatusFile status : StatusFile.read(machines.layout()).toList()) {
            machines.idTaken(status.id());
            try {
                if (resume(status)) running.add(status.live().uuid());
            } catch (VirtException e) {
                LOG.log(Level.WARNING, "could not take up " + status.live().name(), e);
            }
        }
        machines.launcher().forget(running);
    }

    private void define(DefinitionFiles.Document document, Set<String> starting, Set<String> startingOnce) {
        try {
            KeptDefinition kept = KeptDefinition.of(document.text(), () -> machines.read(document.name()));
            Vm vm = machines.add(kept);
            vm.keepAsRead();
            vm.setAutostart(starting.contains(kept.name()));
            vm.setAutostartOnce(startingOnce.contains(kept.name()));
        } catch (RuntimeException e) {
            LOG.log(Level.WARNING, "the definition of " + document.name() + " is left alone: " + e.getMessage());
        }
    }

    /** True when it runs on. */
    private boolean resume(StatusFile status) {
        Domain live = status.live();
        Vm vm = machines.known(live.uuid()).orElseGet(() -> machines.add(live));
        Undo held = new Undo();
        machines.launcher().reclaim(status, held);
        boolean started = status.pid() != 0 && status.condition() != Condition.PAUSED_STARTING_UP;
        Optional<Qemu> found = started ? machines.launcher().find(status) : Optional.empty();
        if (found.isEmpty()) {
            machines.launcher().end(status);
            ended(vm, status, started, held);
            return false;
        }
        Qemu qemu = found.get();
        held.add("end " + qemu.child(), qemu::kill);
        Condition now = condition(status, qemu.monitor());
        vm.begin(new Launcher.Launched(qemu, live, status.asked()), now, held);
        vm.change(active -> active.with(active.intent().withFakeReboot(status.fakeReboot())).with(status.work()));
        if (now.shuttingDown()) qemu.ask();
        if (!toldReconnect(vm)) return true;
        if (status.moving().isPresent()) Aftermath.settle(vm, status.moving().get());
        else Thread.ofVirtual().name("taking up " + live.name()).start(() -> goOn(vm, status));
        if (vm.active().isEmpty()) {
            machines.giveUpIfUnused(vm);
            return false;
        }
        LOG.log(Level.INFO, "{0} runs on as process {1}", live.name(), Integer.toString(qemu.pid()));
        return true;
    }

    /** A script that refuses ends the machine. */
    private boolean toldReconnect(Vm vm) {
        try {
            vm.machines().hooks().reconnect(vm.running().live());
            return true;
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "{0} is ended: {1}", vm.name(), e.getMessage());
            Thread.ofVirtual().name("ending " + vm.name()).start(() -> new Power(vm).end(VmState.Ending.NOT_STARTED));
            return false;
        }
    }

    private void ended(Vm vm, StatusFile status, boolean started, Undo held) {
        held.close();
        Condition off = !started ? Condition.OFF_FAILED
                : status.condition().shuttingDown() ? Condition.OFF_SHUTDOWN : Condition.OFF_CRASHED;
        vm.foundOff(off);
        machines.giveUpIfUnused(vm);
        LOG.log(Level.INFO, "{0} has ended meanwhile", status.live().name());
    }

    /** What QEMU does now, and why: the reason that was known, where the state is the same. */
    private static Condition condition(StatusFile status, Monitor monitor) {
        String now = monitor.call(new MachineCommand.QueryStatus()).status();
        Condition before = status.condition();
        return switch (now) {
            case "running" -> before.running() ? before : Condition.RUNNING;
            case "shutdown" -> Condition.SHUTDOWN;
            case "io-error" -> Condition.PAUSED_IO_ERROR;
            case "watchdog" -> Condition.PAUSED_WATCHDOG;
            case "guest-panicked" -> Condition.CRASHED_PANICKED;
            case "suspended" -> Condition.SUSPENDED;
            default -> before.paused() || before.shuttingDown() ? before : Condition.PAUSED;
        };
    }

    /** A save or a dump that was under way has nobody any more: the guest goes on. */
    private void goOn(Vm vm, StatusFile status) {
        boolean interrupted = switch (status.condition()) {
            case PAUSED_SAVE, PAUSED_DUMP, PAUSED_SNAPSHOT -> true;
            default -> false;   // PAUSED_MIGRATION is also one that was restored to stand still
        };
        if (!interrupted) return;
        try (var _ = vm.jobs().begin(Job.MODIFY, "resumption")) {
            Monitor monitor = vm.running().qemu().monitor();
            boolean flows = monitor.call(new MigrationCommand.Query()).status()
                    .filter(state -> state.equals("active") || state.equals("setup")).isPresent();
            if (flows) monitor.call(new MigrationCommand.Cancel());
            new Power(vm).run(Condition.RUNNING_SAVE_CANCELED);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "could not let " + vm.name() + " go on", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
