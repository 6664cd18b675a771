package jvirt.qemu.migration;

import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.qemu.Condition.PAUSED_POSTCOPY;
import static jvirt.qemu.Condition.PAUSED_POSTCOPY_FAILED;
import static jvirt.qemu.Condition.RUNNING_MIGRATION_CANCELED;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.json.Json;
import jvirt.api.xml.View;
import jvirt.qemu.Condition;
import jvirt.qemu.Job;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Power;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Active;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.save.Compatibility;

/**
 * A guest that leaves this host, from the moment at which that is said until it has ended here or goes on. It holds the machine's
 * turn for so long, over the calls of whoever carries it out.
 */
final class Outgoing {
    private static final Logger LOG = System.getLogger("jvirt.qemu");

    private final Migrations migrations;
    private final Vm vm;
    private final Jobs.Turn turn;
    private final boolean ran;
    private final long started = System.currentTimeMillis();
    private Json.Obj parametersBefore = Json.object();
    private Optional<JobInfo> done = Optional.empty();

    private Outgoing(Migrations migrations, Vm vm, Jobs.Turn turn) {
        this.migrations = migrations;
        this.vm = vm;
        this.turn = turn;
        this.ran = vm.state().condition().running();
    }

    /** Takes the machine's turn; nothing has happened to it yet. */
    static Outgoing begin(Migrations migrations, Vm vm, Request request, Phase.Out first) {
        refuseSecond(vm);
        Jobs.Turn turn = vm.jobs().begin(Job.MIGRATION_OUT, "virDomainMigrateBegin3Params");
        Outgoing outgoing = new Outgoing(migrations, vm, turn);
        try {
            if (!request.has(Flag.OFFLINE)) vm.running();
            vm.move(Optional.of(new Moving(first, request.flags())));
            return outgoing;
        } catch (VirtException e) {
            turn.close();
            throw e;
        }
    }

    static void refuseSecond(Vm vm) {
        boolean moving = vm.jobs().lengthy().map(Jobs.Turn::job)
                .filter(job -> job == Job.MIGRATION_OUT || job == Job.MIGRATION_IN).isPresent();
        if (moving) {
            throw QEMU.error(OPERATION_INVALID, "another migration job is already running for domain '%s'", vm.name());
        }
    }

    Vm vm() {
        return vm;
    }

    boolean is(Phase.Out phase) {
        return vm.active().flatMap(Active::moving).filter(move -> move.phase() == phase).isPresent();
    }

    private void to(Phase.Out next, int flags) {
        vm.active().ifPresent(active -> vm.move(Optional.of(active.moving().map(move -> move.at(next))
                .orElse(new Moving(next, flags)))));
    }

    // begin

    /** What the other host needs to know to be ready for the guest. */
    record Begun(Optional<String> cookie, String document) {}

    /** Refuses what cannot be moved; else says what is to be. */
    static Begun describe(Migrations migrations, Vm vm, Request request) {
        Obstacles.check(vm, request);
        Cookie cookie = Cookie.of(vm.name(), vm.uuid(), migrations.self());
        Domain machine = vm.active().isPresent() ? vm.configuration() : vm.definition();
        if (!request.has(Flag.OFFLINE)) {
            Active active = vm.running();
            // the document says which processor was asked for; this is the one that the guest has
            if (active.asked().isPresent()) cookie = cookie.withCpu(active.live().cpu());
            cookie = cookie.withCap(Terms.offered(active.qemu().monitor(), Terms.Party.SOURCE));
            if (StorageCopy.copiesAny(active.live(), request)) cookie = cookie.withNbd(StorageCopy.sizes(vm));
        }
        if (machine.maxMemory().isPresent()) cookie = cookie.withFeature("memory-hotplug");
        Domain shown = request.document().map(text -> Compatibility.same(vm.current(), text, vm.machines().completion()))
                .orElse(machine);
        return new Begun(Optional.of(cookie.format()), shown.format(View.INACTIVE));
    }

    // perform

    /**
     * Sends the guest; the cookie is for the other host to end it with. After an error the guest goes on here, unless a part of
     * it runs there already.
     */
    Optional<String> perform(Request request, Sending.Way way, Optional<String> cookie, Optional<Destination> destination)
            throws InterruptedException {
        if (!is(Phase.Out.PERFORM2)) to(Phase.Out.PERFORM3, request.flags());
        Monitor monitor = vm.running().qemu().monitor();
        Settings settings = vm.machines().plugs().setting(vm.running().live()).settings();
        parametersBefore = Sending.parameters(monitor);
        try {
            Optional<Cookie> received = Cookie.parse(cookie, vm.name(), vm.uuid(), migrations.self());
            Optional<Domain> kept = request.has(Flag.PERSIST_DEST) ? Optional.of(kept(request)) : Optional.empty();
            Terms terms = Terms.of(request, Terms.Party.SOURCE);
            long bandwidth = request.bandwidth() > 0 ? request.bandwidth() : vm.migrationSpeed();
            Sending sending = new Sending(vm, turn, request, settings, destination);
            sending.run(way, received, terms, bandwidth);
            if (!is(Phase.Out.PERFORM2)) to(Phase.Out.PERFORM3_DONE, request.flags());
            long sent = System.currentTimeMillis();
            JobInfo info = turn.info().timed(sent - sending.stopped(), Optional.empty()).as(JobInfo.Type.COMPLETED);
            done = Optional.of(info);
            Cookie told = Cookie.of(vm.name(), vm.uuid(), migrations.self()).withDomain(kept)
                    .withStatistics(Optional.of(Statistics.told(info, new Statistics.Times(started, sending.stopped(), sent), Optional.empty())));
            return Optional.of(told.format());
        } catch (VirtException e) {
            failed(request);
            throw e;
        }
    }

