package jvirt.web.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.web.people.Role;

/**
 * One thing that can be asked for.
 *
 * @param path below {@code api/}; a part in braces stands for anything
 * @param role the least that one has to be; empty for what anybody may ask
 * @param audit what the audit log calls it; empty for what changes nothing
 */
public record Route(String method, List<String> path, Optional<Role> role, Optional<String> audit, Handler handler) {
    /** What a route does. It answers with a value, which goes out as JSON, or itself and with {@link #ANSWERED}. */
    @FunctionalInterface public interface Handler {
        Object handle(Exchange exchange) throws IOException;
    }

    /** The handler has written its answer. */
    public static final Object ANSWERED = new Object();

    /** Routes in the order in which they were added. */
    public static final class Table {
        private final List<Route> routes = new ArrayList<>();

        /** Something to look at. */
        public void get(String path, Handler handler) {
            routes.add(new Route("GET", parts(path), Optional.of(Role.VIEWER), Optional.empty(), handler));
        }

        /** Something that changes a host or an account, and is written down. */
        public void change(String method, String path, Role role, String audit, Handler handler) {
            routes.add(new Route(method, parts(path), Optional.of(role), Optional.of(audit), handler));
        }

        /** Something for those who are {@code role} at least. */
        public void look(String path, Role role, Handler handler) {
            routes.add(new Route("GET", parts(path), Optional.of(role), Optional.empty(), handler));
        }

        /** Something that needs no session. */
        public void open(String method, String path, Handler handler) {
            routes.add(new Route(method, parts(path), Optional.empty(), Optional.empty(), handler));
        }

        private static List<String> parts(String path) {
            return List.of(path.split("/"));
        }

        /** All of them. */
        public List<Route> all() {
            return List.copyOf(routes);
        }

        /** The route of a path, and what the braces stand for. */
        Optional<Found> find(String method, List<String> path) {
            return routes.stream().filter(route -> route.method.equals(method))
                    .flatMap(route -> route.match(path).map(values -> new Found(route, values)).stream()).findFirst();
        }

        /** Whether the path is known under any method. */
        boolean knows(List<String> path) {
            return routes.stream().anyMatch(route -> route.match(path).isPresent());
        }
    }

    /** A route and the values of its path. */
    record Found(Route route, Map<String, String> values) {}

    private Optional<Map<String, String>> match(List<String> asked) {
        if (asked.size() != path.size()) return Optional.empty();
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < asked.size(); i++) {
            String part = path.get(i);
            if (part.startsWith("{")) values.put(part.substring(1, part.length() - 1), asked.get(i));
            else if (!part.equals(asked.get(i))) return Optional.empty();
        }
        return Optional.of(values);
    }
}
