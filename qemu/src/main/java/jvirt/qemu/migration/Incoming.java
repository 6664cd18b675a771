package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.MIGRATE_FINISH_OK;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.Condition.PAUSED_MIGRATION;
import static jvirt.qemu.Condition.PAUSED_USER;
import static jvirt.qemu.Condition.RUNNING_MIGRATED;
import static jvirt.qemu.Condition.RUNNING_POSTCOPY;
import static jvirt.qemu.Condition.RUNNING_POSTCOPY_FAILED;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.json.Json;
import jvirt.host.Undo;
import jvirt.qemu.EventWatch;
import jvirt.qemu.Job;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Launcher.Plan;
import jvirt.qemu.Lifecycle;
import jvirt.qemu.Machines;
import jvirt.qemu.Power;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.VmEvent;
import jvirt.qemu.VmState.Ending;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.qmp.BlockCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;
import jvirt.qemu.save.Compatibility;

/**
 * A guest that comes to this host, from the moment at which its QEMU is made ready until it runs here or is given up. It holds
 * the machine's turn for so long, over the calls of whoever carries it out; if that one goes away in between, it is given up.
 */
final class Incoming {
    private static final Duration FOLLOW = Duration.ofDays(1);
    /** How long the rest of a guest that runs here already may take to follow it. */
    private static final Duration ARRIVE = Duration.ofDays(7);

    private final Migrations migrations;
    private final Vm vm;
    private final Jobs.Turn turn;
    /** Its name on the host that it leaves. */
    private final String originalName;
    /** What ends a QEMU that was made ready. */
    private final Undo launched = new Undo();
    /** What is taken back when the guest does not come. */
    private final Undo onFailure = new Undo();
    /** What was needed only for as long as it came. */
    private final Undo lent = new Undo();
    private Json.Obj parametersBefore = Json.object();
    private boolean servesDisks;
    private OptionalInt nbdPort = OptionalInt.empty();
    private String status = "none";
    private boolean over;

    private Incoming(Migrations migrations, Vm vm, Jobs.Turn turn, String originalName) {
        this.migrations = migrations;
        this.vm = vm;
        this.turn = turn;
        this.originalName = originalName;
    }

    // prepare

    /** From where the guest comes. */
    interface Source {
        /** The words that tell QEMU. */
        String uri(Monitor monitor);
    }

    /** Makes ready for a guest; an error leaves nothing behind. */
    static Incoming prepare(Migrations migrations, Request request, Optional<String> cookie, Source source, String nbdAddress)
            throws InterruptedException {
        Machines machines = migrations.machines();
        Domain described = machines.completion().reload(request.document().orElseThrow(() ->
                QEMU.error(INTERNAL_ERROR, "no domain XML passed")));
        Domain named = request.name().map(name -> described.with(draft -> draft.name = name)).orElse(described);
        Domain machine = machines.hooks().migrate(named).map(xml -> Compatibility.same(named, xml, machines.completion()))
                .orElse(named);
        Optional<Cookie> received = Cookie.parse(cookie, described.name(), described.uuid(), migrations.self());
        Vm vm = machines.claimForRestore(machine);
        Jobs.Turn turn;
        try {
            Outgoing.refuseSecond(vm);
            turn = vm.jobs().begin(Job.MIGRATION_IN, "virDomainMigratePrepare3Params");
        } catch (VirtException e) {
            machines.giveUpIfUnused(vm);
            throw e;
        }
        Incoming incoming = new Incoming(migrations, vm, turn, described.name());
        try {
            if (!request.has(Flag.OFFLINE)) incoming.launch(machine, request, received, source, nbdAddress);
            return incoming;
        } catch (VirtException | InterruptedException e) {
            incoming.onFailure.close();
            incoming.end();
            machines.giveUpIfUnused(vm);
            throw e;
        }
    }

