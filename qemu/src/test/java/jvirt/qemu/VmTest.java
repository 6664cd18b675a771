package jvirt.qemu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import jvirt.api.ErrorCode;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.json.Json;
import jvirt.host.Child;
import jvirt.host.Hooks;
import jvirt.host.Roots;
import jvirt.host.Spawn;
import jvirt.host.Undo;
import jvirt.qemu.image.OneJob;
import jvirt.qemu.process.Layout;
import jvirt.qemu.process.Qemu;
import jvirt.qemu.qmp.JobCommand;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.qmp.ScriptedQemu;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Machines with a QEMU that plays a script; a sleeping process stands for QEMU's. */
class VmTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String XML = """
            <domain type='qemu'><name>%s</name><uuid>%s</uuid><memory>65536</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='pc'>hvm</type></os></domain>
            """;
    private static final String UUID = "c7a5fdbd-edaf-9455-926a-d65c16db1809";

    @TempDir Path folder;
    private final BlockingQueue<Announcements.Announcement> heard = new LinkedBlockingQueue<>();
    private final List<String> takenBack = new ArrayList<>();
    private ScriptedQemu script = new ScriptedQemu();
    private Optional<VirtException> launchFails = Optional.empty();
    private Machines machines;

    private final class Fake implements Launcher {
        @Override
        public Launched launch(Plan plan, Undo undo) {
            undo.add("tap", () -> takenBack.add("tap"));
            if (launchFails.isPresent()) throw launchFails.get();
            try {
                Child child = new Spawn(List.of("/bin/sleep", "60"), List.of(), folder.resolve("sleep.log"), List.of()).start();
                ScriptedQemu ours = script;
                child.onEnd(_ -> ours.close());
                undo.add("process", () -> child.signal(Child.SIGKILL));
                Monitor monitor = Monitor.open(script, "test", SOON);
                int id = plan.id();
                Qemu qemu = new Qemu(id, child, Child.startTime(child.pid()), monitor);
                return new Launched(qemu, plan.definition().with(draft -> draft.id = Optional.of(id)), Optional.empty());
            } catch (java.io.IOException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public Optional<Qemu> find(jvirt.qemu.process.StatusFile status) {
            return Optional.empty();
        }

        @Override
        public void reclaim(jvirt.qemu.process.StatusFile status, Undo undo) {
            undo.add("tap", () -> takenBack.add("reclaimed tap"));
        }

        @Override
        public void end(jvirt.qemu.process.StatusFile status) { }

        @Override
        public void leave(java.util.UUID machine, List<jvirt.api.domain.device.Disk> disks) { }

        @Override
        public void forget(List<java.util.UUID> running) { }

        @Override
        public MachineHooks hooks() {
            return new MachineHooks(new Hooks(List.of(folder.resolve("hooks"))));
        }

        @Override
        public jvirt.qemu.hotplug.PlugSite plugs() {
            throw new UnsupportedOperationException("nothing is plugged here");
        }
    }

    private static final class Plain implements Completion {
        @Override
        public Domain complete(String document, boolean validate) {
            return Domain.parse(document);
        }

        @Override
        public Domain reload(String document) {
            return Domain.parse(document);
        }
    }

    @BeforeEach
    void open() throws Exception {
        Layout layout = new Layout(Roots.below(folder));
        layout.make();
        machines = new Machines(layout, new Plain(), new Fake(), new Announcements(heard::add));
    }

    private Vm defined() {
        return machines.define(XML.formatted("t", UUID), false);
    }

    private Lifecycle next() throws InterruptedException {
        while (true) {
            Announcements.Announcement one = heard.poll(10, TimeUnit.SECONDS);
            if (one == null) throw new AssertionError("nothing more is heard");
            if (one.event() instanceof VmEvent.State(var what)) return what;
        }
    }

    private void hears(Lifecycle... expected) throws InterruptedException {
        for (Lifecycle one : expected) assertEquals(one, next());
    }

    private Vm started() throws InterruptedException {
        Vm vm = defined();
        script.expect("cont").event("RESUME");
        new Power(vm).start(StartOptions.NONE);
        hears(Lifecycle.DEFINED_ADDED, Lifecycle.RESUMED_UNPAUSED, Lifecycle.STARTED_BOOTED);
        return vm;
    }

    @Test
    void aStartedMachineRunsAndIsRemembered() throws Exception {
        Vm vm = started();
        assertEquals(Condition.RUNNING_BOOTED, vm.state().condition());
        assertEquals(1, vm.id());
        assertTrue(Files.readString(machines.layout().status("t")).contains("state='running' reason='1'"));
        new Power(vm).destroy(false);
        assertEquals(Condition.OFF_DESTROYED, vm.state().condition());
        assertEquals(List.of("tap"), takenBack);
        hears(Lifecycle.STOPPED_DESTROYED);
        script.played();
    }

    /** The first event has been dealt with once the second is seen. */
    @Test
    void anEventThatChangesNothingIsNotWrittenDown() throws Exception {
        Vm vm = started();
        Path status = machines.layout().status("t");
        Files.delete(status);
        try (EventWatch watch = vm.watch()) {
            script.event("SPICE_MIGRATE_COMPLETED").event("POWERDOWN").play();
            assertTrue(watch.await(event -> Optional.of(event).filter(new QemuEvent.Other("POWERDOWN", Json.object())::equals), SOON).isPresent());
        }
        assertFalse(Files.exists(status));
        script.expect("stop").event("STOP");
        new Power(vm).suspend();
        assertTrue(Files.readString(status).contains("state='paused'"));
        new Power(vm).destroy(false);
    }

    @Test
    void aJobThatFailsSaysWhyAndIsDismissed() throws Exception {
        Vm vm = started();
        VirtException failed = assertThrows(VirtException.class, () -> OneJob.run(vm, "snapshot-delete", id -> {
            script.expect("snapshot-delete");
            job(id, "created", "running", "waiting", "aborting", "concluded");
            script.expect("query-jobs", "[" + Json.object().with("id", id).with("type", "snapshot-delete").with("status", "concluded")
                    .with("current-progress", 0).with("total-progress", 0).with("error", "no such snapshot") + "]").expect("job-dismiss");
            return new JobCommand.SnapshotDelete(id, "s", List.of("disk"));
        }, "Failed to delete snapshot"));
        assertEquals("operation failed: Failed to delete snapshot: no such snapshot", failed.getMessage());
        script.played();
        new Power(vm).destroy(false);
    }

    @Test
    void ofAJobThatSucceedsNothingMoreIsAsked() throws Exception {
        Vm vm = started();
        OneJob.run(vm, "snapshot-delete", id -> {
            script.expect("snapshot-delete");
            job(id, "created", "running", "waiting", "pending", "concluded");
            script.expect("job-dismiss");
            return new JobCommand.SnapshotDelete(id, "s", List.of("disk"));
        }, "Failed to delete snapshot");
        script.played();
        new Power(vm).destroy(false);
    }

    private void job(String id, String... states) {
        for (String state : states) script.event("JOB_STATUS_CHANGE", Json.object().with("status", state).with("id", id).toString());
    }

    @Test
    void guestThatPowersOffLeavesTheMachineOff() throws Exception {
        Vm vm = started();
        script.event("SHUTDOWN", "{\"guest\":true,\"reason\":\"guest-shutdown\"}").event("STOP").play();
        assertTrue(vm.await(VmState.Off.class::isInstance, SOON));
        assertEquals(Condition.OFF_SHUTDOWN, vm.state().condition());
        hears(Lifecycle.SHUTDOWN_GUEST, Lifecycle.STOPPED_SHUTDOWN);
        assertEquals(vm, machines.named("t"));
    }

    @Test
    void aQemuThatDiesIsACrash() throws Exception {
        Vm vm = started();
        vm.running().qemu().child().signal(Child.SIGKILL);
        assertTrue(vm.await(VmState.Off.class::isInstance, SOON));
        assertEquals(Condition.OFF_CRASHED, vm.state().condition());
        hears(Lifecycle.STOPPED_FAILED);
    }

    @Test
    void aFailedStartTakesEverythingBack() throws Exception {
        Vm vm = defined();
        launchFails = Optional.of(ErrorDomain.QEMU.error(ErrorCode.INTERNAL_ERROR, "no such image"));
        assertThrows(VirtException.class, () -> new Power(vm).start(StartOptions.NONE));
        assertEquals(List.of("tap"), takenBack);
        launchFails = Optional.empty();
        script.refuse("cont", "GenericError", "Resetting the Virtual Machine is required");
        VirtException refused = assertThrows(VirtException.class, () -> new Power(vm).start(StartOptions.NONE));
        assertTrue(refused.getMessage().contains("Resetting the Virtual Machine"), refused.getMessage());
        assertEquals(Condition.OFF_FAILED, vm.state().condition());
        assertEquals(List.of("tap", "tap"), takenBack);
        hears(Lifecycle.DEFINED_ADDED);
        assertTrue(heard.stream().noneMatch(one -> one.event() instanceof VmEvent.State));
    }

    @Test
    void aScriptThatRefusesAStartedMachineEndsIt() throws Exception {
        Path hook = Files.createDirectories(folder.resolve("hooks")).resolve("qemu");
        Files.writeString(hook, "#!/bin/sh\necho \"$@\" >> %s/heard\n[ $2 != started ]\n".formatted(folder));
        Files.setPosixFilePermissions(hook, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
        Vm vm = defined();
        script.expect("cont").event("RESUME");
        VirtException refused = assertThrows(VirtException.class, () -> new Power(vm).start(StartOptions.NONE));
        assertEquals(ErrorCode.HOOK_SCRIPT_FAILED, refused.code());
        assertEquals("t started begin -\n", Files.readString(folder.resolve("heard")));
        assertEquals(Condition.OFF_FAILED, vm.state().condition());
        assertEquals(List.of("tap"), takenBack);
    }

    @Test
    void migrationsSpeedIsKeptAndToldToQemu() throws Exception {
        MigrationSpeed speed = new MigrationSpeed(defined());
        assertEquals(MigrationSpeed.UNLIMITED, speed.get(false));
        speed.set(10, false);
        assertThrows(VirtException.class, () -> speed.set(MigrationSpeed.UNLIMITED + 1, false));
        assertThrows(VirtException.class, () -> speed.set(10, true));
        script.expect("cont").event("RESUME").expect("migrate-set-parameters");
        new Power(speed.vm()).start(StartOptions.NONE);
        speed.set(20, false);
        assertEquals(20, speed.get(false));
        script.played();
        new Power(speed.vm()).destroy(false);
    }

    @Test
    void suspendAndResumeSayWhy() throws Exception {
        Vm vm = started();
        Power power = new Power(vm);
        script.expect("stop").event("STOP").expect("cont").event("RESUME");
        power.suspend();
        assertEquals(Condition.PAUSED_USER, vm.state().condition());
        power.resume();
        assertEquals(Condition.RUNNING_UNPAUSED, vm.state().condition());
        assertThrows(VirtException.class, power::resume);
        hears(Lifecycle.SUSPENDED_PAUSED, Lifecycle.RESUMED_UNPAUSED);
        power.destroy(true);
        assertThrows(VirtException.class, power::suspend);
    }

    @Test
    void aRebootIsTheGuestsShutdownAndAnotherBoot() throws Exception {
        Vm vm = started();
        script.expect("system_powerdown").event("POWERDOWN").event("SHUTDOWN", "{\"guest\":true}").event("STOP")
                .expect("system_reset").event("RESET").expect("cont").event("RESUME");
        new Power(vm).reboot(0);
        for (boolean rebooted = false; !rebooted;) {
            Announcements.Announcement one = heard.poll(10, TimeUnit.SECONDS);
            if (one == null) throw new AssertionError("no reboot is heard");
            assertFalse(one.event() instanceof VmEvent.State);
            rebooted = one.event() instanceof VmEvent.Reboot;
        }
        try (var _ = vm.jobs().begin(Job.MODIFY, "once the reboot is over")) {
            assertEquals(Condition.RUNNING_BOOTED, vm.state().condition());
            assertFalse(vm.running().intent().fakeReboot());
        }
        new Power(vm).destroy(false);
    }

    @Test
    void aMachineThatIsNotKeptIsGoneWhenItEnds() throws Exception {
        script.expect("cont").event("RESUME");
        Vm vm = machines.create(XML.formatted("t", UUID), false, StartOptions.NONE);
        assertFalse(vm.persistent());
        new Power(vm).destroy(false);
        assertThrows(VirtException.class, () -> machines.named("t"));
        assertTrue(machines.all().isEmpty());
    }

    @Test
    void whatEndedWhileNobodyLookedIsRecordedAndTakenBack() throws Exception {
        Vm vm = started();
        new Power(vm).destroy(false);
        Files.writeString(machines.layout().status("t"), "<domstatus state='running' reason='1' pid='1' startTime='2'"
                + " persistent='yes'>" + vm.definition().with(draft -> draft.id = Optional.of(7)).format(jvirt.api.xml.View.LIVE)
                + "</domstatus>");
        takenBack.clear();
        Machines next = new Machines(machines.layout(), new Plain(), new Fake(), new Announcements(heard::add));
        next.takeUp();
        assertEquals(Condition.OFF_CRASHED, next.named("t").state().condition());
        assertTrue(next.named("t").persistent());
        assertEquals(List.of("reclaimed tap"), takenBack);
        assertEquals(8, next.nextId());
    }

    @Test
    void namesAndUuidsAreTakenOnce() {
        defined();
        VirtException other = assertThrows(VirtException.class,
                () -> machines.define(XML.formatted("t", "11111111-edaf-9455-926a-d65c16db1809"), false));
        assertEquals("operation failed: domain 't' already exists with uuid " + UUID, other.getMessage());
        VirtException same = assertThrows(VirtException.class, () -> machines.define(XML.formatted("u", UUID), false));
        assertEquals("operation failed: domain 't' is already defined with uuid " + UUID, same.getMessage());
        assertEquals(1, machines.all().size());
    }
}
