package jvirt.web.http;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The headers with which a browser defends the console against what a guest or another site would make of it. */
public final class Shield extends Handler.Wrapper {
    /** Nothing but our own files. Pictures may also come out of memory: a screenshot is one. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; "
            + "img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public Shield(Handler handler) {
        super(handler);
    }

    @Override public boolean handle(Request request, Response response, Callback callback) throws Exception {
        HttpFields.Mutable headers = response.getHeaders();
        headers.put("Content-Security-Policy", POLICY);
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Cross-Origin-Opener-Policy", "same-origin");
        headers.put("Cross-Origin-Resource-Policy", "same-origin");
        if (request.isSecure()) headers.put("Strict-Transport-Security", "max-age=31536000");
        return super.handle(request, response, callback);
    }
}
