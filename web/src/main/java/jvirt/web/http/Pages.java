package jvirt.web.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Map;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The console's own files, out of its jar. A name that carries the hash of what is in it never changes and is kept by the browser. */
public final class Pages extends Handler.Abstract {
    private static final String FOLDER = "/jvirt/web/pages/";
    private static final Map<String, String> TYPES = Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8", "svg", "image/svg+xml", "woff2", "font/woff2", "woff", "font/woff", "png", "image/png",
            "ico", "image/x-icon", "json", "application/json");

    @Override public boolean handle(Request request, Response response, Callback callback) throws IOException {
        if (!request.getMethod().equals("GET")) return false;
        String path = request.getHttpURI().getCanonicalPath();
        int assets = path.indexOf("/assets/");
        String name = assets >= 0 ? path.substring(assets + 1) : path.endsWith("/") ? "index.html" : path.substring(path.lastIndexOf('/') + 1);
        String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null || name.contains("..")) return false;
        try (InputStream file = Pages.class.getResourceAsStream(FOLDER + name)) {
            if (file == null) return false;
            response.getHeaders().put("Content-Type", type);
            response.getHeaders().put("Cache-Control", assets >= 0 ? "public, max-age=31536000, immutable" : "no-cache");
            response.write(true, ByteBuffer.wrap(file.readAllBytes()), callback);
            return true;
        }
    }
}
