package jvirt.web.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.VirtException;
import jvirt.web.json.Plain;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A request that cannot be answered as wished: an HTTP status, and in words what failed, why and what to do. */
public final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;
    /** What libvirt's codes are in HTTP; all others are the server's fault. */
    private static final Map<ErrorCode, Integer> STATUS = Map.ofEntries(
            Map.entry(ErrorCode.NO_DOMAIN, 404), Map.entry(ErrorCode.NO_NETWORK, 404), Map.entry(ErrorCode.NO_STORAGE_POOL, 404),
            Map.entry(ErrorCode.NO_STORAGE_VOL, 404), Map.entry(ErrorCode.NO_DOMAIN_SNAPSHOT, 404),
            Map.entry(ErrorCode.ACCESS_DENIED, 403), Map.entry(ErrorCode.OPERATION_DENIED, 403),
            Map.entry(ErrorCode.OPERATION_INVALID, 409), Map.entry(ErrorCode.OPERATION_FAILED, 409),
            Map.entry(ErrorCode.INVALID_ARG, 400), Map.entry(ErrorCode.XML_ERROR, 400), Map.entry(ErrorCode.XML_DETAIL, 400),
            Map.entry(ErrorCode.CONFIG_UNSUPPORTED, 422), Map.entry(ErrorCode.NO_SUPPORT, 501));

    /** What the browser is told. */
    public record Told(int status, String code, String message, Optional<String> hint) {}

    private final transient Told told;

    private Problem(Told told, Throwable cause) {
        super(told.message(), cause);
        this.told = told;
    }

    /** A refusal of our own. */
    public static Problem of(int status, String code, String message) {
        return new Problem(new Told(status, code, message, Optional.empty()), null);
    }

    /** A refusal that says what to do about it. */
    public static Problem of(int status, String code, String message, String hint) {
        return new Problem(new Told(status, code, message, Optional.of(hint)), null);
    }

    /** What a daemon refused. */
    public static Problem of(VirtException e) {
        return new Problem(new Told(STATUS.getOrDefault(e.code(), 500), e.code().name(), e.getMessage(), Optional.empty()), e);
    }

    /** What the path or the body names is not there. */
    public static Problem missing(String what) {
        return of(404, "NOT_FOUND", what);
    }

    /** The request itself is wrong. */
    public static Problem bad(String what) {
        return of(400, "BAD_REQUEST", what);
    }

    /** What the server itself refuses, or nobody has answered: in the same form as all else, and without its inner words. */
    public static boolean unhandled(Request request, Response response, Callback callback) {
        int status = response.getStatus() < HttpStatus.BAD_REQUEST_400 ? HttpStatus.NOT_FOUND_404 : response.getStatus();
        response.setStatus(status);
        response.getHeaders().put("Content-Type", "application/json");
        byte[] body = of(status, "HTTP", HttpStatus.getMessage(status)).body().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    /** The HTTP status. */
    public int status() {
        return told.status();
    }

    String body() {
        return Plain.of(Map.of("error", told)).toString();
    }
}
