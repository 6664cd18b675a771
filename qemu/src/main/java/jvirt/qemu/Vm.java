package jvirt.qemu;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import jvirt.api.domain.Domain;
import jvirt.host.Undo;
import jvirt.qemu.agent.Guest;
import jvirt.qemu.definition.Definition;
import jvirt.qemu.Launcher.Launched;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.VmState.Intent;
import jvirt.qemu.VmState.Off;
import jvirt.qemu.VmState.Step;
import jvirt.qemu.image.Chains;
import jvirt.qemu.image.ImageWork;
import jvirt.qemu.migration.Moving;
import jvirt.qemu.process.Qemu;
import jvirt.qemu.process.StatusFile;
import jvirt.qemu.qmp.Event;

/**
 * One machine. A call holds a turn, so one at a time changes it; readers take {@link #state} and {@link #definition} and wait
 * for nobody. What is done with it stands in rooms of its own: {@link Power}, {@code save}, {@code console}.
 */
public final class Vm {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** How long QEMU may be gone from its monitor and still be a process. */
    private static final Duration LAST_BREATH = Duration.ofSeconds(2);

    private final Machines machines;
    private final UUID uuid;
    private final Jobs jobs = new Jobs();
    private final Guest guest = new Guest(this);
    private final ReentrantLock remembering = new ReentrantLock();
    /** What the status file says, if it does; its owner is who holds the lock. */
    private Optional<StatusFile> remembered = Optional.empty();
    private final List<EventWatch> watches = new CopyOnWriteArrayList<>();
    private volatile KeptDefinition kept;
    private volatile boolean persistent;
    private volatile boolean autostart;
    private volatile boolean autostartOnce;
    private volatile boolean changed;
    private volatile long migrationSpeed = MigrationSpeed.UNLIMITED;
    private volatile long since = System.nanoTime();
    private volatile VmState state = new Off(Condition.OFF);

    Vm(Machines machines, KeptDefinition kept) {
        this.machines = machines;
        this.uuid = kept.uuid();
        this.kept = kept;
    }

    public UUID uuid() {
        return uuid;
    }

    public String name() {
        return kept.name();
    }

    public Machines machines() {
        return machines;
    }

    public Jobs jobs() {
        return jobs;
    }

    /** Who answers inside. */
    public Guest guest() {
        return guest;
    }

    public VmState state() {
        return state;
    }

    /** The running machine, if it runs. */
    public Optional<Active> active() {
        return state instanceof Active active ? Optional.of(active) : Optional.empty();
    }

    /** The running machine, or libvirt's error. */
    public Active running() {
        return active().orElseThrow(() -> QEMU.error(OPERATION_INVALID, "domain is not running"));
    }

    /** The machine as it will be started next; of one that is not kept, as it was started. */
    public Domain definition() {
        return kept.domain();
    }

    /** The running machine as it would be started again: what only a run has is left out, and cards go to their networks. */
    public Domain configuration() {
        return active().map(vm -> Configuration.of(vm, definition())).orElseGet(this::definition);
    }

    /** The running machine's definition, else the one that will be started. */
    public Domain current() {
        return active().map(Active::live).orElseGet(this::definition);
    }

    /** Its number while it runs, else -1. */
    public int id() {
        return active().map(vm -> vm.qemu().id()).orElse(-1);
    }

    public boolean persistent() {
        return persistent;
    }

    public boolean autostart() {
        return autostart;
    }

    /** It starts with the daemon the next time, and not by itself after that. */
    public boolean autostartOnce() {
        return autostartOnce;
    }

    /** Whether it was changed while it ran, in a way that its next start will show. */
    public boolean updated() {
        return changed;
    }

    /** How many MiB a second its migration may take. */
    public long migrationSpeed() {
        return migrationSpeed;
    }

    void setMigrationSpeed(long mibPerSecond) {
        migrationSpeed = mibPerSecond;
    }

    /** How long it has been in its state. */
    public Duration age() {
        return Duration.ofNanos(System.nanoTime() - since);
    }

    /** Takes another definition; its file is the caller's to write first. */
    void define(Domain next, boolean keep) {
        changed = state instanceof Active && !next.equals(definition());
        kept = KeptDefinition.of(next);
        persistent = keep;
    }

    /** It starts: its next start will find the definition in the order in which it is read. */
    void settle() {
        if (persistent) kept = KeptDefinition.of(Definition.settled(definition()));
    }

    /** Its definition is no longer on disk: it is gone when it ends. */
    void keepNoMore() {
        persistent = false;
    }

    /** Its definition is on disk as it is. */
    void keepAsRead() {
        persistent = true;
    }

    /** It ended while nobody looked, or did not come up. */
    void foundOff(Condition condition) {
        become(_ -> new Step(new Off(condition), List.of()));
    }

    void setAutostart(boolean on) {
        autostart = on;
    }

    void setAutostartOnce(boolean on) {
        autostartOnce = on;
    }

    /** Tells clients. */
    public void announce(VmEvent event) {
        machines.announce(this, event);
    }

    /** Sees what happens in QEMU from now on. */
    public EventWatch watch() {
        EventWatch watch = new EventWatch(this);
        watches.add(watch);
        return watch;
    }

    void forget(EventWatch watch) {
        watches.remove(watch);
    }

    // how it begins and ends

