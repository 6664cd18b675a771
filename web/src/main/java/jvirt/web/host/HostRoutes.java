package jvirt.web.host;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import jvirt.web.http.Exchange;
import jvirt.web.http.Route;

/** Hosts, the list of all machines, and the stream of what changes. */
public final class HostRoutes {
    /** A comment now and then tells both sides that the other is there. */
    private static final Duration BREATH = Duration.ofSeconds(15);

    private final Hosts hosts;

    public HostRoutes(Hosts hosts) {
        this.hosts = hosts;
    }

    /** Adds the routes. */
    public void addTo(Route.Table table) {
        table.get("hosts", _ -> hosts.all().stream().map(Host::facts).toList());
        table.get("machines", _ -> hosts.all().stream().flatMap(host -> host.machines().stream()).toList());
        table.get("events", this::events);
    }

    private Object events(Exchange exchange) throws IOException {
        exchange.header("X-Accel-Buffering", "no");
        try (Feed.Listener listener = hosts.feed().listen(); OutputStream out = exchange.answer("text/event-stream")) {
            write(out, ": jvirt\n\n");
            while (!listener.lost()) {
                Optional<Feed.Message> message = listener.next(BREATH);
                write(out, message.map(one -> "event: " + one.event() + "\ndata: " + one.data() + "\n\n").orElse(": still here\n\n"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            // the page was closed
        }
        return Route.ANSWERED;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }
}
