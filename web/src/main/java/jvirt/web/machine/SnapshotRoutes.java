package jvirt.web.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlWriter;
import jvirt.client.Domain;
import jvirt.client.Snapshot;
import jvirt.web.host.Hosts;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.people.Role;

/** The snapshots of a machine. */
public final class SnapshotRoutes {
    /** {@code VIR_DOMAIN_SNAPSHOT_CREATE_DISK_ONLY}. */
    private static final int DISK_ONLY = 16;

    private final Hosts hosts;

    public SnapshotRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    record One(String name, Optional<String> parent, boolean current, String state, long created, Optional<String> description, boolean memory) {}
    record Wish(String name, Optional<String> description, boolean diskOnly) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        String all = "machines/{host}/{uuid}/snapshots";
        table.get(all, exchange -> list(hosts.domain(exchange)));
        table.change("POST", all, Role.OPERATOR, "snapshot.create", this::create);
        table.change("POST", all + "/{name}/revert", Role.OPERATOR, "snapshot.revert", exchange -> {
            snapshot(exchange).revert(0);
            return hosts.of(exchange).refresh(Hosts.uuid(exchange));
        });
        table.change("DELETE", all + "/{name}", Role.OPERATOR, "snapshot.delete", exchange -> {
            snapshot(exchange).delete(0);
            return Map.of();
        });
    }

    private Snapshot snapshot(Exchange exchange) {
        return hosts.domain(exchange).snapshots().named(exchange.path("name"));
    }

    private static List<One> list(Domain domain) {
        return domain.snapshots().list(0).stream().map(SnapshotRoutes::one).toList();
    }

    private static One one(Snapshot snapshot) {
        Element xml = Element.parse(snapshot.xml(0));
        return new One(snapshot.name(), xml.child("parent").flatMap(parent -> parent.child("name")).map(Element::text), snapshot.isCurrent(),
                xml.child("state").map(Element::text).orElse(""), xml.child("creationTime").map(time -> Long.parseLong(time.text())).orElse(0L),
                xml.child("description").map(Element::text),
                xml.child("memory").flatMap(memory -> memory.attribute("snapshot")).filter(kind -> !kind.equals("no")).isPresent());
    }

    private One create(Exchange exchange) {
        Wish wish = exchange.body(Wish.class);
        if (wish.name().isBlank()) throw Problem.bad("a snapshot needs a name");
        XmlWriter xml = new XmlWriter(View.PUBLIC).start("domainsnapshot").content().element("name", wish.name());
        wish.description().ifPresent(text -> xml.element("description", text));
        xml.end();
        return one(hosts.domain(exchange).snapshots().create(xml.toString(), wish.diskOnly() ? DISK_ONLY : 0));
    }
}
