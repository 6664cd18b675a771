package jvirt.cli.domain;

import java.time.Duration;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.cli.Invocation;
import jvirt.cli.Session;
import jvirt.client.Domain;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainEvent;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.MigrationCall;

/** Switches a migration to post-copy when its first pass over the memory is through. */
final class PostcopySwitch {
    private static final int EVENT_MIGRATION_ITERATION = 18;
    private static final int SECOND = 2;
    private static final Duration SLICE = Duration.ofMillis(200);

    private final Invocation in;
    private final Domain domain;
    private final int callback;
    private volatile boolean over;

    PostcopySwitch(Invocation in, Domain domain) {
        this.in = in;
        this.domain = domain;
        this.callback = in.call(new ConnectCall.DomainEventCallbackRegisterAny(EVENT_MIGRATION_ITERATION,
                Optional.of(domain.wire()))).callbackID();
        Thread thread = new Thread(this::listen, "postcopy");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        try {
            while (!over) {
                Optional<Event> event = in.connection().event(SLICE);
                if (event.isPresent() && event.get() instanceof DomainEvent.CallbackMigrationIteration pass && pass.iteration() == SECOND) {
                    in.call(new MigrationCall.StartPostCopy(domain.wire(), 0));
                }
            }
        } catch (VirtException e) {
            in.session().debug(Session.INFO, "switching to post-copy failed");
        }
    }

    void close() {
        over = true;
        in.call(new ConnectCall.DomainEventCallbackDeregisterAny(callback));
    }
}
