package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.INVALID_ARG;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import jvirt.api.ErrorDomain;
import jvirt.daemon.access.Guard;
import jvirt.rpc.call.Event;
import jvirt.rpc.server.Caller;

/** Who wants to hear of what. Drivers publish from any thread; each client is sent its events in the order of publishing. */
public final class Subscriptions {
    /** The kinds of objects that events are about; event numbers count within a topic. */
    public enum Topic { DOMAIN, NETWORK, STORAGE_POOL, NODE_DEVICE, SECRET, QEMU_MONITOR }

    /** One registration of one client. */
    private record Subscription(Mailbox mailbox, int callbackId, Topic topic, int event, Optional<UUID> object,
            Predicate<String> named) {
        boolean wants(Topic about, int number, UUID which, String name) {
            return topic == about && event == number && object.map(which::equals).orElse(true) && named.test(name);
        }
    }

    /** A client's place among its subscriptions: it outlives the call that registered it. */
    private static final class Mailbox {
        private final Caller caller;
        private final AtomicInteger nextId = new AtomicInteger();

        Mailbox(Caller caller) {
            this.caller = caller;
        }
    }

    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private final Guard guard;

    /** Of events, each client is told those about objects that {@code guard} lets it see. */
    public Subscriptions(Guard guard) {
        this.guard = guard;
    }

    /** Registers the caller for an event of one object, or of all; the number tells its registrations apart. */
    public int subscribe(Caller caller, Topic topic, int event, Optional<UUID> object) {
        return subscribe(caller, topic, event, object, _ -> true);
    }

    /** The same, for events that also have a name. */
    public int subscribe(Caller caller, Topic topic, int event, Optional<UUID> object, Predicate<String> named) {
        Mailbox mailbox = mailbox(caller);
        int id = mailbox.nextId.getAndIncrement();
        subscriptions.add(new Subscription(mailbox, id, topic, event, object, named));
        return id;
    }

    /** Takes a registration back. */
    public void unsubscribe(Caller caller, Topic topic, int callbackId) {
        Mailbox mailbox = mailbox(caller);
        boolean removed = subscriptions.removeIf(s -> s.mailbox == mailbox && s.topic == topic && s.callbackId == callbackId);
        if (!removed) {
            throw ErrorDomain.REMOTE.error(INVALID_ARG, "%s event callback %d not registered",
                    topic.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '), callbackId);
        }
    }

    private Mailbox mailbox(Caller caller) {
        return caller.attached(Mailbox.class, first -> {
            Mailbox mailbox = new Mailbox(first);
            first.onClose(() -> subscriptions.removeIf(s -> s.mailbox == mailbox));
            return mailbox;
        });
    }

    /** Sends an event to all who want it; {@code form} makes it for a client's callback number. */
    public void publish(Topic topic, int event, UUID object, IntFunction<Event> form) {
        publish(topic, event, object, "", form);
    }

    /** The same, of an event that also has a name. */
    public void publish(Topic topic, int event, UUID object, String name, IntFunction<Event> form) {
        for (Subscription s : subscriptions) {
            if (!s.wants(topic, event, object, name)) continue;
            Event told = form.apply(s.callbackId);
            if (guard.visible(s.mailbox.caller.identity(), told)) s.mailbox.caller.send(told);
        }
    }
}
