package jvirt.qemu.save;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.Condition.PAUSED_MIGRATION;
import static jvirt.qemu.Condition.PAUSED_SAVE;
import static jvirt.qemu.Condition.RUNNING_RESTORED;
import static jvirt.qemu.Condition.RUNNING_SAVE_CANCELED;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.System.Logger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.xml.View;
import jvirt.host.Descriptor;
import jvirt.host.Libc;
import jvirt.host.Undo;
import jvirt.qemu.Job;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Launcher.Plan;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Machines;
import jvirt.qemu.Power;
import jvirt.qemu.StartOptions;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.image.ImageJobs;

/** Saves running machines into files, and starts them from there. */
public final class Saves {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** How long QEMU may read a saved state: a slow disk and a large guest take a while. */
    private static final Duration RESTORE = Duration.ofHours(1);

    /** {@code virDomainSaveRestoreFlags}. */
    public static final int BYPASS_CACHE = 1;
    public static final int RUNNING = 2;
    public static final int PAUSED = 4;
    public static final int RESET_NVRAM = 8;

    private final Machines machines;

    public Saves(Machines machines) {
        this.machines = machines;
    }

    public boolean managed(Vm vm) {
        return Files.exists(machines.layout().save(vm.name()));
    }

    /** Saves a machine where its next start looks. */
    public void saveManaged(Vm vm, int flags) throws InterruptedException {
        vm.running();
        if (!vm.persistent()) throw QEMU.error(OPERATION_INVALID, "cannot do managed save for transient domain");
        save(vm, machines.layout().save(vm.name()), Optional.empty(), flags, "virDomainManagedSave");
    }

    /** Saves a machine and ends it. If that fails it goes on, and no file is left. */
    public void save(Vm vm, Path file, Optional<String> document, int flags, String caller) throws InterruptedException {
        try (Jobs.Turn turn = vm.jobs().begin(Job.SAVE, caller)) {
            ImageJobs.requireNone(vm);
            boolean wasRunning = vm.running().condition().running();
            String text = document.map(xml -> sameMachine(vm.running().live(), xml)).orElse(vm.configuration())
                    .format(View.INACTIVE);
            boolean runsAgain = (flags & RUNNING) != 0 || (flags & PAUSED) == 0 && wasRunning;
            Power power = new Power(vm);
            if (wasRunning) power.pause(PAUSED_SAVE);
            try {
                JobInfo done = write(vm, turn, file, SaveFile.of(text, runsAgain));
                turn.complete(done.as(JobInfo.Type.COMPLETED));
                vm.announce(new VmEvent.JobCompleted(vm.jobs().completed(true)));
                power.end(Ending.SAVED);
            } catch (VirtException e) {
                if (wasRunning) goOn(vm, power);
                throw e;
            }
        }
    }

