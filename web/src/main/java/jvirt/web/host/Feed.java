package jvirt.web.host;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import jvirt.web.json.Plain;

/** Tells all listeners what changed. One that reads too slowly is let go: its page opens the stream again and fetches anew. */
public final class Feed {
    /** What one listener may have waiting: a host with a thousand machines tells of each of them at its start. */
    private static final int WAITING = 20_000;

    /** One thing to tell, as it goes over the wire. */
    public record Message(String event, String data) {}

    private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();

    /** Tells everybody. */
    void tell(String event, Object what) {
        if (listeners.isEmpty()) return;
        Message message = new Message(event, Plain.of(what).toString());
        for (Listener listener : listeners) listener.put(message);
    }

    /** Whether anybody listens. */
    boolean heard() {
        return !listeners.isEmpty();
    }

    /** Listens from now on. */
    public Listener listen() {
        Listener listener = new Listener();
        listeners.add(listener);
        return listener;
    }

    /** One page that is open somewhere. */
    public final class Listener implements AutoCloseable {
        private final BlockingQueue<Message> queue = new ArrayBlockingQueue<>(WAITING);
        private volatile boolean lost;

        private void put(Message message) {
            if (!queue.offer(message)) lost = true;
        }

        /** The next message, if one comes in time. */
        public Optional<Message> next(Duration limit) throws InterruptedException {
            return Optional.ofNullable(queue.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
        }

        /** Whether a message had no room. */
        public boolean lost() {
            return lost;
        }

        @Override public void close() {
            listeners.remove(this);
        }
    }
}
