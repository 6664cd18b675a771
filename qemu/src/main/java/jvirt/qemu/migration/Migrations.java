package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_DOMAIN;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.QEMU;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.Disk;
import jvirt.host.Pipe;
import jvirt.host.Undo;
import jvirt.qemu.Disks;
import jvirt.qemu.Machines;
import jvirt.qemu.Vm;
import jvirt.qemu.definition.Settings;
import jvirt.qemu.process.DisplayPorts;
import jvirt.qemu.qmp.DeviceCommand;
import jvirt.qemu.qmp.Monitor;

/**
 * The machines that leave this host and come to it. A migration is five steps: {@link #begin} here, {@link #prepare} there,
 * {@link #perform} here, {@link #finish} there, {@link #confirm} here. A client carries it from one to the next, or this host
 * does all of it with the other's daemon ({@link #performByPeer}).
 */
public final class Migrations {
    private final Machines machines;
    private final Settings settings;
    private final DisplayPorts ports;
    private final Cookie.Self self;
    private final Destination.Opener opener;
    private final ImageMaker images;
    private final Map<UUID, Outgoing> outgoing = new ConcurrentHashMap<>();
    private final Map<UUID, Incoming> incoming = new ConcurrentHashMap<>();
    private final Map<String, VirtException> failures = new ConcurrentHashMap<>();

    /** @param self who this host is to others */
    public Migrations(Machines machines, Settings settings, DisplayPorts ports, Cookie.Self self, Destination.Opener opener,
            ImageMaker images) {
        this.machines = machines;
        this.settings = settings;
        this.ports = ports;
        this.self = self;
        this.opener = opener;
        this.images = images;
    }

    Machines machines() {
        return machines;
    }

    Cookie.Self self() {
        return self;
    }

    // the host that the guest leaves

    /** What the first step says. */
    public record Begun(Optional<String> cookie, String document) {}

    /** Says that a guest will leave; from here on its turn is taken, where the client asks for that. */
    public Begun begin(Controller controller, Vm vm, Request request) {
        requireTls(request);
        if (request.has(Flag.POSTCOPY_RESUME)) throw notResumable();
        if (!request.has(Flag.CHANGE_PROTECTION)) {
            Outgoing.refuseSecond(vm);
            if (!request.has(Flag.OFFLINE)) vm.running();
            Outgoing.Begun begun = Outgoing.describe(this, vm, request);
            return new Begun(begun.cookie(), begun.document());
        }
        Outgoing leaving = Outgoing.begin(this, vm, request, Phase.Out.BEGIN3);
        try {
            Outgoing.Begun begun = Outgoing.describe(this, vm, request);
            outgoing.put(vm.uuid(), leaving);
            controller.onGone(() -> abandoned(leaving));
            return new Begun(begun.cookie(), begun.document());
        } catch (VirtException e) {
            leaving.finish();
            throw e;
        }
    }

    private static VirtException notResumable() {
        return QEMU.error(OPERATION_UNSUPPORTED, "resuming failed post-copy migration is not supported");
    }

    private void requireTls(Request request) {
        if (settings.migrationTlsForced() && !request.has(Flag.TUNNELLED) && !request.has(Flag.TLS)) {
            throw QEMU.error(OPERATION_INVALID, "this libvirtd instance allows migration only with VIR_MIGRATE_TLS flag");
        }
    }

    private void abandoned(Outgoing leaving) {
        if (outgoing.get(leaving.vm().uuid()) == leaving) leaving.abandoned();
    }

    /** Sends the guest, which stands still when it is all there; an error leaves it as it was. */
    public Optional<String> perform(Controller controller, Vm vm, Request request, Optional<String> cookie) throws InterruptedException {
        requireTls(request);
        Terms.of(request, Terms.Party.SOURCE);
        Target target = Target.parse(request.uri().orElseThrow(() -> QEMU.error(INVALID_ARG, "no migration URI was given")));
        requirePossible(request, target);
        Outgoing leaving = request.has(Flag.CHANGE_PROTECTION) ? leaving(vm)
                : Outgoing.begin(this, vm, request, Phase.Out.PERFORM3);
        outgoing.put(vm.uuid(), leaving);
        try {
            Optional<String> told = leaving.perform(request, new Sending.Way.Direct(target), cookie, Optional.empty());
            controller.onGone(() -> abandoned(leaving));
            return told;
        } catch (VirtException | InterruptedException e) {
            leaving.finish();
            throw e;
        }
    }

