package jvirt.qemu.migration;

import java.util.Optional;

/** The other host of a migration that this host carries out alone, by way of its daemon. Calls wait for it. */
public interface Destination extends AutoCloseable {
    /** What a daemon may be able to do. */
    enum Ability { PEER_TO_PEER, PARAMETERS, OFFLINE }

    /** Opens connections to other daemons. */
    @FunctionalInterface
    interface Opener {
        Destination open(String uri);
    }

    /** Something that is ready for the guest. */
    record Prepared(Optional<String> cookie, Optional<String> uri) {}

    /** The way into the other host's QEMU by way of its daemon. */
    interface Tunnel {
        /** The other host's cookie. */
        Optional<String> cookie();

        void send(byte[] data);

        /** All was sent. */
        void finish();

        void abort();
    }

    boolean can(Ability ability);

    Prepared prepare(Request request, Optional<String> cookie);

    Tunnel prepareTunnel(Request request, Optional<String> cookie);

    /** Ends it there: the guest runs, or an error says that it does not. */
    Optional<String> finish(Request request, Optional<String> cookie, boolean cancelled);

    /** Whether the daemon still answers. */
    boolean alive();

    @Override
    void close();
}