    private Domain kept(Request request) {
        return request.persistentDocument().map(text -> vm.machines().completion().reload(text))
                .orElseGet(() -> vm.persistent() ? vm.definition() : vm.configuration());
    }

    private void failed(Request request) throws InterruptedException {
        if (vm.active().isEmpty()) return;
        // QEMU has gone over to post-copy, but nothing runs there yet: what is here is whole
        if (vm.state().condition() == PAUSED_POSTCOPY) vm.change(active -> active.with(Condition.PAUSED_MIGRATION));
        goOn(request);
    }

    // confirm

    /** The other host has it, or has not: it ends here, or goes on. */
    void confirm(Request request, Optional<String> cookie, boolean cancelled) throws InterruptedException {
        try {
            to(cancelled ? Phase.Out.CONFIRM3_CANCELLED : Phase.Out.CONFIRM3, request.flags());
            Optional<Cookie> received = Cookie.parse(cookie, vm.name(), vm.uuid(), migrations.self());
            if (request.has(Flag.OFFLINE)) {
                if (!cancelled) leaveDefinition(request);
            } else if (cancelled) {
                takeBack(request);
            } else {
                end(request, received.flatMap(Cookie::statistics));
            }
        } finally {
            if (!failedHalfway()) finish();
        }
    }

    /** The guest runs elsewhere. */
    private void end(Request request, Optional<Cookie.Statistics> told) {
        if (vm.state().condition() == PAUSED_POSTCOPY && vm.active().isPresent()) refresh();
        JobInfo info = done.orElse(turn.info()).as(JobInfo.Type.COMPLETED);
        if (told.isPresent()) info = info.timed(told.get().downtime().orElse(info.downtime()), told.get().delta());
        vm.active().ifPresent(active -> vm.machines().leaveDisks(vm, active.live().devices().disks().stream()
                .filter(disk -> !request.copiesDisks() || !StorageCopy.copies(disk, request)).toList()));
        new Power(vm).end(Ending.MIGRATED);
        turn.complete(info);
        vm.announce(new VmEvent.JobCompleted(vm.jobs().completed(true)));
        leaveDefinition(request);
    }

    /** What flowed after the guest went is not yet counted. */
    private void refresh() {
        JobInfo last = Statistics.progress(turn, vm.running().qemu().monitor().call(new MigrationCommand.Query()), JobInfo.Amount.NOTHING);
        done = Optional.of(last.timed(done.map(JobInfo::downtime).orElse(last.downtime()), Optional.empty()));
    }

    private void leaveDefinition(Request request) {
        if (vm.active().isPresent()) return;
        if (request.has(Flag.UNDEFINE_SOURCE) && vm.persistent()) vm.machines().keptElsewhere(vm);
        vm.machines().giveUpIfUnused(vm);
    }

    private void takeBack(Request request) throws InterruptedException {
        if (vm.active().isEmpty()) return;
        if (vm.state().condition() == PAUSED_POSTCOPY) {
            postcopyFailed();
        } else if (!failedHalfway()) {
            goOn(request);
        }
    }

    boolean failedHalfway() {
        return vm.state().condition() == PAUSED_POSTCOPY_FAILED;
    }

    /** A part of the guest's memory is here and the rest there: it can neither go on here nor be given up. */
    void postcopyFailed() {
        vm.change(active -> active.with(PAUSED_POSTCOPY_FAILED).with(active.moving().map(move -> move.at(Phase.Out.POSTCOPY_FAILED))),
                new VmEvent.State(Lifecycle.SUSPENDED_POSTCOPY_FAILED));
    }

    /** The guest goes on as before, with nothing left of the attempt. */
    private void goOn(Request request) throws InterruptedException {
        try {
            if (ran && vm.state().condition().paused() && !failedHalfway()) new Power(vm).run(RUNNING_MIGRATION_CANCELED);
        } catch (VirtException e) {
            LOG.log(Level.ERROR, "Failed to resume guest " + vm.name() + " after failure", e);
        }
        reset(vm, request.has(Flag.TLS), parametersBefore);
    }

    static void reset(Vm vm, boolean tls, Json.Obj parameters) {
        vm.active().ifPresent(active -> {
            try {
                Monitor monitor = active.qemu().monitor();
                Terms.reset(monitor, parameters);
                if (tls) Credentials.remove(monitor);
            } catch (VirtException e) {
                LOG.log(Level.WARNING, "could not reset the migration parameters of " + vm.name(), e);
            }
        });
    }

    /** The turn ends: the machine is like any other. */
    void finish() {
        migrations.forget(this);
        vm.move(Optional.empty());
        turn.close();
    }

    /** Whoever carried it out is gone between two steps. */
    void abandoned() {
        if (is(Phase.Out.BEGIN3)) {
            finish();
        } else if (is(Phase.Out.PERFORM3_DONE)) {
            LOG.log(Level.WARNING, "Migration of domain {0} finished but we don''t know if the domain was successfully started"
                    + " on destination or not", vm.name());
            if (vm.state().condition() == PAUSED_POSTCOPY) {
                postcopyFailed();
            } else {
                reset(vm, true, parametersBefore);
                finish();
            }
        } else if (vm.active().isEmpty()) {
            finish();
        }
    }

    /** For {@code domjobinfo} of a machine that is about to be sent. */
    Duration elapsed() {
        return turn.elapsed();
    }
}