    private static void goOn(Vm vm, Power power) throws InterruptedException {
        if (vm.active().isEmpty()) return;
        try {
            power.run(RUNNING_SAVE_CANCELED);
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "Unable to resume guest CPUs after save failure", e);
            vm.announce(new VmEvent.State(Lifecycle.SUSPENDED_API_ERROR));
        }
    }

    /** Within a turn: writes the state of a machine into a file, beside which it may go on. */
    public JobInfo writeState(Vm vm, Jobs.Turn turn, Path file, String document, boolean runs) throws InterruptedException {
        return write(vm, turn, file, SaveFile.of(document, runs));
    }

    private static JobInfo write(Vm vm, Jobs.Turn turn, Path file, SaveFile head) throws InterruptedException {
        boolean there = Files.exists(file);
        try {
            if (there) Files.newOutputStream(file, java.nio.file.StandardOpenOption.TRUNCATE_EXISTING).close();
            head.write(file);
            JobInfo done;
            try (Descriptor state = Libc.open(file.toString(), Libc.O_WRONLY | Libc.O_APPEND, 0)) {
                done = Migration.out(vm, turn, state);
            }
            SaveFile.markWhole(file);
            return done;
        } catch (IOException e) {
            discard(file);
            throw QEMU.error(SYSTEM_ERROR, e, "failed to create file '%s': %s", file, e.getMessage());
        } catch (VirtException e) {
            discard(file);
            throw e;
        }
    }

    private static void discard(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.log(Level.WARNING, "could not delete the incomplete " + file, e);
        }
    }

    /** Within the turn of a start: starts from what was saved, if something was; false when there is nothing. */
    public boolean restoreManaged(Vm vm, StartOptions options) throws InterruptedException {
        Path file = machines.layout().save(vm.name());
        if (!Files.exists(file)) return false;
        try {
            if (options.forceBoot()) {
                Files.delete(file);
                return false;
            }
            SaveFile head;
            try {
                head = SaveFile.read(file);
            } catch (VirtException e) {
                LOG.log(Level.WARNING, "Ignoring unreadable managed state " + file, e);
                head = SaveFile.of("", false);
            }
            if (!head.whole()) {
                LOG.log(Level.WARNING, "Ignoring incomplete managed state {0}", file);
                Files.delete(file);
                return false;
            }
            Domain saved = ownDocument(vm, head.document());
            Domain domain = machines.hooks().restore(vm.name(), head.document()).map(xml -> sameMachine(saved, xml)).orElse(saved);
            start(vm, domain, file, head, head.running() && !options.paused(), options.paused(), options.resetNvram());
            Files.delete(file);
            return true;
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "cannot remove managed save file %s: %s", file, e.getMessage());
        }
    }

    /** Starts the machine that a file holds. */
    public Vm restore(Path file, Optional<String> document, int flags) throws InterruptedException {
        SaveFile head = SaveFile.read(file).requireWhole();
        Domain saved = machines.completion().reload(head.document());
        Optional<String> written = machines.hooks().restore(saved.name(), document.orElse(head.document())).or(() -> document);
        Domain domain = written.map(xml -> sameMachine(saved, xml)).orElse(saved);
        Vm vm = machines.claimForRestore(domain);
        try (var _ = vm.jobs().begin(Job.RESTORE, "virDomainRestoreFlags")) {
            boolean paused = (flags & PAUSED) != 0;
            boolean runs = (flags & RUNNING) != 0 || !paused && head.running();
            start(vm, domain, file, head, runs, false, (flags & RESET_NVRAM) != 0);
            return vm;
        } catch (RuntimeException e) {
            machines.giveUpIfUnused(vm);
            throw e;
        }
    }

    private void start(Vm vm, Domain domain, Path file, SaveFile head, boolean runs, boolean paused, boolean resetNvram)
            throws InterruptedException {
        if (head.compression() != 0) {
            throw QEMU.error(OPERATION_FAILED, "Invalid compressed save format %d", head.compression());
        }
        Power power = new Power(vm);
        try (Descriptor state = Libc.open(file.toString(), Libc.O_RDONLY, 0); var undo = new Undo()) {
            Libc.seek(state.number(), head.stateOffset());
            power.launch(Plan.restore(domain, machines.nextId(), resetNvram), undo);
            Migration.in(vm, state, RESTORE);
            power.tellStarted();
            vm.announce(new VmEvent.State(Lifecycle.STARTED_RESTORED));
            if (runs) {
                power.run(RUNNING_RESTORED);
            } else {
                vm.change(active -> active.with(PAUSED_MIGRATION),
                        new VmEvent.State(paused ? Lifecycle.SUSPENDED_PAUSED : Lifecycle.SUSPENDED_RESTORED));
            }
            undo.keep();
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Failed to open file '%s': %s", file, e.getMessage());
        }
    }

    /** What was saved is what goes on, devices that came while it ran included; it must only be this machine's. */
    private Domain ownDocument(Vm vm, String document) {
        Domain saved = machines.completion().reload(document);
        if (!saved.uuid().equals(vm.uuid()) || !saved.name().equals(vm.name())) {
            throw QEMU.error(OPERATION_FAILED, "cannot restore domain '%s' uuid %s from a file which belongs to domain '%s' uuid %s",
                    vm.name(), vm.uuid(), saved.name(), saved.uuid());
        }
        return saved;
    }

    private Domain sameMachine(Domain now, String document) {
        return Compatibility.same(now, document, machines.completion());
    }

    // what a file holds

    /** The definition in a saved machine's file. */
    public Domain read(Path file) {
        return machines.completion().reload(SaveFile.read(file).requireWhole().document());
    }

    /** Changes the definition in a saved machine's file. */
    public void define(Path file, String document, int flags) {
        SaveFile head = SaveFile.read(file).requireWhole();
        boolean runs = (flags & RUNNING) != 0 || (flags & PAUSED) == 0 && head.running();
        Domain next = sameMachine(machines.completion().reload(head.document()), document);
        try {
            head.with(next.format(View.INACTIVE), runs).write(file);
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "failed to write header data to '%s': %s", file, e.getMessage());
        }
    }

    /** The file of a machine that was saved for its next start, or libvirt's error. */
    public Path managedFile(Vm vm) {
        if (!managed(vm)) throw QEMU.error(OPERATION_INVALID, "domain does not have managed save image");
        return machines.layout().save(vm.name());
    }

    /** Throws away what was saved for the next start. */
    public void removeManaged(Vm vm) {
        Path file = machines.layout().save(vm.name());
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw QEMU.error(SYSTEM_ERROR, e, "Failed to remove managed save file '%s': %s", file,
                    e instanceof java.nio.file.NoSuchFileException ? "No such file or directory" : e.getMessage());
        }
    }
}
