package jvirt.web.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutionException;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;

/**
 * Bytes between a WebSocket and something else. Both directions wait for whoever is slower: what the guest says is read when the browser
 * has taken what came before, and the browser's next frame is asked for when the guest has taken the last one. Public, since Jetty calls
 * it by method handles.
 */
public abstract class Pipe implements Session.Listener {
    private static final int GOING_AWAY = 1001, FAILED = 1011;
    private volatile Session session;

    /** The next bytes from the guest; none at the end. */
    abstract byte[] read() throws IOException;

    /** Bytes for the guest. */
    abstract void write(byte[] bytes) throws IOException;

    /** Ends the guest's side. */
    abstract void end();

    @Override public void onWebSocketOpen(Session opened) {
        session = opened;
        Thread.ofVirtual().name("console").start(this::follow);
        opened.demand();
    }

    private void follow() {
        try {
            for (byte[] bytes = read(); bytes.length > 0 && session.isOpen(); bytes = read()) {
                var sent = new Callback.Completable();
                session.sendBinary(ByteBuffer.wrap(bytes), sent);
                sent.get();
            }
            session.close(GOING_AWAY, "the guest's side has ended", Callback.NOOP);
        } catch (IOException | RuntimeException e) {
            session.close(FAILED, "the guest's side failed", Callback.NOOP);
        } catch (ExecutionException | InterruptedException _) {
            session.disconnect();
        } finally {
            end();
        }
    }

    @Override public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        callback.succeed();
        Thread.ofVirtual().name("console input").start(() -> {
            try {
                write(bytes);
                session.demand();
            } catch (IOException | RuntimeException e) {
                session.close(FAILED, "the guest's side failed", Callback.NOOP);
            }
        });
    }

    @Override public void onWebSocketClose(int status, String reason, Callback callback) {
        end();
        callback.succeed();
    }

    @Override public void onWebSocketError(Throwable cause) {
        end();
    }
}
