package jvirt.qemu.migration;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.MIGRATE_FINISH_OK;
import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.QEMU;

import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;

/** A migration whose steps this host takes alone, with the other's daemon for a server. */
final class PeerToPeer {
    private final Migrations migrations;
    private final Outgoing leaving;
    private final Vm vm;
    private final Destination destination;

    PeerToPeer(Migrations migrations, Outgoing leaving, Destination destination) {
        this.migrations = migrations;
        this.leaving = leaving;
        this.vm = leaving.vm();
        this.destination = destination;
    }

    static void check(Request request) {
        if (!request.has(Flag.TUNNELLED)) return;
        if (request.uri().isPresent()) throw unsupported("migration URI is not supported by tunnelled migration");
        if (request.listenAddress().isPresent()) throw unsupported("listen address is not supported by tunnelled migration");
        if (request.disksPort() != 0) throw unsupported("disk port address is not supported by tunnelled migration");
    }

    private static VirtException unsupported(String what) {
        return QEMU.error(ARGUMENT_UNSUPPORTED, "%s", what);
    }

    void run(Request asked) throws InterruptedException {
        if (!destination.can(Destination.Ability.PEER_TO_PEER)) {
            throw QEMU.error(OPERATION_FAILED, "Destination libvirt does not support peer-to-peer migration protocol");
        }
        if (asked.has(Flag.OFFLINE) && !destination.can(Destination.Ability.OFFLINE)) {
            throw unsupported("offline migration is not supported by the destination host");
        }
        Outgoing.Begun begun = Outgoing.describe(migrations, vm, asked);
        boolean paused = vm.active().map(Active::condition).filter(condition -> condition.paused()).isPresent();
        Request request = (paused ? asked.with(Flag.PAUSED) : asked).without(Flag.CHANGE_PROTECTION).withDocument(begun.document());
        Request there = request.without(Flag.ABORT_ON_ERROR, Flag.AUTO_CONVERGE);
        if (request.has(Flag.TUNNELLED)) tunnelled(request, there, begun.cookie());
        else direct(request, there, begun.cookie());
    }

    private void direct(Request request, Request there, Optional<String> cookie) throws InterruptedException {
        Destination.Prepared ready = destination.prepare(there, cookie);
        if (request.has(Flag.OFFLINE)) {
            finish(request, there, Optional.empty(), Optional.empty());
            return;
        }
        Optional<String> uri = ready.uri().or(request::uri);
        Request located = uri.map(request::withUri).orElse(request);
        Request locatedThere = uri.map(there::withUri).orElse(there);
        perform(located, locatedThere, () -> {
            if (uri.isEmpty()) throw QEMU.error(INTERNAL_ERROR, "domainMigratePrepare3 did not set uri");
            return leaving.perform(located, new Sending.Way.Direct(Target.parse(uri.get())), ready.cookie(), Optional.of(destination));
        });
    }

    private void tunnelled(Request request, Request there, Optional<String> cookie) throws InterruptedException {
        Destination.Tunnel tunnel = destination.prepareTunnel(there, cookie);
        perform(request, there, () ->
                leaving.perform(request, new Sending.Way.Through(new Pump(tunnel)), tunnel.cookie(), Optional.of(destination)));
    }

    /** What sends the guest. */
    private interface Step {
        Optional<String> run() throws InterruptedException;
    }

    private void perform(Request request, Request there, Step step) throws InterruptedException {
        Optional<String> told = Optional.empty();
        Optional<VirtException> failure = Optional.empty();
        try {
            told = step.run();
        } catch (VirtException e) {
            failure = Optional.of(e);
        }
        finish(request, there, told, failure);
    }

    private void finish(Request request, Request there, Optional<String> told, Optional<VirtException> before) throws InterruptedException {
        Optional<VirtException> failure = before;
        Optional<String> word = Optional.empty();
        boolean runsThere = false;
        try {
            Request named = there.name().isPresent() ? there : there.withName(vm.name());
            word = destination.finish(named, told, before.isPresent());
            runsThere = true;
        } catch (VirtException e) {
            failure = Optional.of(before.filter(first -> !explains(first, e)).orElse(e));
        }
        if (before.isPresent() && !runsThere && vm.active().isEmpty()) throw failure.orElseThrow();
        leaving.confirm(request, word, !runsThere);
        if (!runsThere) throw failure.orElseThrow();
    }

    /** The other host knows better why its QEMU did not get on. */
    private static boolean explains(VirtException first, VirtException there) {
        return first.domain() == QEMU && first.code() == OPERATION_FAILED && there.domain() == QEMU
                && there.code() != MIGRATE_FINISH_OK;
    }
}
