package jvirt.qemu;

import static jvirt.api.ErrorCode.AGENT_UNRESPONSIVE;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.Condition.CRASHED_PANICKED;
import static jvirt.qemu.Condition.PAUSED_STARTING_UP;
import static jvirt.qemu.Condition.PAUSED_USER;
import static jvirt.qemu.Condition.RUNNING_BOOTED;
import static jvirt.qemu.Condition.RUNNING_CRASHED;
import static jvirt.qemu.Condition.RUNNING_UNPAUSED;
import static jvirt.qemu.Condition.SUSPENDED;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.LifecycleAction;
import jvirt.host.Undo;
import jvirt.qemu.Launcher.Launched;
import jvirt.qemu.Launcher.Plan;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.agent.Agents;
import jvirt.qemu.qmp.MachineCommand;

/** Switches a machine on and off, and what lies between. */
public record Power(Vm vm) {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    /** How long a QEMU that answers may take to say that its guest runs. */
    private static final Duration SOON = Duration.ofSeconds(30);
    /** More than the process may take to end, and what is taken back after it. */
    private static final Duration END = Duration.ofSeconds(60);
    /** {@code virConnectDomainEventAgentLifecycleState} and its reason. */
    private static final int DISCONNECTED = 2;
    private static final int FOR_A_START = 1;
    /** {@code VIR_DOMAIN_SHUTDOWN_*} and {@code VIR_DOMAIN_REBOOT_*}. */
    public static final int BY_ACPI = 1;
    public static final int BY_AGENT = 2;

    // on

