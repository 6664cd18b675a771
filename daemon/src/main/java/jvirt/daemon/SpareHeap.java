package jvirt.daemon;

import java.time.Duration;

/**
 * Gives back to the host what a busy time has left. The heap grows by objects that lived a little too long, and shrinks only when
 * it is collected in full, for which a daemon that has become quiet has no reason of its own.
 */
final class SpareHeap {
    /** How often it is looked at: somebody who looks at the daemon's size some time after the work finds it small again. */
    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** A heap of this size is none to speak of: twice what the daemon begins with ({@code -Xms} in tools/jvirtd.options). */
    private static final long SMALL = 32 << 20;
    /** What a quiet daemon may allocate within a pause: half of its young generation, so that this is no time of collections. */
    private static final long QUIET = 4 << 20;
    /** After so many quiet looks a heap that is still large is collected again: clients may have gone since. */
    private static final int AGAIN = 6;

    /** The heap at one moment, in bytes: what it takes of the host, and what of it is in use or waits to be collected. */
    record Heap(long size, long used) {
        static Heap now() {
            Runtime runtime = Runtime.getRuntime();
            long size = runtime.totalMemory();
            return new Heap(size, size - runtime.freeMemory());
        }

        /** Whether it is so large that a full collection is worth its pause. */
        boolean large() {
            return size > SMALL;
        }

        /** Whether little has been allocated since {@code before}, and nothing was collected. */
        boolean quietSince(Heap before) {
            long allocated = used - before.used;
            return allocated >= 0 && allocated <= QUIET;
        }
    }

    private SpareHeap() {}

    /** Begins, and returns at once. */
    static void watch() {
        Thread.ofVirtual().name("spare heap").start(() -> {
            try {
                Heap before = Heap.now();
                int quiet = 0;
                while (true) {
                    Thread.sleep(PAUSE);
                    Heap now = Heap.now();
                    quiet = now.quietSince(before) ? quiet + 1 : 0;
                    if (now.large() && quiet % AGAIN == 1) {
                        System.gc();
                        now = Heap.now();
                    }
                    before = now;
                }
            } catch (InterruptedException _) {
                // the daemon ends anyway
            }
        });
    }
}
