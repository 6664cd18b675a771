package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.OPERATION_ABORTED;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.OVERFLOW;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.VirtException;
import jvirt.api.json.Json;
import jvirt.host.Descriptor;
import jvirt.host.Dial;
import jvirt.qemu.Condition;
import jvirt.qemu.EventWatch;
import jvirt.qemu.JobInfo;
import jvirt.qemu.Jobs;
import jvirt.qemu.Power;
import jvirt.qemu.QemuEvent;
import jvirt.qemu.Vm;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.MigrationCommand;
import jvirt.qemu.qmp.Monitor;

/** Has the QEMU of this host send its guest to another. When it ends well the guest stands still and all, or enough, is sent. */
final class Sending {
    private static final Logger LOG = System.getLogger("jvirt.qemu");
    /** How often the progress is asked for, and an abort is noticed. */
    private static final Duration LOOK = Duration.ofMillis(200);
    /** How long QEMU may take to give up what flows. */
    private static final Duration CANCEL = Duration.ofSeconds(60);
    private static final Duration STOP = Duration.ofSeconds(60);
    /** The most MiB a second that QEMU can be told: {@code QEMU_DOMAIN_MIG_BANDWIDTH_MAX}. */
    static final long MOST_BANDWIDTH = Long.MAX_VALUE >> 20;

    /** How the guest's state leaves QEMU. */
    sealed interface Way {
        /** A socket of another host. */
        record Direct(Target target) implements Way {}

        /** A pipe, whose other end somebody empties into the other host's daemon. */
        record Through(Pump pump) implements Way {}
    }

    private final Vm vm;
    private final Jobs.Turn turn;
    private final Request request;
    private final Settings settings;
    private final Optional<Destination> destination;
    private final Monitor monitor;
    private final StorageCopy disks;
    private boolean flows;
    private long stopped;

    Sending(Vm vm, Jobs.Turn turn, Request request, Settings settings, Optional<Destination> destination) {
        this.vm = vm;
        this.turn = turn;
        this.request = request;
        this.settings = settings;
        this.destination = destination;
        this.monitor = vm.running().qemu().monitor();
        this.disks = new StorageCopy(vm);
    }

    /** Sends; {@code received} is the other host's cookie. An error leaves nothing flowing. */
    void run(Way way, Optional<Cookie> received, Terms terms, long bandwidth) throws InterruptedException {
        try (EventWatch watch = vm.watch()) {
            SpiceRelocation.announce(monitor, received, request.graphicsUri());
            prepare(way, received, terms, bandwidth);
            if (!request.has(Flag.LIVE) && vm.state().condition().running()) new Power(vm).pause(Condition.PAUSED_MIGRATION);
            if (turn.aborted()) throw aborted();
            start(way);
            flows = true;
            String status = await(watch, Set.of("pre-switchover", "completed", "postcopy-active"));
            awaitStop();
            stopped = System.currentTimeMillis();
            disks.finish();
            if (status.equals("pre-switchover")) {
                monitor.call(new MigrationCommand.Continue("pre-switchover"));
                await(watch, Set.of("completed", "postcopy-active"));
            }
            if (way instanceof Way.Through(var pump)) pump.finish();
        } catch (VirtException e) {
            giveUp();
            if (way instanceof Way.Through(var pump)) pump.abort();
            throw e;
        } finally {
            disks.close();
        }
    }

    private void prepare(Way way, Optional<Cookie> received, Terms terms, long bandwidth) throws InterruptedException {
        Optional<String> host = way instanceof Way.Direct(Target.Port(_, var name, _)) ? Optional.of(name) : Optional.empty();
        boolean tls = request.has(Flag.TLS);
        if (tls) Credentials.add(monitor, settings, false);
        long speed = Math.min(bandwidth, MOST_BANDWIDTH);
        Credentials.in(terms, tls, host).with("max-bandwidth", speed << 20).apply(monitor, Terms.Party.SOURCE);
        if (StorageCopy.copiesAny(vm.running().live(), request)) copyDisks(host.orElse(""), received, bandwidth, tls);
    }

    private void copyDisks(String host, Optional<Cookie> received, long bandwidth, boolean tls) throws InterruptedException {
        Cookie.Nbd served = received.flatMap(Cookie::nbd).orElseThrow(StorageCopy::notSetUp);
        if (bandwidth > MOST_BANDWIDTH) throw QEMU.error(OVERFLOW, "bandwidth must be less than %d", MOST_BANDWIDTH);
        int port = served.port().orElse(0);
        StorageCopy.Server server = StorageCopy.asked(request, port, Optional.of(host)).orElse(new StorageCopy.Server.Port(host, port));
        if (tls && server instanceof StorageCopy.Server.Socket) {
            throw QEMU.error(OPERATION_UNSUPPORTED, "NBD migration with TLS is not supported over UNIX socket");
        }
        disks.begin(request, server, bandwidth << 20, tls
                ? Optional.of(new StorageCopy.Credentials(Credentials.ID, request.tuning().tlsDestination())) : Optional.empty());
        disks.look();
        while (!disks.ready()) {
            if (turn.aborted()) throw QEMU.error(OPERATION_ABORTED, "migration out: canceled by client");
            checkDestination();
            if (vm.active().isEmpty()) throw gone();
            Thread.sleep(LOOK);
            disks.look();
            turn.report(turn.info().withDisk(disks.progress()));
        }
    }

