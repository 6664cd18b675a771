package jvirt.rpc.server;

import java.time.Instant;

/** A client of a server, as the server's administrator sees it. */
public interface Client {
    /** By what it came; in the order of {@code virClientTransport}. */
    enum Transport { UNIX, TCP, TLS }

    /** Rises with the order in which clients came, and is never given again. */
    long number();

    /** When it came. */
    Instant since();

    Transport transport();

    /** Its address and port, where it is not on a Unix socket; as in {@code 192.0.2.1:4711}. */
    String address();

    Identity identity();

    /** Whether it may only look. */
    boolean looksOnly();

    /** Cuts it off. */
    void close();
}
