package jvirt.web.host;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.UUID;
import jvirt.client.Domain;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;

/** The daemons, by the names that they have in this console. */
public final class Hosts implements AutoCloseable {
    private final SequencedMap<String, Host> byId = new LinkedHashMap<>();
    private final Feed feed = new Feed();

    /** Connects to each of {@code uris}, by name. */
    public Hosts(SequencedMap<String, String> uris) {
        uris.forEach((id, uri) -> byId.put(id, new Host(id, uri, feed)));
    }

    /** Where changes are told. */
    public Feed feed() {
        return feed;
    }

    /** All of them, in the order in which they were given. */
    public List<Host> all() {
        return List.copyOf(byId.values());
    }

    /** The host of a name. */
    public Host named(String id) {
        Host host = byId.get(id);
        if (host == null) throw Problem.missing("there is no host " + id);
        return host;
    }

    /** The host that a path names. */
    public Host of(Exchange exchange) {
        return named(exchange.path("host"));
    }

    /** The machine that a path names. */
    public Domain domain(Exchange exchange) {
        return of(exchange).connection().domains().withUuid(uuid(exchange));
    }

    /** The UUID in a path. */
    public static UUID uuid(Exchange exchange) {
        return uuid(exchange.path("uuid"));
    }

    /** The UUID that a text is. */
    public static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.bad("'" + text + "' is no UUID");
        }
    }

    @Override public void close() {
        byId.values().forEach(Host::close);
    }
}
