package jvirt.conformance.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import jvirt.api.json.Json;

/** {@code jvirt web} of this checkout on a free port, and its admin logged in. */
final class WebConsole implements AutoCloseable {
    private static final Path CHECKOUT = Path.of(System.getProperty("jvirt.root", "..")).toAbsolutePath().normalize();

    private final Process process;
    private final String address;
    private final String password;
    private final HttpClient http;
    private final Visitor admin;

    private WebConsole(Process process, String address, String password, HttpClient http) throws Exception {
        this.process = process;
        this.address = address;
        this.password = password;
        this.http = http;
        this.admin = login("admin", password);
    }

    static WebConsole start(Path root, String uri) throws Exception {
        Process process = new ProcessBuilder(CHECKOUT.resolve("bin/jvirt").toString(), "web", "--root", root.toString(), "--port", "0", "--connect", uri)
                .redirectError(root.resolveSibling("web.err").toFile()).start();
        BufferedReader out = process.inputReader();
        String address = out.readLine();
        assertTrue(address != null && address.startsWith("jvirt web: https://"), () -> "jvirt web said " + address);
        String login = out.readLine();
        String password = login.substring(login.lastIndexOf(' ') + 1);
        HttpClient http = HttpClient.newBuilder().sslContext(trusting(root.resolve("certificate.pem"))).build();
        return new WebConsole(process, address.substring("jvirt web: ".length()), password, http);
    }

    /** The console's own certificate is the one authority: the browser's exception, said in code. */
    private static SSLContext trusting(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, new char[0]);
        try (var in = java.nio.file.Files.newInputStream(certificate)) {
            known.setCertificateEntry("console", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    String address() {
        return address;
    }

    String password() {
        return password;
    }

    HttpClient http() {
        return http;
    }

    Visitor admin() {
        return admin;
    }

    Visitor login(String name, String word) throws Exception {
        Visitor nobody = new Visitor("", "");
        HttpResponse<String> answer = nobody.send("POST", "session", Json.object().with("name", name).with("password", word).toString());
        assertEquals(200, answer.statusCode(), answer.body());
        String cookie = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new Visitor(cookie.substring(0, cookie.indexOf(';')), Json.parse(answer.body()).asObject().string("csrf"));
    }

    /** Somebody with a browser: a cookie, and the token that the pages send. */
    final class Visitor {
        private final String cookie;
        private final String csrf;

        Visitor(String cookie, String csrf) {
            this.cookie = cookie;
            this.csrf = csrf;
        }

        String cookie() {
            return cookie;
        }

        Visitor withToken(String other) {
            return new Visitor(cookie, other);
        }

        HttpRequest.Builder request(String path) {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "api/" + path));
            if (!cookie.isEmpty()) request.header("Cookie", cookie);
            if (!csrf.isEmpty()) request.header("X-CSRF-Token", csrf);
            return request;
        }

        HttpResponse<String> send(String method, String path, String body) throws Exception {
            return http.send(request(path).method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        }

        /** What must succeed. */
        Json ok(String method, String path, String body) throws Exception {
            HttpResponse<String> answer = send(method, path, body);
            assertEquals(200, answer.statusCode(), () -> method + " " + path + ": " + answer.body());
            return Json.parse(answer.body());
        }

        Json get(String path) throws Exception {
            return ok("GET", path, "");
        }

        /** What must be refused: with which status, and the code. */
        String refused(int status, String method, String path, String body) throws Exception {
            HttpResponse<String> answer = send(method, path, body);
            assertEquals(status, answer.statusCode(), () -> method + " " + path + ": " + answer.body());
            return Json.parse(answer.body()).asObject().object("error").string("code");
        }

        /** Waits until what is at the path has this in it. */
        Json await(String path, String wanted) throws Exception {
            for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);; Thread.sleep(100)) {
                Json now = get(path);
                if (now.toString().contains(wanted)) return now;
                assertTrue(System.nanoTime() < end, () -> "no " + wanted + " in " + now);
            }
        }
    }

    /** The members called {@code name} of a list of objects. */
    static List<String> all(Json list, String name) {
        List<String> found = new ArrayList<>();
        for (Json one : list.asList()) found.add(one.asObject().string(name));
        return found;
    }

    @Override public void close() {
        process.destroy();
        process.onExit().completeOnTimeout(process, 20, TimeUnit.SECONDS).join().destroyForcibly();
    }
}