    private void launch(Domain machine, Request request, Optional<Cookie> received, Source source, String nbdAddress)
            throws InterruptedException {
        if (request.copiesDisks() && received.flatMap(Cookie::nbd).isPresent()) {
            migrations.makeImages(machine, request, received.get().nbd().get(), onFailure);
        }
        // the last that is added is the first that is taken back: QEMU is gone before its images are
        onFailure.add("give up " + vm.name(), launched::close);
        new Power(vm).launch(new Plan(machine, migrations.machines().nextId(), true, false, received.flatMap(Cookie::cpu)), launched);
        vm.change(active -> active.with(PAUSED_MIGRATION).with(Optional.of(new Moving(Phase.In.PREPARE, request.flags()))), new VmEvent[0]);
        await(request, received, source, nbdAddress);
        new Power(vm).tellStarted();
        vm.announce(new VmEvent.State(Lifecycle.STARTED_MIGRATED));
    }

    private void await(Request request, Optional<Cookie> received, Source source, String nbdAddress) {
        Monitor monitor = vm.running().qemu().monitor();
        Settings settings = vm.machines().plugs().setting(vm.running().live()).settings();
        parametersBefore = Sending.parameters(monitor);
        boolean tls = request.has(Flag.TLS);
        if (tls) Credentials.add(monitor, settings, true);
        Credentials.in(Terms.of(request, Terms.Party.DESTINATION), tls, Optional.empty()).apply(monitor, Terms.Party.DESTINATION);
        if (request.copiesDisks() && received.flatMap(Cookie::nbd).isPresent()) serveDisks(request, nbdAddress, tls);
        EventWatch watch = vm.watch();
        try {
            monitor.call(new MigrationCommand.Incoming(source.uri(monitor)));
        } catch (VirtException e) {
            watch.close();
            throw e;
        }
        Thread.ofVirtual().name("arrival of " + vm.name()).start(() -> follow(watch));
    }

    private void serveDisks(Request request, String address, boolean tls) {
        Monitor monitor = vm.running().qemu().monitor();
        Domain live = vm.running().live();
        if (live.devices().disks().stream().noneMatch(disk -> StorageCopy.copies(disk, request))) return;
        int port = request.disksPort() != 0 ? request.disksPort() : request.disksUri().isPresent() ? 0 : migrations.port(vm.name());
        if (request.disksPort() == 0 && port != 0) lent.add("release port " + port, () -> migrations.release(port));
        StorageCopy.Server server = StorageCopy.asked(request, port, Optional.empty()).orElse(new StorageCopy.Server.Port(address, port));
        StorageCopy.serve(monitor, live, request, server, tls ? Optional.of(Credentials.ID) : Optional.empty());
        servesDisks = true;
        if (server instanceof StorageCopy.Server.Port(_, var number)) nbdPort = OptionalInt.of(number);
    }

    /** What the other host needs to know to send the guest. */
    String cookie(Request request) {
        Cookie cookie = Cookie.of(originalName, vm.uuid(), migrations.self());
        if (request.has(Flag.OFFLINE)) return cookie.format();
        Domain live = vm.running().live();
        Settings settings = vm.machines().plugs().setting(live).settings();
        cookie = cookie.withGraphics(SpiceRelocation.of(live, settings))
                .withCap(Terms.offered(vm.running().qemu().monitor(), Terms.Party.DESTINATION));
        if (servesDisks) {
            cookie = cookie.withNbd(new Cookie.Nbd(nbdPort.isPresent() ? Optional.of(nbdPort.getAsInt()) : Optional.empty(),
                    java.util.List.of()));
        }
        return cookie.format();
    }

    Vm vm() {
        return vm;
    }

    /** Adds what was lent for as long as the guest comes. */
    void lends(String what, Undo.Step step) {
        lent.add(what, step);
    }

    // while it comes

