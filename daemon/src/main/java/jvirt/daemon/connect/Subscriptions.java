package jvirt.daemon.connect;

import static jvirt.api.ErrorCode.INVALID_ARG;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import jvirt.api.ErrorDomain;
import jvirt.daemon.access.Guard;
import jvirt.rpc.call.Event;
import jvirt.rpc.server.Caller;

/** Who wants to hear of what. Drivers publish from any thread; each client is sent its events in the order of publishing. */
public final class Subscriptions {
    /** The kinds of objects that events are about; event numbers count within a topic. */
    public enum Topic { DOMAIN, NETWORK, STORAGE_POOL, NODE_DEVICE, SECRET, QEMU_MONITOR }

    /** In the place of a callback number, where a client has none. */
    private static final int ONCE = -1;
    private static final int MOST_WAITING = 10_000;

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
        /** Where events wait, in order, while somebody is asked whether their client may see them. */
        private final ThreadPoolExecutor asking = new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING), Thread.ofVirtual().name("events that may be seen").factory(), Mailbox::full);

        Mailbox(Caller caller) {
            this.caller = caller;
            asking.allowCoreThreadTimeOut(true);
        }

        /** Whoever publishes more than can be asked about waits for the answers. */
        private static void full(Runnable event, ThreadPoolExecutor asking) {
            try {
                asking.getQueue().put(event);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
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

    /**
     * Registers a client of libvirt before 1.2.1, whose events have no callback number: each event once a connection.
     *
     * @return how many it has registered now
     */
    public int subscribeOnce(Caller caller, int event) {
        Mailbox mailbox = mailbox(caller);
        if (once(mailbox, event).findAny().isPresent()) {
            throw ErrorDomain.REMOTE.error(INVALID_ARG, "domain event %d already registered", event);
        }
        subscriptions.add(new Subscription(mailbox, ONCE, Topic.DOMAIN, event, Optional.empty(), _ -> true));
        return (int) once(mailbox, event).count();
    }

    /** Takes that back. */
    public int unsubscribeOnce(Caller caller, int event) {
        Mailbox mailbox = mailbox(caller);
        if (!subscriptions.removeAll(once(mailbox, event).toList())) {
            throw ErrorDomain.REMOTE.error(INVALID_ARG, "domain event %d not registered", event);
        }
        return (int) once(mailbox, event).count();
    }

    private Stream<Subscription> once(Mailbox mailbox, int event) {
        return subscriptions.stream().filter(s -> s.mailbox == mailbox && s.callbackId == ONCE && s.event == event);
    }

    /** The event that an event with a callback number carries, where it carries one. */
    private static Optional<Event> carried(Event event) {
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            if (!Event.class.isAssignableFrom(component.getType())) continue;
            try {
                return Optional.of((Event) component.getAccessor().invoke(event));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return Optional.empty();
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

    /** Whether anybody wants to hear of anything. */
    public boolean any() {
        return !subscriptions.isEmpty();
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
            if (guard.asks(s.mailbox.caller.identity())) s.mailbox.asking.execute(() -> tell(s, told));
            else tell(s, told);
        }
    }

    private void tell(Subscription s, Event told) {
        if (!guard.visible(s.mailbox.caller.identity(), told)) return;
        if (s.callbackId == ONCE) {
            carried(told).ifPresent(s.mailbox.caller::send);
        } else {
            s.mailbox.caller.send(told);
        }
    }
}
