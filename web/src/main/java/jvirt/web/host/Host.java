package jvirt.web.host;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.VirtException;
import jvirt.client.Connection;
import jvirt.rpc.call.ConnectCall;
import jvirt.rpc.call.DomainEvent;
import jvirt.rpc.call.Event;
import jvirt.rpc.call.NetworkEvent;
import jvirt.rpc.call.StoragePoolEvent;
import jvirt.rpc.call.WireDomain;
import jvirt.web.http.Problem;

/**
 * One daemon. A thread of its own keeps the connection open and follows the events; another takes figures while somebody listens.
 * {@link #machines} and {@link #told} are changed by the first of them alone.
 */
public final class Host implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("jvirt.web");
    private static final Duration AGAIN = Duration.ofSeconds(3);
    private static final Duration SLICE = Duration.ofSeconds(1);
    private static final Duration SAMPLE = Duration.ofSeconds(2);
    /** A daemon that answers nothing for {@code KEEP_ALIVE * KEEP_ALIVE_COUNT} seconds is gone. */
    private static final int KEEP_ALIVE = 5, KEEP_ALIVE_COUNT = 3;
    /** {@code VIR_DOMAIN_EVENT_ID_LIFECYCLE, REBOOT, BALLOON_CHANGE, DEVICE_REMOVED, DEVICE_ADDED, METADATA_CHANGE}. */
    private static final int[] DOMAIN_EVENTS = {0, 1, 13, 15, 19, 23};

    /** What is to be known of the host itself. */
    public record Facts(String id, String uri, boolean connected, Optional<String> error, Optional<String> hostname, Optional<String> type,
            int cpus, Optional<String> cpuModel, int mhz, long memoryKib, Optional<String> hypervisor, Optional<String> library) {}

    private final String id;
    private final String uri;
    private final Feed feed;
    private final Map<UUID, Machine> machines = new ConcurrentHashMap<>();
    private final Thread follower;
    private final Thread sampler;
    private volatile Connection connection;
    private volatile Facts told;
    private volatile boolean closed;

    Host(String id, String uri, Feed feed) {
        this.id = id;
        this.uri = uri;
        this.feed = feed;
        this.told = away("not connected yet");
        this.follower = Thread.ofVirtual().name("events of " + id).start(this::follow);
        this.sampler = Thread.ofVirtual().name("figures of " + id).start(this::sample);
    }

    private Facts away(String why) {
        return new Facts(id, uri, false, Optional.of(why), Optional.empty(), Optional.empty(), 0, Optional.empty(), 0, 0, Optional.empty(),
                Optional.empty());
    }

    /** Its name in this console. */
    public String id() {
        return id;
    }

    /** What is known of it. */
    public Facts facts() {
        return told;
    }

    /** Its machines as last told. */
    public Collection<Machine> machines() {
        return machines.values();
    }

    /** The connection, for calls. */
    public Connection connection() {
        Connection now = connection;
        if (now == null) {
            throw Problem.of(503, "NOT_CONNECTED", "the host " + id + " does not answer: " + told.error().orElse(""), "look whether its daemon runs");
        }
        return now;
    }

    /** The machine as the daemon has it now; told to everybody if that is news. */
    public Machine refresh(UUID uuid) {
        return look(connection(), uuid).orElseThrow(() -> Problem.missing("there is no machine " + uuid + " on " + id));
    }

    private synchronized Optional<Machine> look(Connection one, UUID uuid) {
        Optional<Machine> now = new Inventory(id, one).one(uuid);
        if (now.isPresent()) {
            if (!now.get().equals(machines.put(uuid, now.get()))) feed.tell("machine", now.get());
        } else if (machines.remove(uuid) != null) {
            feed.tell("gone", Map.of("host", id, "uuid", uuid));
        }
        return now;
    }

    private void follow() {
        while (!closed) {
            try (Connection one = Connection.open(uri)) {
                begin(one);
                while (!closed && one.alive()) one.event(SLICE).ifPresent(event -> apply(one, event));
                end("the connection was lost");
            } catch (RuntimeException e) {
                LOG.log(e instanceof VirtException ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, "following " + uri, e);
                end(e.getMessage());
            }
            if (!closed) pause(AGAIN);
        }
    }

    private void begin(Connection one) {
        one.keepAlive(KEEP_ALIVE, KEEP_ALIVE_COUNT);
        for (int event : DOMAIN_EVENTS) one.call(new ConnectCall.DomainEventCallbackRegisterAny(event, Optional.empty()));
        one.call(new ConnectCall.NetworkEventRegisterAny(0, Optional.empty()));
        one.call(new ConnectCall.StoragePoolEventRegisterAny(0, Optional.empty()));
        one.call(new ConnectCall.StoragePoolEventRegisterAny(1, Optional.empty()));
        machines.clear();
        for (Machine machine : new Inventory(id, one).all()) machines.put(machine.uuid(), machine);
        var node = one.nodeInfo();
        told = new Facts(id, uri, true, Optional.empty(), Optional.of(one.hostname()), Optional.of(one.type()), node.cpus(),
                Optional.of(node.model()), node.mhz(), node.memory(), Optional.of(Words.version(one.hypervisorVersion())),
                Optional.of(Words.version(one.libraryVersion())));
        connection = one;
        feed.tell("host", told);
        machines.values().forEach(machine -> feed.tell("machine", machine));
    }

    private void end(String why) {
        connection = null;
        Facts now = away(why == null ? "no reason was given" : why);
        if (!now.equals(told)) {
            told = now;
            feed.tell("host", told);
        }
    }

    /** Takes an event in. A machine that cannot be asked just now is asked after its next event. */
    private void apply(Connection one, Event event) {
        try {
            take(one, event);
        } catch (VirtException e) {
            LOG.log(System.Logger.Level.WARNING, "after " + event + " of " + uri, e);
        }
    }

    private void take(Connection one, Event event) {
        switch (event) {
            case NetworkEvent _ -> feed.tell("networks", Map.of("host", id));
            case StoragePoolEvent _ -> feed.tell("pools", Map.of("host", id));
            case DomainEvent domain -> wire(domain).ifPresent(wire -> look(one, wire.uuid()));
            default -> { }
        }
    }

    /** The machine of the events that were asked for. */
    private static Optional<WireDomain> wire(DomainEvent event) {
        return switch (event) {
            case DomainEvent.CallbackLifecycle(_, var msg) -> Optional.of(msg.dom());
            case DomainEvent.CallbackReboot(_, var msg) -> Optional.of(msg.dom());
            case DomainEvent.CallbackBalloonChange(_, var msg) -> Optional.of(msg.dom());
            case DomainEvent.CallbackDeviceRemoved(_, var msg) -> Optional.of(msg.dom());
            case DomainEvent.CallbackDeviceAdded one -> Optional.of(one.dom());
            case DomainEvent.CallbackMetadataChange one -> Optional.of(one.dom());
            default -> Optional.empty();
        };
    }

    private void sample() {
        Sampler figures = new Sampler(id);
        while (!closed) {
            Connection now = connection;
            try {
                if (now != null && feed.heard()) feed.tell("stats", figures.take(now));
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "figures of " + uri, e);    // the follower sees it too, and says so
            }
            pause(SAMPLE);
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override public void close() {
        closed = true;
        follower.interrupt();
        sampler.interrupt();
    }
}
