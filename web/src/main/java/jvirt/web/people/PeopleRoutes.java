package jvirt.web.people;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import jvirt.web.http.Exchange;
import jvirt.web.http.Problem;
import jvirt.web.http.Route;
import jvirt.web.http.Router;

/** Logging in and out, accounts, and the audit log. */
public final class PeopleRoutes {
    /** Most entries of the audit log in one answer. */
    private static final int AUDIT_MOST = 1000;

    private final Accounts accounts;
    private final Sessions sessions;
    private final Throttle throttle;
    private final Audit audit;
    private final boolean secure;

    /** Routes; {@code secure} cookies go over TLS alone. */
    public PeopleRoutes(Accounts accounts, Sessions sessions, Throttle throttle, Audit audit, boolean secure) {
        this.accounts = accounts;
        this.sessions = sessions;
        this.throttle = throttle;
        this.audit = audit;
        this.secure = secure;
    }

    record Login(String name, String password) {}
    record NewPassword(String old, @jvirt.api.json.Key("new") String wanted) {}
    record NewAccount(String name, String password, String role) {}
    record Change(Optional<String> role, Optional<String> password) {}
    record User(String name, String role) {}
    record Told(User user, String csrf, String version) {}

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        table.open("POST", "session", this::login);
        table.get("session", exchange -> told(exchange.session().orElseThrow()));
        table.change("DELETE", "session", Role.VIEWER, "session.end", this::logout);
        table.change("POST", "session/password", Role.VIEWER, "session.password", this::ownPassword);
        table.look("accounts", Role.ADMIN, _ -> accounts.all().stream().map(account -> new User(account.name(), account.role().word())).toList());
        table.change("POST", "accounts", Role.ADMIN, "account.add", this::add);
        table.change("PUT", "accounts/{name}", Role.ADMIN, "account.change", this::change);
        table.change("DELETE", "accounts/{name}", Role.ADMIN, "account.remove", this::remove);
        table.look("audit", Role.ADMIN, exchange -> audit.last(exchange.query("limit").map(PeopleRoutes::number).orElse(100)));
    }

    private static int number(String text) {
        try {
            return Math.clamp(Integer.parseInt(text), 1, AUDIT_MOST);
        } catch (NumberFormatException e) {
            throw Problem.bad("'" + text + "' is no number");
        }
    }

    private static Told told(Session session) {
        return new Told(new User(session.name(), session.role().word()), session.csrf(), jvirt.web.Options.VERSION);
    }

    private Object login(Exchange exchange) {
        Login login = exchange.body(Login.class);
        for (String key : keys(exchange, login)) throttle.wait(key).ifPresent(left -> slowDown(exchange, left));
        Optional<Account> account = accounts.login(login.name(), login.password());
        if (account.isEmpty()) {
            keys(exchange, login).forEach(throttle::wrong);
            audit.add(login.name(), exchange.from(), "session.login", "", "denied", Optional.empty());
            throw Problem.of(401, "WRONG_PASSWORD", "the name or the password is wrong");
        }
        throttle.right(keys(exchange, login).getFirst());
        Sessions.Opened opened = sessions.open(account.get());
        audit.add(login.name(), exchange.from(), "session.login", "", "ok", Optional.empty());
        exchange.header("Set-Cookie", Router.COOKIE + "=" + opened.token() + "; HttpOnly; SameSite=Strict; Max-Age=" + Sessions.MOST.toSeconds()
                + (secure ? "; Secure" : ""));
        return told(opened.session());
    }

    private static java.util.List<String> keys(Exchange exchange, Login login) {
        return java.util.List.of("name " + login.name(), "from " + exchange.from());
    }

    private static void slowDown(Exchange exchange, Duration left) {
        long seconds = left.toSeconds() + 1;
        exchange.header("Retry-After", Long.toString(seconds));
        throw Problem.of(429, "TOO_MANY_TRIES", "too many wrong tries", "try again in " + seconds + " s");
    }

    private Object logout(Exchange exchange) {
        sessions.close(exchange.session().orElseThrow());
        exchange.header("Set-Cookie", Router.COOKIE + "=; HttpOnly; SameSite=Strict; Max-Age=0" + (secure ? "; Secure" : ""));
        return Map.of();
    }

    private Object ownPassword(Exchange exchange) {
        NewPassword wish = exchange.body(NewPassword.class);
        String name = exchange.session().orElseThrow().name();
        if (accounts.login(name, wish.old()).isEmpty()) throw Problem.of(403, "WRONG_PASSWORD", "the present password is another one");
        accounts.password(name, wish.wanted());
        return Map.of();
    }

    private Object add(Exchange exchange) {
        NewAccount wish = exchange.body(NewAccount.class);
        Account account = accounts.add(wish.name(), wish.password(), role(wish.role()));
        return new User(account.name(), account.role().word());
    }

    private Object change(Exchange exchange) {
        Change wish = exchange.body(Change.class);
        wish.role().map(PeopleRoutes::role).ifPresent(role -> accounts.role(exchange.path("name"), role));
        wish.password().ifPresent(password -> {
            accounts.password(exchange.path("name"), password);
            sessions.closeAll(exchange.path("name"));
        });
        return Map.of();
    }

    private Object remove(Exchange exchange) {
        accounts.remove(exchange.path("name"));
        sessions.closeAll(exchange.path("name"));
        return Map.of();
    }

    private static Role role(String word) {
        return Role.of(word).orElseThrow(() -> Problem.bad("'" + word + "' is none of viewer, operator, admin"));
    }
}
