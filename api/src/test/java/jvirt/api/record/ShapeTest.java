package jvirt.api.record;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShapeTest {
    public record All(int i, long l, double d, boolean b, byte one, String s, Optional<String> o, List<Integer> list, int[] array) {}

    public record None() {}

    public record Positive(int i) {
        public Positive {
            if (i <= 0) throw new IllegalArgumentException("not positive");
        }
    }

    @Test
    void aRecordComesApartAndTogether() {
        int[] array = {1};
        All all = new All(1, 2L, 3.5, true, (byte) 4, "s", Optional.of("o"), List.of(5), array);
        Object[] values = Shape.of(All.class).values(all);
        assertArrayEquals(new Object[] {1, 2L, 3.5, true, (byte) 4, "s", Optional.of("o"), List.of(5), array}, values);
        assertEquals(all, Shape.of(All.class).make(values));
        assertEquals(new None(), Shape.of(None.class).make(Shape.of(None.class).values(new None())));
    }

    @Test
    void whatTheConstructorThrowsGoesThrough() {
        assertThrows(IllegalArgumentException.class, () -> Shape.of(Positive.class).make(new Object[] {0}));
        assertThrows(ClassCastException.class, () -> Shape.of(Positive.class).make(new Object[] {"x"}));
        assertThrows(IllegalArgumentException.class, () -> Shape.of(String.class));
    }
}
