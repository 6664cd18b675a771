package jvirt.web.resource;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.client.Pool;
import jvirt.web.host.Host;
import jvirt.web.host.Hosts;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.people.Role;

/** Storage pools. */
public final class PoolRoutes {
    /** {@code virStoragePoolState}, libvirt 9.0.0 libvirt-storage.h. */
    private static final List<String> STATES = List.of("inactive", "building", "running", "degraded", "inaccessible");

    private final Hosts hosts;

    public PoolRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    record One(String host, UUID uuid, String name, String type, String state, long capacity, long allocation, long available, boolean autostart,
            boolean persistent, Optional<String> path) {}
    record NewPool(String host, String xml) {}
    record Action(String action) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        String one = "pools/{host}/{uuid}";
        table.get("pools", _ -> hosts.all().stream().filter(host -> host.facts().connected()).flatMap(host -> list(host).stream()).toList());
        table.change("POST", "pools", Role.ADMIN, "pool.define", this::define);
        table.change("POST", one + "/actions", Role.ADMIN, "pool.action", this::act);
        table.change("DELETE", one, Role.ADMIN, "pool.delete", this::delete);
    }

    /** The pool that a path names. */
    static Pool pool(Hosts hosts, Exchange exchange) {
        return hosts.of(exchange).connection().pools().withUuid(Hosts.uuid(exchange));
    }

    private static List<One> list(Host host) {
        return host.connection().pools().list(0).stream().flatMap(pool -> present(host, pool).stream()).toList();
    }

    /** A pool that went while the list was made is in no list. */
    private static Optional<One> present(Host host, Pool pool) {
        try {
            return Optional.of(one(host, pool));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_STORAGE_POOL) return Optional.empty();
            throw e;
        }
    }

    private static One one(Host host, Pool pool) {
        Element xml = Element.parse(pool.xml(0));
        Pool.Info info = pool.info();
        boolean persistent = pool.persistent();
        return new One(host.id(), pool.uuid(), pool.name(), xml.attribute("type").orElse(""), STATES.get(Math.clamp(info.state(), 0, STATES.size() - 1)),
                info.capacity(), info.allocation(), info.available(), persistent && pool.autostart(), persistent,
                xml.child("target").flatMap(target -> target.child("path")).map(Element::text));
    }

    private One define(Exchange exchange) {
        NewPool wish = exchange.body(NewPool.class);
        Host host = hosts.named(wish.host());
        return one(host, host.connection().pools().define(wish.xml(), 0));
    }

    private One act(Exchange exchange) {
        Pool pool = pool(hosts, exchange);
        String action = exchange.body(Action.class).action();
        exchange.note(action);
        switch (action) {
            case "start" -> pool.start(0);
            case "destroy" -> pool.destroy();
            case "refresh" -> pool.refresh();
            case "build" -> pool.build(0);
            case "autostart-on" -> pool.autostart(true);
            case "autostart-off" -> pool.autostart(false);
            default -> throw Problem.bad("a pool knows no action '" + action + "'");
        }
        return one(hosts.of(exchange), pool);
    }

    /** Forgets the pool; what is in it stays. */
    private Object delete(Exchange exchange) {
        Pool pool = pool(hosts, exchange);
        if (pool.active()) throw Problem.of(409, "ACTIVE", "the pool " + pool.name() + " is active", "stop it first");
        pool.undefine();
        return Map.of();
    }
}
