package jvirt.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jvirt.daemon.SpareHeap.Heap;
import org.junit.jupiter.api.Test;

class SpareHeapTest {
    private static final int MIB = 1 << 20;

    @Test
    void aHeapThatGrewIsCollectedWhenItIsQuiet() {
        assertTrue(heap(200, 150).spare(heap(200, 149), 0));
    }

    @Test
    void asLongAsThereIsWorkItIsLeftAlone() {
        assertFalse(heap(200, 150).spare(heap(200, 140), 0), "much was allocated");
        assertFalse(heap(200, 140).spare(heap(200, 150), 0), "a collection was due in between");
    }

    @Test
    void whatIsReallyNeededIsNotCollectedAgainAndAgain() {
        assertFalse(heap(120, 90).spare(heap(120, 90), 110 * MIB));
        assertTrue(heap(200, 150).spare(heap(200, 150), 110 * MIB), "it has grown since");
    }

    @Test
    void aSmallHeapIsLeftAlone() {
        assertFalse(heap(20, 10).spare(heap(20, 10), 0));
    }

    private static Heap heap(long sizeMib, long usedMib) {
        return new Heap(sizeMib * MIB, usedMib * MIB);
    }
}
