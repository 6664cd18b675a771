package jvirt.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import jvirt.api.json.Json;
import jvirt.api.json.JsonBinding;
import jvirt.api.json.JsonException;
import jvirt.web.people.Session;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** One request while it is answered: who asks, what the path and the body say, and where the answer goes. */
public final class Exchange {
    /** Most bytes of a body that is read whole: a domain's XML is some tens of kilobytes. */
    private static final int BODY_MAX = 4 << 20;

    private final Request request;
    private final Response response;
    private final Map<String, String> path;
    private final Optional<Session> session;
    private Optional<String> noted = Optional.empty();

    Exchange(Request request, Response response, Map<String, String> path, Optional<Session> session) {
        this.request = request;
        this.response = response;
        this.path = path;
        this.session = session;
    }

    /** Whose session this is; a route that needs no role may have none. */
    public Optional<Session> session() {
        return session;
    }

    /** Says in a word what exactly is done, for the audit log. */
    public void note(String what) {
        noted = Optional.of(what);
    }

    Optional<String> noted() {
        return noted;
    }

    /** The part of the path that the route calls {@code name}. */
    public String path(String name) {
        return path.get(name);
    }

    /** A value of the query. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(Request.extractQueryParameters(request).getValue(name));
    }

    /** The address that the request came from. */
    public String from() {
        return Request.getRemoteAddr(request);
    }

    /** How many bytes the body has; negative where the client does not say. */
    public long length() {
        return request.getLength();
    }

    /** The body as it comes. */
    public InputStream stream() {
        return Content.Source.asInputStream(request);
    }

    /** The body as text. */
    public String text() {
        try (InputStream in = stream()) {
            byte[] bytes = in.readNBytes(BODY_MAX + 1);
            if (bytes.length > BODY_MAX) throw Problem.of(413, "BODY_TOO_LARGE", "the body is larger than " + BODY_MAX + " bytes");
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Problem.bad("the body is broken: " + e.getMessage());
        }
    }

    /** The body as a record. */
    public <T extends Record> T body(Class<T> type) {
        try {
            return JsonBinding.read(type, Json.parse(text()));
        } catch (JsonException e) {
            throw Problem.bad(e.getMessage());
        }
    }

    /** A header of the answer. */
    public void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Answers with bytes that were made before. */
    public void answer(String type, byte[] bytes) throws IOException {
        header("Content-Type", type);
        Content.Sink.write(response, true, ByteBuffer.wrap(bytes));
    }

    /** Answers with bytes as they come; whoever writes closes. */
    public OutputStream answer(String type) {
        header("Content-Type", type);
        return Content.Sink.asOutputStream(response);
    }
}
