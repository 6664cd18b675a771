package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jvirt.daemon.SpareHeap.Heap;
import org.junit.jupiter.api.Test;

class SpareHeapTest {
    private static final int MIB = 1 << 20;

    @Test
    void aHeapThatIsHardlyUsedIsQuiet() {
        assertTrue(heap(200, 150).quietSince(heap(200, 149)));
        assertFalse(heap(200, 150).quietSince(heap(200, 140)), "much was allocated");
        assertFalse(heap(200, 140).quietSince(heap(200, 150)), "a collection was due in between");
    }

    @Test
    void aSmallHeapIsLeftAlone() {
        assertTrue(heap(200, 150).large());
        assertFalse(heap(20, 10).large());
    }

    private static Heap heap(long sizeMib, long usedMib) {
        return new Heap(sizeMib * MIB, usedMib * MIB);
    }
}