    private static void requirePossible(Request request, Target target) {
        if (target instanceof Target.Socket && request.has(Flag.TLS) && request.tuning().tlsDestination().isEmpty()) {
            throw QEMU.error(OPERATION_UNSUPPORTED,
                    "Explicit destination hostname is required for TLS migration over UNIX socket");
        }
    }

    private Outgoing leaving(Vm vm) {
        Outgoing leaving = outgoing.get(vm.uuid());
        if (leaving == null) throw QEMU.error(OPERATION_INVALID, "domain '%s' is not processing outgoing migration", vm.name());
        return leaving;
    }

    /** Ends the guest here, or lets it go on. */
    public void confirm(Vm vm, Request request, Optional<String> cookie, boolean cancelled) throws InterruptedException {
        Outgoing leaving = outgoing.get(vm.uuid());
        if (leaving == null) throw QEMU.error(OPERATION_INVALID, "domain '%s' is not processing outgoing migration", vm.name());
        leaving.confirm(request, cookie, cancelled);
    }

    /** Carries out all steps: this host speaks with the other's daemon. */
    public void performByPeer(Vm vm, Request request, String uri) throws InterruptedException {
        requireTls(request);
        Terms.of(request, Terms.Party.SOURCE);
        Outgoing leaving = Outgoing.begin(this, vm, request, Phase.Out.BEGIN3);
        outgoing.put(vm.uuid(), leaving);
        try {
            Obstacles.check(vm, request);
            PeerToPeer.check(request);
            try (Destination destination = opener.open(uri)) {
                new PeerToPeer(this, leaving, destination).run(request);
            }
        } finally {
            if (outgoing.get(vm.uuid()) == leaving && !leaving.failedHalfway()) leaving.finish();
        }
    }

    /** As an old client asks for it: sends the guest and ends it here without waiting for the other host's word. */
    public void performAtOnce(Vm vm, Request request) throws InterruptedException {
        requireTls(request);
        Target target = Target.parse(request.uri().orElseThrow(() -> QEMU.error(INVALID_ARG, "no migration URI was given")));
        Outgoing leaving = Outgoing.begin(this, vm, request, Phase.Out.PERFORM2);
        outgoing.put(vm.uuid(), leaving);
        try {
            Obstacles.check(vm, request);
            leaving.perform(request, new Sending.Way.Direct(target), Optional.empty(), Optional.empty());
            leaving.confirm(request, Optional.empty(), false);
        } finally {
            if (outgoing.get(vm.uuid()) == leaving) leaving.finish();
        }
    }

    void forget(Outgoing ended) {
        outgoing.remove(ended.vm().uuid(), ended);
    }

    // the host to which it comes

    /** What the second step says: where the guest is awaited, where that was this host's to choose. */
    public record Prepared(Optional<String> cookie, Optional<String> uri) {}

    /** Makes ready for a guest that comes by a socket. */
    public Prepared prepare(Controller controller, Request request, Optional<String> cookie) throws InterruptedException {
        Terms.of(request, Terms.Party.DESTINATION);
        try (Undo failed = new Undo()) {
            Awaited awaited = awaited(request, failed);
            Incoming coming = Incoming.prepare(this, request, cookie, _ -> awaited.qemu, awaited.address);
            if (awaited.port != 0) coming.lends("release port " + awaited.port, () -> ports.release(awaited.port));
            failed.keep();
            ready(controller, coming);
            return new Prepared(Optional.of(coming.cookie(request)), awaited.told);
        }
    }

    private void ready(Controller controller, Incoming coming) {
        failures.remove(coming.vm().name());
        incoming.put(coming.vm().uuid(), coming);
        controller.onGone(() -> {
            if (incoming.get(coming.vm().uuid()) == coming) coming.abandoned();
        });
    }

    /**
     * Where a guest is awaited.
     *
     * @param qemu in QEMU's words
     * @param address what is listened at
     * @param port the port that was lent for it, 0 when none was
     * @param told the URI, where it is this host's to say
     */
    private record Awaited(String qemu, String address, int port, Optional<String> told) {}

    private Awaited awaited(Request request, Undo undo) {
        String address = request.listenAddress().or(settings::migrationAddress).orElseGet(Migrations::anyAddress);
        if (request.uri().isEmpty()) {
            String host = settings.migrationHost().orElse(self.hostname());
            if (host.startsWith("localhost")) {
                throw QEMU.error(INTERNAL_ERROR, "hostname on destination resolved to localhost, but migration requires an FQDN");
            }
            int port = lend(request, undo);
            Target.Port there = new Target.Port("tcp", host, port);
            return new Awaited(new Target.Port("tcp", address, port).words(), address, port, Optional.of(there.words()));
        }
        String uri = request.uri().get();
        return switch (Target.parse(uri)) {
            case Target.Socket(var path) -> new Awaited("unix:" + path, "", 0, Optional.empty());
            case Target.Port(var scheme, var host, var port) -> {
                if (port != 0) yield new Awaited(new Target.Port(scheme, address, port).words(), address, 0, Optional.empty());
                int lent = lend(request, undo);
                Optional<String> told = Optional.of(Target.wellFormed(uri) ? scheme + "://" + new Target.Port(scheme, host, lent).address()
                        : uri + ":" + lent);
                yield new Awaited(new Target.Port(scheme, address, lent).words(), address, lent, told);
            }
        };
    }