    /** Takes a QEMU that was launched; {@code held} is what takes back the host's part once it has ended. */
    void begin(Launched launched, Condition condition, Undo held) {
        Qemu qemu = launched.qemu();
        Domain live = launched.live();
        become(_ -> new Step(new Active(qemu, live, launched.asked(), condition, Intent.NONE, ImageWork.NONE), List.of()));
        Thread.ofVirtual().name("events of " + live.name()).start(() -> follow(qemu, held));
        remember();
    }

    /** QEMU's events are facts: applied in its order, never refused, never waiting for a turn. */
    private void follow(Qemu qemu, Undo held) {
        try {
            for (var event = qemu.monitor().nextEvent(); event.isPresent(); event = qemu.monitor().nextEvent()) {
                try {
                    apply(event.get());
                } catch (RuntimeException e) {
                    // what follows from one event must not keep us from seeing the next, above all the end
                    LOG.log(Level.ERROR, name() + ": " + event.get().name(), e);
                }
            }
            if (qemu.monitor().garbled()) announce(new VmEvent.ControlError());
            if (!qemu.child().await(LAST_BREATH)) qemu.kill();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return;
        }
        ended(held);
    }

    private void apply(Event event) {
        QemuEvent happened = QemuEvent.of(event);
        machines.announce(this, new VmEvent.Monitor(event.name(), event.when().getEpochSecond(), event.when().getNano() / 1000,
                event.data().members().isEmpty() ? Optional.empty() : Optional.of(event.data().toString())));
        happen(happened);
        Consequences.of(this, happened);
    }

    private void happen(QemuEvent event) {
        become(now -> now instanceof Active active ? active.after(event) : new Step(now, List.of()));
        for (EventWatch watch : watches) watch.see(event);
        if (!(event instanceof QemuEvent.Exited)) remember();
    }

    /** All that its start did to the host is taken back before anyone can see that the machine is off. */
    private void ended(Undo held) {
        remembering.lock();
        try {
            machines.logEnd(this, active().flatMap(vm -> vm.intent().ending()));
            held.close();
            if (!persistent) machines.forget(this);
            changed = false;
            happen(new QemuEvent.Exited());
        } finally {
            remembering.unlock();
        }
    }

    /** Says why it is about to end; the first who does is believed. */
    public void ending(Ending why) {
        change(active -> active.with(active.intent().withEnding(why)));
    }

    /** Changes the running machine in one place; nothing happens to one that does not run. */
    public void change(UnaryOperator<Active> change) {
        become(now -> now instanceof Active active ? new Step(change.apply(active), List.of()) : new Step(now, List.of()));
    }

    /** The same, with what clients hear of it, and kept for a daemon that is started anew. */
    public void change(UnaryOperator<Active> change, VmEvent... heard) {
        become(now -> now instanceof Active active ? new Step(change.apply(active), List.of(heard)) : new Step(now, List.of()));
        remember();
    }

    /** Changes what goes on with the running machine's images, and says so. */
    public void changeWork(UnaryOperator<ImageWork> change, VmEvent... heard) {
        change(active -> active.with(change.apply(active.work())), heard);
    }

    /** The number of the next block node: none is given twice in a run. Within a turn. */
    public int nextNode() {
        int next = Math.max(running().work().lastNode(), Chains.lastIndex(running().live())) + 1;
        change(active -> active.with(active.work().withLastNode(next)));
        return next;
    }

    /** Says how far its move to or from another host is: on disk before anything is done about it. */
    public void move(Optional<Moving> moving) {
        change(active -> active.with(moving));
        remember();
    }

    /** Changes the running machine's definition. */
    public void changeLive(UnaryOperator<Domain> change) {
        change(active -> active.withLive(change));
        remember();
    }

    /** The one place where the state changes. It waits for nobody and calls nobody: listeners read a queue. */
    private synchronized void become(Function<VmState, Step> step) {
        VmState before = state;
        Step taken = step.apply(before);
        state = taken.next();
        if (before.condition() != taken.next().condition()) since = System.nanoTime();
        int id = before instanceof Active active ? active.qemu().id() : id();
        for (VmEvent event : taken.events()) machines.announce(this, id, event);
        notifyAll();
    }

    /** Waits until the state is as wanted; false when the time is over. */
    public synchronized boolean await(Predicate<VmState> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!wanted.test(state)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) return false;
            wait(left);
        }
        return true;
    }

    /** Waits until QEMU is gone and the host is as before. */
    void awaitOff(Duration limit) throws InterruptedException {
        if (!await(Off.class::isInstance, limit)) {
            throw QEMU.error(OPERATION_FAILED, "domain '%s' has not ended within %d s", name(), limit.toSeconds());
        }
    }

    /**
     * Writes down what a daemon that is started anew must know; nothing is written of a machine that has ended, nor what is
     * written already: most of QEMU's events change nothing of it.
     */
    void remember() {
        remembering.lock();
        try {
            if (!(state instanceof Active active)) return;
            Optional<StatusFile> now = Optional.of(StatusFile.of(active, persistent));
            if (now.equals(remembered)) return;
            remembered = now.filter(status -> status.write(machines.layout().status(status.live().name())));
        } finally {
            remembering.unlock();
        }
    }

    @Override
    public String toString() {
        return "domain " + name();
    }
}
