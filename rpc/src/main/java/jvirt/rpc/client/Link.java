package jvirt.rpc.client;

import java.time.Duration;
import java.util.Optional;
import jvirt.rpc.call.Call;
import jvirt.rpc.call.Event;

/** How calls reach a driver: over a wire, or within the process. */
public interface Link extends AutoCloseable {
    /** Makes a call and waits for what comes back. */
    <R> R call(Call<R> call);

    /** A stream that a call can open. */
    Stream stream();

    /** Makes a call that opens {@code stream}. */
    <R> R call(Call<R> call, Stream stream);

    /** The next event, if one comes in time. Events that came before the first call of this method are kept, too. */
    Optional<Event> event(Duration limit);

    /** Whether calls can still be made. */
    boolean alive();

    /** Checks every {@code interval} seconds that the other side is there; {@code count} missing answers end the link. */
    void keepAlive(int interval, int count);

    @Override void close();
}