    private int lend(Request request, Undo undo) {
        int port = port(request.name().orElse("a guest"));
        undo.add("release port " + port, () -> ports.release(port));
        return port;
    }

    int port(String machine) {
        return ports.any(DisplayPorts.Kind.MIGRATION, machine);
    }

    void release(int port) {
        ports.release(port);
    }

    /** All of this host's addresses; those of IPv6 where it has any. */
    private static String anyAddress() {
        try {
            boolean six = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                    .anyMatch(address -> address instanceof Inet6Address && !address.isLoopbackAddress());
            return six ? "::" : "0.0.0.0";
        } catch (IOException _) {
            return "0.0.0.0";
        }
    }

    /** A way for the guest's state into its QEMU, for whoever gets it from the client. */
    public record Tunnel(Optional<String> cookie, FileChannel sink) {}

    /** Makes ready for a guest that comes through this daemon. */
    public Tunnel prepareTunnel(Controller controller, Request request, Optional<String> cookie) throws InterruptedException {
        if (!request.has(Flag.TUNNELLED)) throw QEMU.error(INTERNAL_ERROR, "PrepareTunnel called but no TUNNELLED flag set");
        Terms.of(request, Terms.Party.DESTINATION);
        try (Pipe pipe = Pipe.open()) {
            Incoming coming = Incoming.prepare(this, request, cookie, monitor -> hand(monitor, pipe), "");
            ready(controller, coming);
            return new Tunnel(Optional.of(coming.cookie(request)), pipe.sink());
        } catch (IOException e) {
            throw QEMU.error(INTERNAL_ERROR, e, "cannot pass pipe for tunnelled migration: %s", e.getMessage());
        }
    }

    private static String hand(Monitor monitor, Pipe pipe) {
        monitor.call(new DeviceCommand.GetFd("migrate"), pipe.reader().number());
        return "fd:migrate";
    }

    /** The guest that has come, and what the source is to hear. */
    public record Finished(Vm vm, Optional<String> cookie) {}

    /** Lets the guest run here, or gives it up. */
    public Finished finish(String name, Request request, Optional<String> cookie, boolean cancelled) throws InterruptedException {
        Optional<Incoming> coming = incoming.values().stream().filter(one -> one.vm().name().equals(name)).findFirst();
        if (coming.isEmpty()) {
            throw failure(name).orElseGet(() -> QEMU.error(NO_DOMAIN, "no domain with matching name '%s'", name));
        }
        Incoming.Finished finished = coming.get().finish(request, cookie, cancelled);
        return new Finished(finished.vm(), finished.cookie());
    }

    void forget(Incoming ended) {
        incoming.remove(ended.vm().uuid(), ended);
    }

    /** A QEMU has ended while its guest was to come. */
    void failed(String name, VirtException why) {
        failures.put(name, why);
    }

    /** Why a guest did not come, told once. */
    Optional<VirtException> failure(String name) {
        return Optional.ofNullable(failures.remove(name));
    }

    /** Makes the images that are to be copied here and are not there yet. */
    void makeImages(Domain machine, Request request, Cookie.Nbd wanted, Undo undo) {
        for (Cookie.NbdDisk one : wanted.disk()) {
            Disk disk = machine.devices().disks().stream().filter(some -> some.target().dev().equals(one.target())).findFirst()
                    .orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "unable to find disk by target: %s", one.target()));
            Optional<Path> image = Disks.path(disk).map(Path::of);
            if (!StorageCopy.copies(disk, request) || image.filter(Files::exists).isPresent()) continue;
            if (request.has(Flag.NON_SHARED_INC)) {
                throw QEMU.error(OPERATION_UNSUPPORTED,
                        "pre-creation of storage targets for incremental storage migration is not supported");
            }
            images.make(disk, image.orElseThrow(() -> QEMU.error(INTERNAL_ERROR, "cannot precreate storage for disk type '%s'", "volume")),
                    one.capacity(), undo);
        }
    }
}
