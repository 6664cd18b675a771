package jvirt.web.console;

import java.util.List;
import java.util.Optional;
import jvirt.api.VirtException;
import jvirt.client.Domain;
import jvirt.web.host.Hosts;
import jvirt.web.http.Problem;
import jvirt.web.http.Router;
import jvirt.web.people.Audit;
import jvirt.web.people.Role;
import jvirt.web.people.Session;
import jvirt.web.people.Sessions;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.websocket.server.ServerWebSocketContainer;

/**
 * Opens a console where a WebSocket is asked for: {@code api/machines/HOST/UUID/vnc} and {@code .../serial/ALIAS}. A browser lets any page
 * open a WebSocket with our cookie, so one whose origin is another host's is refused.
 */
public final class Upgrades extends Handler.Abstract {
    private final Hosts hosts;
    private final Sessions sessions;
    private final Audit audit;
    private final ServerWebSocketContainer container;

    public Upgrades(Hosts hosts, Sessions sessions, Audit audit, ServerWebSocketContainer container) {
        this.container = container;
        this.hosts = hosts;
        this.sessions = sessions;
        this.audit = audit;
    }

    @Override public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (!"websocket".equalsIgnoreCase(request.getHeaders().get("Upgrade"))) return false;
        try {
            Session session = Router.session(request, sessions).orElseThrow(() -> Problem.of(401, "NOT_LOGGED_IN", "log in first"));
            admit(request, session);
            Object endpoint = endpoint(Router.below(request).orElseThrow(() -> Problem.missing("there is no console")));
            audit.add(session.name(), Request.getRemoteAddr(request), "console.open", request.getHttpURI().getPath(), "ok", Optional.empty());
            return container.upgrade((_, upgrade, _) -> {
                if (request.getHeaders().contains("Sec-WebSocket-Protocol", "binary")) upgrade.setAcceptedSubProtocol("binary");
                return endpoint;
            }, request, response, callback);
        } catch (Problem problem) {
            Response.writeError(request, response, callback, problem.status(), problem.getMessage());
        } catch (VirtException e) {
            Response.writeError(request, response, callback, Problem.of(e).status(), e.getMessage());
        }
        return true;
    }

    private static void admit(Request request, Session session) {
        String origin = request.getHeaders().get("Origin");
        String host = request.getHeaders().get("Host");
        if (origin == null || host == null || !origin.substring(origin.indexOf("://") + 3).equalsIgnoreCase(host)) {
            throw Problem.of(403, "ORIGIN", "a console opens only from this console's own pages");
        }
        if (session.role().compareTo(Role.OPERATOR) < 0) throw Problem.of(403, "ROLE", "consoles need the role " + Role.OPERATOR.word());
    }

    private Object endpoint(List<String> path) {
        if (path.size() < 4 || !path.getFirst().equals("machines")) throw Problem.missing("there is no console");
        Domain domain = hosts.named(path.get(1)).connection().domains().withUuid(Hosts.uuid(path.get(2)));
        if (path.size() == 4 && path.get(3).equals("vnc")) return Screen.of(domain);
        if (path.size() == 5 && path.get(3).equals("serial")) return new SerialPort(domain.openConsole(path.get(4), 0));
        throw Problem.missing("there is no console");
    }
}
