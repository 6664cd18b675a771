package jvirt.rpc.server;

import java.time.Duration;

/**
 * How much one client may ask of the server.
 *
 * @param clients most connections, libvirtd's {@code max_clients}; when there are as many, the oldest that has not been opened
 *     (see {@code CONNECT_OPEN}) gives way to a new one
 * @param calls most calls of one client under way; the rest waits in its socket
 * @param sharedBytes what all clients together may have waiting, in and out, beyond 64 KiB each
 * @param outboxBytes most bytes that wait for a client to read; who is slower is cut off
 * @param streamBytes most bytes of a stream that wait on either side, before its sender is made to wait
 * @param pingAfter a silent client that understands pings gets one; {@code keepalive_interval}
 * @param pings unanswered pings after which it is cut off; {@code keepalive_count}
 * @param unknownClients most connections that have still to log in, libvirtd's {@code max_anonymous_clients}
 * @param leastWorkers libvirtd's {@code min_workers}: kept for who asks, since a thread is made for each call
 * @param mostWorkers most calls of all clients under way, libvirtd's {@code max_workers}
 */
public record Limits(int clients, int calls, long sharedBytes, int outboxBytes, int streamBytes, Duration pingAfter, int pings,
        int unknownClients, int leastWorkers, int mostWorkers) {
    /** Calls that wait are cheap: only memory bounds how many there may be. */
    private static final int WORKERS = 10_000;
    public static final Limits DEFAULT = new Limits(5000, 32, 96L << 20, 64 << 20, 1 << 20, Duration.ofSeconds(5), 5);

    /** Limits that say nothing about logins and workers. */
    public Limits(int clients, int calls, long sharedBytes, int outboxBytes, int streamBytes, Duration pingAfter, int pings) {
        this(clients, calls, sharedBytes, outboxBytes, streamBytes, pingAfter, pings, 20, 5, WORKERS);
    }
}
