package jvirt.web.resource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.api.network.Bridge;
import jvirt.api.network.Forward;
import jvirt.api.network.Ip;
import jvirt.api.network.PortGroup;
import jvirt.api.network.Vlan;
import jvirt.client.Network;
import jvirt.web.host.Host;
import jvirt.web.host.Hosts;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.people.Role;

/** Virtual networks. */
public final class NetworkRoutes {
    private final Hosts hosts;

    public NetworkRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    record Range(String start, String end) {}
    record Group(String name, @jvirt.api.json.Key("default") boolean preferred, List<Integer> vlans) {}
    record One(String host, UUID uuid, String name, boolean active, boolean persistent, boolean autostart, Optional<String> bridge, String forward,
            Optional<String> device, List<String> addresses, List<Range> dhcp, List<Group> portgroups, Optional<String> virtualport) {}
    record Lease(Optional<String> mac, String address, Optional<String> hostname, long expires) {}
    record NewNetwork(String host, String xml) {}
    record Action(String action) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        String one = "networks/{host}/{uuid}";
        table.get("networks", _ -> hosts.all().stream().filter(host -> host.facts().connected()).flatMap(host -> list(host).stream()).toList());
        table.get(one + "/xml", this::xml);
        table.get(one + "/leases", exchange -> network(exchange).leases(Optional.empty()).stream()
                .map(lease -> new Lease(lease.mac(), lease.ipaddr() + "/" + lease.prefix(), lease.hostname(), lease.expirytime())).toList());
        table.change("POST", "networks", Role.ADMIN, "network.define", this::define);
        table.change("PUT", one + "/xml", Role.ADMIN, "network.define", exchange -> one(hosts.of(exchange),
                hosts.of(exchange).connection().networks().define(exchange.text(), 0)));
        table.change("POST", one + "/actions", Role.ADMIN, "network.action", this::act);
        table.change("DELETE", one, Role.ADMIN, "network.delete", this::delete);
    }

    private Network network(Exchange exchange) {
        return hosts.of(exchange).connection().networks().withUuid(Hosts.uuid(exchange));
    }

    private static List<One> list(Host host) {
        return host.connection().networks().list(0).stream().flatMap(network -> present(host, network).stream()).toList();
    }

    /** A network that went while the list was made is in no list. */
    private static Optional<One> present(Host host, Network network) {
        try {
            return Optional.of(one(host, network));
        } catch (VirtException e) {
            if (e.code() == ErrorCode.NO_NETWORK) return Optional.empty();
            throw e;
        }
    }

    private static One one(Host host, Network network) {
        var document = jvirt.api.network.Network.parse(network.xml(0));
        boolean persistent = network.persistent();
        return new One(host.id(), network.uuid(), network.name(), network.active(), persistent, persistent && network.autostart(),
                document.bridge().flatMap(Bridge::name), document.forward().flatMap(Forward::mode).map(Object::toString).orElse("isolated"),
                document.forward().flatMap(Forward::dev), document.ip().stream().map(NetworkRoutes::address).toList(),
                document.ip().stream().flatMap(ip -> ip.dhcp().stream()).flatMap(dhcp -> dhcp.range().stream())
                        .map(range -> new Range(range.start().toString(), range.end().toString())).toList(),
                document.portgroup().stream().map(NetworkRoutes::group).toList(),
                document.virtualport().map(port -> jvirt.web.json.Plain.of(port).asObject().findString("type").orElse("")));
    }

    private static String address(Ip ip) {
        return ip.address() + ip.prefix().map(prefix -> "/" + prefix).or(() -> ip.netmask().map(mask -> "/" + mask)).orElse("");
    }

    private static Group group(PortGroup group) {
        List<Integer> vlans = group.vlan().map(Vlan::tag).orElse(List.of()).stream().map(Vlan.Tag::id).toList();
        return new Group(group.name(), group.isDefault(), vlans);
    }

    private Object xml(Exchange exchange) throws IOException {
        exchange.answer("text/xml; charset=utf-8", network(exchange).xml(0).getBytes(StandardCharsets.UTF_8));
        return Route.ANSWERED;
    }

    private One define(Exchange exchange) {
        NewNetwork wish = exchange.body(NewNetwork.class);
        Host host = hosts.named(wish.host());
        return one(host, host.connection().networks().define(wish.xml(), 0));
    }

    private One act(Exchange exchange) {
        Network network = network(exchange);
        String action = exchange.body(Action.class).action();
        exchange.note(action);
        switch (action) {
            case "start" -> network.start();
            case "destroy" -> network.destroy();
            case "autostart-on" -> network.autostart(true);
            case "autostart-off" -> network.autostart(false);
            default -> throw Problem.bad("a network knows no action '" + action + "'");
        }
        return one(hosts.of(exchange), network);
    }

    private Object delete(Exchange exchange) {
        Network network = network(exchange);
        if (network.active()) throw Problem.of(409, "ACTIVE", "the network " + network.name() + " is active", "stop it first");
        network.undefine();
        return Map.of();
    }
}