    private void start(Way way) {
        switch (way) {
            case Way.Direct(Target.Port port) when request.has(Flag.PARALLEL) || port.scheme().equals("rdma") ->
                    migrate(port.scheme() + ":" + port.address());
            case Way.Direct(Target.Socket(var path)) when request.has(Flag.PARALLEL) -> migrate("unix:" + path);
            case Way.Direct(var target) -> {
                try (Descriptor socket = connect(target)) {
                    hand(socket);
                }
            }
            case Way.Through(var pump) -> {
                try (Descriptor end = pump.qemu()) {
                    hand(end);
                }
                pump.start();
            }
        }
    }

    private void hand(Descriptor descriptor) {
        monitor.call(new DeviceCommand.GetFd("migrate"), descriptor.number());
        try {
            migrate("fd:migrate");
        } catch (VirtException e) {
            monitor.ask(new DeviceCommand.CloseFd("migrate"));
            throw e;
        }
    }

    private void migrate(String uri) {
        monitor.call(new MigrationCommand.Migrate(uri, Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true)));
    }

    private static Descriptor connect(Target target) {
        return switch (target) {
            case Target.Port(_, var host, var port) -> {
                try {
                    yield Dial.tcp(host, port);
                } catch (UnknownHostException e) {
                    throw ErrorDomain.NONE.error(SYSTEM_ERROR, e, "Unable to resolve address '%s' service '%d': %s", host, port,
                            "Name or service not known");
                } catch (IOException e) {
                    throw ErrorDomain.RPC.error(SYSTEM_ERROR, e, "unable to connect to server at '%s:%d': %s", host, port,
                            e.getMessage());
                }
            }
            case Target.Socket(var path) -> {
                try {
                    yield Dial.unix(path);
                } catch (IOException e) {
                    throw ErrorDomain.RPC.error(SYSTEM_ERROR, e, "Failed to connect socket to '%s': %s", path, e.getMessage());
                }
            }
        };
    }

    /** Waits for QEMU to be as far as one of these; an error when it will not be. */
    private String await(EventWatch watch, Set<String> wanted) throws InterruptedException {
        while (true) {
            Optional<String> status = watch.await(event -> event instanceof QemuEvent.Migration(var now) ? Optional.of(now)
                    : Optional.empty(), LOOK);
            if (status.isEmpty() && vm.active().isEmpty()) throw gone();
            if (status.isPresent() && wanted.contains(status.get())) {
                report();
                return status.get();
            }
            if (status.isPresent()) check(status.get());
            else watchOver();
        }
    }

    private void check(String status) {
        switch (status) {
            case "failed" -> {
                flows = false;
                throw failed();
            }
            case "cancelled" -> {
                flows = false;
                throw turn.aborted() ? aborted() : failed();
            }
            case "postcopy-paused" -> throw QEMU.error(OPERATION_FAILED, "job 'migration out' failed in post-copy phase");
            default -> { }
        }
    }

    private void watchOver() throws InterruptedException {
        report();
        if (turn.aborted()) throw aborted();
        disks.look();
        checkDestination();
        if (request.has(Flag.ABORT_ON_ERROR) && vm.state().condition() == Condition.PAUSED_IO_ERROR) {
            throw QEMU.error(OPERATION_FAILED, "job 'migration out' failed due to I/O error");
        }
    }

    private void report() {
        turn.report(Statistics.progress(turn, monitor.call(new MigrationCommand.Query()), disks.progress()));
    }

    private void checkDestination() {
        if (destination.isPresent() && !destination.get().alive()) {
            throw QEMU.error(OPERATION_FAILED, "Lost connection to destination host");
        }
    }

    private static VirtException aborted() {
        return QEMU.error(OPERATION_ABORTED, "job 'migration out' canceled by client");
    }

    private VirtException failed() {
        return monitor.call(new MigrationCommand.Query()).error()
                .map(why -> QEMU.error(OPERATION_FAILED, "job 'migration out' failed: %s", why))
                .orElseGet(() -> QEMU.error(OPERATION_FAILED, "job 'migration out' unexpectedly failed"));
    }

    private static VirtException gone() {
        return QEMU.error(OPERATION_FAILED, "domain is not running");
    }

    /** QEMU has stopped the guest by itself; the event that says so may be behind. */
    private void awaitStop() throws InterruptedException {
        if (!vm.await(state -> !state.condition().running(), STOP)) {
            throw QEMU.error(INTERNAL_ERROR, "the guest of %s did not stop for its migration", vm.name());
        }
    }

    private void giveUp() throws InterruptedException {
        if (vm.active().isEmpty()) return;
        try {
            if (flows) cancel();
        } catch (VirtException e) {
            LOG.log(Level.WARNING, "could not cancel the migration of " + vm.name(), e);
        }
        disks.abandon();
    }

    private void cancel() throws InterruptedException {
        monitor.call(new MigrationCommand.Cancel());
        long deadline = System.nanoTime() + CANCEL.toNanos();
        while (vm.active().isPresent() && System.nanoTime() < deadline) {
            String status = monitor.call(new MigrationCommand.Query()).status().orElse("none");
            switch (status) {
                case "completed", "failed", "cancelled", "none" -> {
                    return;
                }
                default -> Thread.sleep(20);
            }
        }
    }

    /** When the guest stood still: milliseconds since 1970. */
    long stopped() {
        return stopped;
    }

    /** What QEMU's parameters were before. */
    static Json.Obj parameters(Monitor monitor) {
        return monitor.call(new MigrationCommand.QueryParameters());
    }
}
