package jvirt.rpc.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory that all clients share. Each has a little of its own ({@link Share#OWN}); what it needs beyond that, for a large
 * message or because it reads slowly, it borrows here, so that many clients together cannot ask for more than one could.
 */
final class Budget {
    private final AtomicLong left;

    Budget(long bytes) {
        left = new AtomicLong(bytes);
    }

    /** One buffer's part of the budget. Not for several threads: its buffer's lock is its own. */
    final class Share {
        /** What every buffer has without asking: most messages are smaller. */
        static final int OWN = 64 << 10;

        private long borrowed;

        /** The buffer now holds so many bytes; false, and nothing changed, when there is not so much to be had. */
        boolean holds(long bytes) {
            long wanted = Math.max(0, bytes - OWN);
            long more = wanted - borrowed;
            if (more > 0 && left.addAndGet(-more) < 0) {
                left.addAndGet(more);
                return false;
            }
            if (more < 0) left.addAndGet(-more);
            borrowed = wanted;
            return true;
        }
    }

    Share share() {
        return new Share();
    }

    /** What nobody has borrowed. */
    long left() {
        return left.get();
    }
}