    /** Starts the guest, from what was saved if something was. A failed start leaves the host as it was. */
    public void start(StartOptions options) throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.START, "virDomainCreateWithFlags")) {
            if (vm.state() instanceof Active) throw QEMU.error(OPERATION_INVALID, "domain is already running");
            if (!vm.machines().saves().restoreManaged(vm, options)) boot(options);
        }
    }

    /** Within a turn: boots. */
    void boot(StartOptions options) throws InterruptedException {
        try (var undo = new Undo()) {
            launch(Plan.boot(vm.definition(), vm.machines().nextId(), options.resetNvram()), undo);
            if (options.paused()) {
                tellStarted();
                vm.change(active -> active.with(PAUSED_USER), new VmEvent.State(Lifecycle.STARTED_BOOTED),
                        new VmEvent.State(Lifecycle.SUSPENDED_PAUSED));
            } else {
                run(RUNNING_BOOTED);
                tellStarted();
                vm.announce(new VmEvent.State(Lifecycle.STARTED_BOOTED));
            }
            undo.keep();
        }
    }

    /** Within a turn: brings up a QEMU, whose end is added to {@code undo}; from here on its own end takes back the rest. */
    public void launch(Plan plan, Undo undo) throws InterruptedException {
        Launched launched;
        try {
            launched = vm.machines().launcher().launch(plan, undo);
        } catch (VirtException e) {
            vm.foundOff(Condition.OFF_FAILED);
            throw e;
        }
        Undo held = undo.handOver();
        vm.settle();
        vm.begin(launched, PAUSED_STARTING_UP, held);
        if (Agents.expected(launched.live())) vm.announce(new VmEvent.AgentLifecycle(DISCONNECTED, FOR_A_START));
        undo.add("end " + vm, () -> {
            vm.ending(Ending.NOT_STARTED);
            launched.qemu().kill();
            vm.awaitOff(END);
        });
        if (launched.live().onReboot().filter(LifecycleAction.DESTROY::equals).isPresent()) {
            launched.qemu().monitor().call(new MachineCommand.SetAction(Optional.of("shutdown"), Optional.empty(),
                    Optional.empty(), Optional.empty()));
        }
    }

    /** Within a turn: scripts hear that the machine was started; one that refuses lets the start fail. */
    public void tellStarted() {
        vm.active().ifPresent(active -> vm.machines().hooks().started(active.live()));
    }

    /** Within a turn: lets the processors run, for this reason. */
    public void run(Condition reason) throws InterruptedException {
        Active before = vm.running();
        vm.change(active -> active.with(active.intent().withRun(Optional.of(reason))));
        try {
            before.qemu().monitor().call(new MachineCommand.Cont());
        } catch (VirtException e) {
            vm.change(active -> active.with(active.intent().withRun(Optional.empty())));
            throw e;
        }
        if (!vm.await(state -> !stillStands(state, before.condition()), SOON)) {
            throw QEMU.error(OPERATION_FAILED, "resume operation failed");
        }
        vm.remember();
    }

    /** Not "until it runs": it may have gone on to another state before we look. Of a hidden pause, the mark tells. */
    private static boolean stillStands(VmState state, Condition was) {
        if (state.condition() != was) return false;
        return !was.running() || state instanceof Active active && active.intent().pausedShutdown();
    }

    /** Within a turn: makes the processors stand still, for this reason. */
    public void pause(Condition reason) throws InterruptedException {
        vm.change(active -> active.with(active.intent().withPause(Optional.of(reason))));
        try {
            vm.running().qemu().monitor().call(new MachineCommand.Stop());
        } catch (VirtException e) {
            vm.change(active -> active.with(active.intent().withPause(Optional.empty())));
            throw e;
        }
        vm.await(state -> !state.condition().running(), SOON);
        vm.remember();
    }

    // between

    public void suspend() throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.SUSPEND, "virDomainSuspend")) {
            Condition condition = vm.running().condition();
            if (condition == SUSPENDED) throw QEMU.error(OPERATION_INVALID, "domain is pmsuspended");
            Job lengthy = vm.jobs().lengthy().map(Jobs.Turn::job).orElse(Job.QUERY);
            Condition reason = switch (lengthy) {
                case MIGRATION_OUT -> Condition.PAUSED_MIGRATION;
                case SNAPSHOT -> Condition.PAUSED_SNAPSHOT;
                default -> PAUSED_USER;
            };
            if (!condition.paused()) pause(reason);
        }
    }

    public void resume() throws InterruptedException {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainResume")) {
            Condition condition = vm.running().condition();
            if (condition == SUSPENDED) throw QEMU.error(OPERATION_INVALID, "domain is pmsuspended");
            if (condition.running()) throw QEMU.error(OPERATION_INVALID, "domain is already running");
            if (condition == CRASHED_PANICKED || condition.paused()) run(RUNNING_UNPAUSED);
        }
    }

    public void reset() {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainReset")) {
            vm.running().qemu().monitor().call(new MachineCommand.SystemReset());
            vm.change(active -> active.with(active.intent().withFakeReboot(false)).afterReset());
            vm.remember();
        }
    }

    /** Wakes a guest that has put itself to sleep. */
    public void wake() {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainPMWakeup")) {
            vm.running().qemu().monitor().call(new MachineCommand.SystemWakeup());
        }
    }

    /** Asks the guest, by its agent, to put itself to sleep: {@code mem}, {@code disk} or {@code hybrid}. */
    public void sleep(String kind) {
        Active active = vm.running();
        if (!Agents.there(active.live())) throw QEMU.error(AGENT_UNRESPONSIVE, "QEMU guest agent is not connected");
        vm.machines().agents().suspend(vm, kind);
    }

    /** The guest ended its work and is to begin anew: as a reboot, though QEMU knows of none. */
    void bootAgain() {
        try (var _ = vm.jobs().begin(Job.MODIFY, "reboot")) {
            boolean crashed = vm.running().condition().crashed();
            vm.running().qemu().monitor().call(new MachineCommand.SystemReset());
            run(crashed ? RUNNING_CRASHED : RUNNING_BOOTED);
            vm.change(active -> active.with(active.intent().withFakeReboot(false).withPausedShutdown(false)));
            vm.remember();
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "could not boot " + vm.name() + " again: it is ended", e);
            vm.active().ifPresent(active -> active.qemu().ask());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    // off

    /** Asks the guest to end its work: by its agent if it has one, else by the power button. */
    public void shutdown(int flags) {
        boolean again = vm.current().onPoweroff().filter(action -> action == LifecycleAction.RESTART
                || action == LifecycleAction.RENAME_RESTART).isPresent();
        ask(flags, again, true, "virDomainShutdownFlags");
    }

    public void reboot(int flags) {
        boolean ends = vm.current().onReboot().filter(action -> action == LifecycleAction.DESTROY
                || action == LifecycleAction.PRESERVE).isPresent();
        ask(flags, !ends, false, "virDomainReboot");
    }

    private void ask(int flags, boolean reboot, boolean mustRun, String caller) {
        boolean byAgent = (flags & BY_AGENT) != 0 || flags == 0 && vm.active().filter(a -> Agents.there(a.live())).isPresent();
        if (byAgent) {
            boolean forced = (flags & BY_AGENT) != 0 && (flags & BY_ACPI) == 0;
            try {
                askAgent(reboot, caller);
                return;
            } catch (VirtException e) {
                if (forced) throw e;
                if (!(vm.state() instanceof Active)) return;
            }
        }
        try (var _ = vm.jobs().begin(Job.MODIFY, caller)) {
            Active active = vm.running();
            if (mustRun && !active.condition().running()) throw QEMU.error(OPERATION_INVALID, "domain is not running");
            vm.change(now -> now.with(now.intent().withFakeReboot(reboot)));
            vm.remember();
            active.qemu().monitor().call(new MachineCommand.SystemPowerdown());
        }
    }

    private void askAgent(boolean reboot, String caller) {
        Active active = vm.running();
        if (!active.condition().running()) throw QEMU.error(OPERATION_INVALID, "domain is not running");
        if (!Agents.there(active.live())) throw QEMU.error(AGENT_UNRESPONSIVE, "QEMU guest agent is not connected");
        vm.change(now -> now.with(now.intent().withFakeReboot(false)));
        vm.machines().agents().shutdown(vm, reboot, caller);
    }

    /** Ends the guest at once; {@code gracefully}, QEMU has time to write what it holds, and is not forced. */
    public void destroy(boolean gracefully) throws InterruptedException {
        Active active = vm.running();
        vm.change(now -> now.with(now.intent().withFakeReboot(false)));
        vm.ending(Ending.DESTROYED);
        // before its turn: whoever holds it may be waiting for this very QEMU
        if (gracefully) active.qemu().killGracefully();
        else active.qemu().kill();
        vm.awaitOff(END);
    }

    /** Ends the guest, for this reason. */
    public void end(Ending why) {
        try {
            Optional<Active> active = vm.active();
            if (active.isEmpty()) return;
            vm.ending(why);
            active.get().qemu().kill();
            vm.awaitOff(END);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Leaves a picture of a crashed guest's memory, where the administrator wants it. */
    void dumpCrash() {
        vm.machines().dumps().crash(vm);
    }
}