    private void follow(EventWatch watch) {
        try (watch) {
            while (!over()) {
                Optional<String> next = watch.await(event -> switch (event) {
                    case QemuEvent.Migration(var now) -> Optional.of(now);
                    case QemuEvent.Exited() -> Optional.of("gone");
                    default -> Optional.empty();
                }, FOLLOW);
                next.ifPresent(this::is);
                if (next.equals(Optional.of("gone"))) {
                    died();
                    return;
                }
                if (next.equals(Optional.of("completed"))) return;
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void is(String now) {
        status = now;
        notifyAll();
    }

    private synchronized boolean over() {
        return over;
    }

    /** QEMU has ended while it waited or received: what it said is what whoever asks will hear. */
    private void died() {
        if (over()) return;
        migrations.failed(vm.name(), QEMU.error(INTERNAL_ERROR, "qemu unexpectedly closed the monitor%s",
                vm.machines().launcherLog(vm).map(text -> ": " + text).orElse("")));
        // its own end has taken back what its start did
        launched.keep();
        onFailure.close();
        end();
    }

    private synchronized String await(Set<String> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!wanted.contains(status)) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) return "late";
            wait(left);
        }
        return status;
    }

    // finish

    /** The guest runs, and this is for the other host to know. */
    record Finished(Vm vm, Optional<String> cookie) {}

    Finished finish(Request request, Optional<String> cookie, boolean cancelled) throws InterruptedException {
        long received = System.currentTimeMillis();
        boolean runs = false;
        try {
            if (vm.active().isPresent()) vm.move(Optional.of(new Moving(Phase.In.FINISH3, request.flags())));
            Optional<Cookie> told = Cookie.parse(cookie, originalName, vm.uuid(), migrations.self());
            if (cancelled) throw cancelled();
            if (request.has(Flag.OFFLINE)) {
                persist(vm.definition(), UnaryOperator.identity());
                runs = true;
                return new Finished(vm, Optional.of(Cookie.of(originalName, vm.uuid(), migrations.self()).format()));
            }
            if (vm.active().isEmpty()) throw migrations.failure(vm.name()).orElseGet(() -> QEMU.error(INTERNAL_ERROR, "guest unexpectedly quit"));
            if (request.has(Flag.PERSIST_DEST)) persist(told.flatMap(Cookie::domain).orElse(vm.configuration()), this::named);
            boolean postcopy = arrive(request);
            Optional<Cookie.Statistics> statistics = told.flatMap(Cookie::statistics).map(all -> timed(all, received));
            runs = true;
            settle(request);
            // what was sent after the guest is not in the source's figures
            if (!postcopy) statistics.ifPresent(all -> turn.complete(Statistics.heard(turn.info(), all, all.downtime().orElse(0L), all.delta())));
            return new Finished(vm, Optional.of(Cookie.of(originalName, vm.uuid(), migrations.self()).withStatistics(statistics).format()));
        } finally {
            if (vm.active().map(active -> active.condition() == RUNNING_POSTCOPY_FAILED).orElse(false)) {
                onFailure.keep();
                lent.close();
            } else {
                if (!runs) giveUp();
                end();
                if (!runs) vm.machines().giveUpIfUnused(vm);
            }
        }
    }

    /** Whoever carries it out knows that it failed, and only wants it gone; unless QEMU has more to say. */
    private VirtException cancelled() {
        return migrations.failure(vm.name()).orElseGet(() ->
                new VirtException(MIGRATE_FINISH_OK, QEMU, "", null));
    }

    private void persist(Domain definition, UnaryOperator<Domain> change) {
        boolean isNew = !vm.persistent();
        vm.machines().keep(vm, vm.machines().completion().reload(change.apply(definition).format(jvirt.api.xml.View.INACTIVE)));
        vm.announce(new VmEvent.State(isNew ? Lifecycle.DEFINED_ADDED : Lifecycle.DEFINED_UPDATED));
    }

    private Domain named(Domain definition) {
        return definition.name().equals(vm.name()) ? definition : definition.with(draft -> draft.name = vm.name());
    }

