package jvirt.conformance.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import jvirt.api.json.Json;
import jvirt.conformance.machine.LiveDaemon;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, who may do what, and what an attacker gets. */
class WebAccessIT {
    private static final String MACHINE = "<domain type='qemu'><name>&lt;img src=x onerror=alert(1)&gt;</name><memory>65536</memory>"
            + "<os><type arch='x86_64'>hvm</type></os></domain>";

    @TempDir private Path dir;
    private LiveDaemon daemon;
    private WebConsole web;
    private WebConsole.Visitor admin;

    @BeforeEach void start() throws Exception {
        daemon = LiveDaemon.start(dir.resolve("d"));
        web = WebConsole.start(dir.resolve("web"), daemon.uri());
        admin = web.admin();
        admin.await("hosts", "\"connected\":true");
    }

    @AfterEach void stop() throws Exception {
        if (web != null) web.close();
        if (daemon != null) daemon.close();
    }

    private WebConsole.Visitor account(String name, String role) throws Exception {
        admin.ok("POST", "accounts", Json.object().with("name", name).with("password", "a password").with("role", role).toString());
        return web.login(name, "a password");
    }

    private static String machine() {
        return Json.object().with("host", "local").with("xml", MACHINE).toString();
    }

    @Test void rolesHold() throws Exception {
        WebConsole.Visitor viewer = account("viv", "viewer");
        WebConsole.Visitor operator = account("olga", "operator");
        assertEquals("ROLE", viewer.refused(403, "POST", "machines", machine()));
        assertEquals("ROLE", operator.refused(403, "POST", "machines", machine()));
        String path = "machines/local/" + admin.ok("POST", "machines", machine()).asObject().string("uuid");
        assertEquals("ROLE", viewer.refused(403, "POST", path + "/actions", "{\"action\":\"start\"}"));
        assertTrue(viewer.get(path).toString().contains("onerror"), "a name is data, and goes as data");
        operator.ok("POST", path + "/actions", "{\"action\":\"start\"}");
        operator.ok("POST", path + "/actions", "{\"action\":\"destroy\"}");
        assertEquals("ROLE", operator.refused(403, "DELETE", path, "{\"disks\":[]}"));
        assertEquals("ROLE", viewer.refused(403, "GET", "accounts", ""));
        assertTrue(admin.get("audit").toString().contains("\"who\":\"viv\",\"from\":\"127.0.0.1\",\"what\":\"machine.action\""), "tries are written down");
        admin.ok("PUT", "accounts/olga", "{\"role\":\"viewer\"}");
        assertEquals("ROLE", operator.refused(403, "POST", path + "/actions", "{\"action\":\"start\"}"), "a role counts from the moment it is given");
        admin.ok("DELETE", "accounts/olga", "");
        assertEquals("NOT_LOGGED_IN", operator.refused(401, "GET", "machines", ""));
        assertEquals("LAST_ADMIN", admin.refused(409, "DELETE", "accounts/admin", ""));
    }

    @Test void changesNeedTheToken() throws Exception {
        assertEquals("CSRF", admin.withToken("").refused(403, "POST", "machines", machine()));
        assertEquals("CSRF", admin.withToken("guess").refused(403, "POST", "machines", machine()));
        assertEquals("[]", admin.get("machines").toString());
    }

    @Test void loginGivesANewSessionAndLogoutEndsIt() throws Exception {
        HttpRequest planted = HttpRequest.newBuilder(URI.create(web.address() + "api/session")).header("Cookie", "jvirt-session=planted")
                .POST(HttpRequest.BodyPublishers.ofString(Json.object().with("name", "admin").with("password", web.password()).toString())).build();
        HttpResponse<String> answer = web.http().send(planted, HttpResponse.BodyHandlers.ofString());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        assertTrue(!cookie.contains("planted") && cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && cookie.contains("Secure"), cookie);
        WebConsole.Visitor visitor = web.login("admin", web.password());
        visitor.ok("DELETE", "session", "");
        assertEquals("NOT_LOGGED_IN", visitor.refused(401, "GET", "machines", ""));
        admin.get("machines");
    }

    @Test void guessingIsSlowedDown() throws Exception {
        WebConsole.Visitor nobody = web.new Visitor("", "");
        String wrong = Json.object().with("name", "admin").with("password", "not this").toString();
        for (int i = 0; i < 5; i++) assertEquals("WRONG_PASSWORD", nobody.refused(401, "POST", "session", wrong));
        HttpResponse<String> slowed = nobody.send("POST", "session", wrong);
        assertEquals(429, slowed.statusCode());
        assertTrue(slowed.headers().firstValue("Retry-After").isPresent());
        admin.get("machines");    // who is logged in goes on
    }

    @Test void nothingIsServedFromOutsideThePages() throws Exception {
        for (String path : new String[] {"assets/../../../../etc/passwd", "assets/%2e%2e/%2e%2e/module-info.class", "api/", "nothing.html"}) {
            HttpResponse<String> answer = web.http().send(HttpRequest.newBuilder(URI.create(web.address() + path)).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(answer.statusCode() >= 400, path + ": " + answer.statusCode());
        }
        HttpResponse<String> page = web.http().send(HttpRequest.newBuilder(URI.create(web.address())).build(), HttpResponse.BodyHandlers.ofString());
        String policy = page.headers().firstValue("Content-Security-Policy").orElseThrow();
        assertTrue(policy.contains("default-src 'none'") && !policy.contains("unsafe"), policy);
    }

    @Test void oversizedAndBrokenBodiesAreRefused() throws Exception {
        assertEquals("BODY_TOO_LARGE", admin.refused(413, "POST", "machines", "x".repeat(5 << 20)));
        assertEquals("BAD_REQUEST", admin.refused(400, "POST", "machines", "{"));
        assertEquals("BAD_REQUEST", admin.refused(400, "GET", "machines/local/not-a-uuid", ""));
        assertEquals("NOT_FOUND", admin.refused(404, "GET", "machines/elsewhere/1d2bccb3-b2e6-413e-add2-6b33c5eb03fd", ""));
        assertEquals("NO_DOMAIN", admin.refused(404, "GET", "machines/local/1d2bccb3-b2e6-413e-add2-6b33c5eb03fd", ""));
    }
}
