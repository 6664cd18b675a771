package jvirt.web.http;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.web.json.Plain;
import jvirt.web.people.Audit;
import jvirt.web.people.Role;
import jvirt.web.people.Session;
import jvirt.web.people.Sessions;
import org.eclipse.jetty.http.HttpCookie;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers what is asked below {@code api/}. A request that changes something must carry the session's token in a header, which a page of
 * another site can neither read nor send; a role that is not enough ends it before the route runs; both are written to the audit log.
 */
public final class Router extends Handler.Abstract {
    /** The session's cookie: not for scripts, not from other sites. */
    public static final String COOKIE = "jvirt-session";
    private static final System.Logger LOG = System.getLogger("jvirt.web");

    private final Route.Table table;
    private final Sessions sessions;
    private final Audit audit;

    public Router(Route.Table table, Sessions sessions, Audit audit) {
        this.table = table;
        this.sessions = sessions;
        this.audit = audit;
    }

    @Override public boolean handle(Request request, Response response, Callback callback) {
        Optional<List<String>> path = below(request);
        if (path.isEmpty()) return false;
        try {
            response.getHeaders().put("Cache-Control", "no-store");
            answer(request, response, path.get());
            callback.succeeded();
        } catch (Problem problem) {
            refuse(response, callback, problem);
        } catch (VirtException e) {
            refuse(response, callback, Problem.of(e));
        } catch (Exception e) {
            LOG.log(System.Logger.Level.ERROR, request.getMethod() + " " + request.getHttpURI().getPath(), e);
            refuse(response, callback, Problem.of(500, "INTERNAL_ERROR", "the console failed; its log says why"));
        }
        return true;
    }

    /** The parts of the path after {@code api}, wherever a proxy has put it. */
    public static Optional<List<String>> below(Request request) {
        List<String> parts = Arrays.stream(request.getHttpURI().getPath().split("/")).skip(1)
                .map(part -> URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8)).toList();
        int api = parts.indexOf("api");
        return api < 0 ? Optional.empty() : Optional.of(parts.subList(api + 1, parts.size()));
    }

    /** The session that the request's cookie names. */
    public static Optional<Session> session(Request request, Sessions sessions) {
        return Request.getCookies(request).stream().filter(cookie -> cookie.getName().equals(COOKIE)).map(HttpCookie::getValue)
                .flatMap(token -> sessions.of(token).stream()).findFirst();
    }

    private void answer(Request request, Response response, List<String> path) throws Exception {
        Route.Found found = table.find(request.getMethod(), path).orElseThrow(() -> table.knows(path)
                ? Problem.of(405, "METHOD_NOT_ALLOWED", request.getMethod() + " is nothing that " + String.join("/", path) + " answers")
                : Problem.missing("there is no " + String.join("/", path)));
        Optional<Session> session = session(request, sessions);
        Route route = found.route();
        Exchange exchange = new Exchange(request, response, found.values(), session);
        try {
            route.role().ifPresent(role -> admit(request, session, role));
            Object answer = route.handler().handle(exchange);
            note(exchange, found, "ok", exchange.noted());
            if (answer != Route.ANSWERED) write(response, answer);
        } catch (Problem | VirtException e) {
            boolean denied = e instanceof Problem problem && problem.status() == 403;
            note(exchange, found, denied ? "denied" : "failed", Optional.of(exchange.noted().map(what -> what + ": ").orElse("") + e.getMessage()));
            throw e;
        }
    }

    private static void admit(Request request, Optional<Session> session, Role role) {
        Session who = session.orElseThrow(() -> Problem.of(401, "NOT_LOGGED_IN", "log in first"));
        if (!request.getMethod().equals("GET") && !who.csrf().equals(request.getHeaders().get("X-CSRF-Token"))) {
            throw Problem.of(403, "CSRF", "the request lacks the session's X-CSRF-Token");
        }
        if (who.role().compareTo(role) < 0) {
            throw Problem.of(403, "ROLE", "this needs the role " + role.word() + "; " + who.name() + " is " + who.role().word());
        }
    }

    private void note(Exchange exchange, Route.Found found, String outcome, Optional<String> detail) {
        found.route().audit().ifPresent(what -> audit.add(exchange.session().map(Session::name).orElse("-"), exchange.from(), what,
                String.join("/", found.values().values()), outcome, detail));
    }

    private static void write(Response response, Object answer) throws java.io.IOException {
        response.getHeaders().put("Content-Type", "application/json");
        org.eclipse.jetty.io.Content.Sink.write(response, true, bytes(Plain.of(answer).toString()));
    }

    private static void refuse(Response response, Callback callback, Problem problem) {
        if (response.isCommitted()) {
            callback.failed(problem);
            return;
        }
        response.setStatus(problem.status());
        response.getHeaders().put("Content-Type", "application/json");
        response.write(true, bytes(problem.body()), callback);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