    /** All has come, or enough: the guest runs. True when the rest of it came after that. */
    private boolean arrive(Request request) throws InterruptedException {
        Monitor monitor = vm.running().qemu().monitor();
        if (servesDisks) monitor.call(new BlockCommand.NbdStop());
        boolean postcopy = awaitArrival(request.has(Flag.POSTCOPY)
                ? Set.of("completed", "failed", "gone", "postcopy-active") : Set.of("completed", "failed", "gone"));
        if (request.has(Flag.PAUSED)) {
            vm.change(active -> active.with(PAUSED_USER), new VmEvent.State(Lifecycle.SUSPENDED_PAUSED));
            return false;
        }
        new Power(vm).run(postcopy ? RUNNING_POSTCOPY : RUNNING_MIGRATED);
        if (!postcopy) return false;
        String rest = await(Set.of("completed", "failed", "gone", "postcopy-paused"), ARRIVE);
        if (!rest.equals("completed")) {
            vm.change(active -> active.with(RUNNING_POSTCOPY_FAILED).with(Optional.of(new Moving(Phase.In.POSTCOPY_FAILED, request.flags()))),
                    new VmEvent.State(Lifecycle.RESUMED_POSTCOPY_FAILED));
            throw QEMU.error(OPERATION_FAILED, "job 'migration in' failed in post-copy phase");
        }
        vm.change(active -> active.with(RUNNING_MIGRATED), new VmEvent.State(Lifecycle.RESUMED_MIGRATED));
        return true;
    }

    /** True when the rest of the guest's memory follows while it runs. */
    private boolean awaitArrival(Set<String> wanted) throws InterruptedException {
        return switch (await(wanted, ARRIVE)) {
            case "completed" -> false;
            case "postcopy-active" -> true;
            case "gone" -> throw migrations.failure(vm.name()).orElseGet(() -> QEMU.error(INTERNAL_ERROR, "guest unexpectedly quit"));
            default -> throw QEMU.error(OPERATION_FAILED, "job 'migration in' unexpectedly failed");
        };
    }

    private static Cookie.Statistics timed(Cookie.Statistics told, long received) {
        long now = System.currentTimeMillis();
        Optional<Long> delta = told.sent() > 0 ? Optional.of(received - told.sent()) : Optional.empty();
        long downtime = told.stopped() > 0 ? Math.max(0, now - told.stopped()) : told.downtime().orElse(0L);
        return new Cookie.Statistics(told.started(), told.stopped(), told.sent(), delta, Statistics.elapsed(told, now).toMillis(),
                Optional.of(downtime), told.setupTime(), told.memoryTotal(), told.memoryProcessed(), told.memoryRemaining(),
                told.memoryBps(), told.memoryConstant(), told.memoryNormal(), told.memoryNormalBytes(), told.memoryDirtyRate(),
                told.memoryIteration(), told.memoryPostcopyRequests(), told.memoryPageSize(), told.diskTotal(),
                told.diskProcessed(), told.diskRemaining(), told.diskBps(), told.compressionCache(), told.compressionBytes(),
                told.compressionPages(), told.compressionCacheMisses(), told.compressionOverflow(), told.autoConvergeThrottle());
    }

    /** The guest is at home: nothing of the migration is left, and its QEMU is ended by nobody but those who mean it. */
    private void settle(Request request) {
        Outgoing.reset(vm, request.has(Flag.TLS), parametersBefore);
        onFailure.keep();
    }

    private void giveUp() {
        synchronized (this) {
            over = true;
        }
        if (vm.active().isPresent()) vm.ending(Ending.FAILED);
        onFailure.close();
    }

    private void end() {
        synchronized (this) {
            over = true;
            notifyAll();
        }
        lent.close();
        migrations.forget(this);
        if (vm.active().isPresent()) vm.move(Optional.empty());
        turn.close();
    }

    /** Whoever carried it out is gone: the guest does not come. */
    void abandoned() {
        synchronized (this) {
            if (over) return;
        }
        boolean waits = vm.active().map(active -> active.moving().filter(move -> move.phase() == Phase.In.PREPARE).isPresent())
                .orElse(true);
        if (!waits) return;
        if (vm.active().isPresent()) vm.ending(Ending.DESTROYED);
        giveUp();
        end();
        vm.machines().giveUpIfUnused(vm);
    }

    JobInfo info() {
        return turn.info();
    }
}
