package jvirt.cli.domain;

import java.util.Map;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.client.Domain;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.MigrationCall;
import jvirt.rpc.call.Opaque;

/** A migration whose five steps the client makes: begin, prepare there, perform, finish there, confirm. */
final class ManagedMigration {
    private static final int FEATURE_CHANGE_PROTECTION = 7;
    private static final int PAUSED_STATE = 3;

    private final Connection source;
    private final Connection destination;
    private final Domain domain;
    /** Set where the source guards the machine from changes from its first step on. */
    private final int protection;
    private MigrationPlan plan;

    ManagedMigration(Connection source, Connection destination, Domain domain, MigrationPlan plan) {
        this.source = source;
        this.destination = destination;
        this.domain = domain;
        this.plan = plan;
        boolean guards = source.call(new ConnectCall.SupportsFeature(FEATURE_CHANGE_PROTECTION)).supported() != 0;
        this.protection = guards ? MigrationPlan.CHANGE_PROTECTION : 0;
    }

    private int here() {
        return plan.flags() | protection;
    }

    private int there() {
        return plan.flags() & ~(MigrationPlan.ABORT_ON_ERROR | MigrationPlan.AUTO_CONVERGE);
    }

    void run() {
        var begun = source.call(new MigrationCall.Begin3Params(domain.wire(), plan.params(), here()));
        plan = plan.with(Map.of("destination_xml", begun.xml()));
        if (domain.state().state() == PAUSED_STATE) plan = plan.flagged(MigrationPlan.PAUSED);
        Opaque cookie;
        try {
            cookie = prepare(begun.cookieOut());
        } catch (VirtException e) {
            if (protection != 0) quietly(() -> confirm(Opaque.EMPTY, true));
            throw e;
        }
        VirtException failure = null;
        if (plan.has(MigrationPlan.OFFLINE)) cookie = Opaque.EMPTY;    // it was for a step that there is not
        if (!plan.has(MigrationPlan.OFFLINE)) {
            try {
                cookie = source.call(new MigrationCall.Perform3Params(domain.wire(), Optional.empty(), plan.params(), cookie, here()))
                        .cookieOut();
            } catch (VirtException e) {
                failure = e;
                cookie = Opaque.EMPTY;
            }
        }
        finish(cookie, failure);
    }

    private Opaque prepare(Opaque cookie) {
        var ready = destination.call(new MigrationCall.Prepare3Params(plan.params(), cookie, there()));
        ready.uriOut().ifPresent(uri -> plan = plan.with(Map.of("migrate_uri", uri)));
        return ready.cookieOut();
    }

    /** The destination says whether the machine runs there; the source lets go of it, or keeps it. */
    private void finish(Opaque cookie, VirtException before) {
        VirtException failure = before;
        boolean named = plan.params().stream().anyMatch(param -> param.field().equals("destination_name"));
        if (!named) plan = plan.with(Map.of("destination_name", domain.name()));
        Opaque last = Opaque.EMPTY;
        try {
            last = destination.call(new MigrationCall.Finish3Params(plan.params(), cookie, there(), before == null ? 0 : 1)).cookieOut();
        } catch (VirtException e) {
            if (failure == null) failure = e;
        }
        Opaque word = last;
        if (failure == null) {
            confirm(word, false);
            return;
        }
        quietly(() -> confirm(word, true));
        throw failure;
    }

    private void confirm(Opaque cookie, boolean cancelled) {
        source.call(new MigrationCall.Confirm3Params(domain.wire(), plan.params(), cookie, here(), cancelled ? 1 : 0));
    }

    private static void quietly(Runnable what) {
        try {
            what.run();
        } catch (VirtException e) {
            // the first failure is the one to tell
        }
    }
}
