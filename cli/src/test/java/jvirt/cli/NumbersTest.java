package jvirt.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test void sizesHaveUnits() {
        assertEquals(Optional.of(2048L), Numbers.scaled("2", 1024, -1));
        assertEquals(Optional.of(2L), Numbers.scaled("2b", 1024, -1));
        assertEquals(Optional.of(1L << 30), Numbers.scaled("1g", 1, -1));
        assertEquals(Optional.of(1_000_000L), Numbers.scaled("1MB", 1, -1));
        assertEquals(Optional.of(1L << 20), Numbers.scaled("1MiB", 1, -1));
    }

    @Test void whatIsNoSizeOrTooLargeIsRefused() {
        assertEquals(Optional.empty(), Numbers.scaled("", 1, -1));
        assertEquals(Optional.empty(), Numbers.scaled("x", 1, -1));
        assertEquals(Optional.empty(), Numbers.scaled("1q", 1, -1));
        assertEquals(Optional.empty(), Numbers.scaled("16E", 1, -1));
        assertEquals(Optional.empty(), Numbers.scaled("2k", 1, 2047));
    }

    @Test void numbersBelowZeroWrapOnlyWhereTheyMay() {
        assertEquals(Optional.of(-1L), Numbers.wrapping("-1"));
        assertEquals(Optional.empty(), Numbers.unsigned("-1"));
        assertEquals(Optional.of(-1L), Numbers.unsigned("18446744073709551615"));
    }

    @Test void sizesArePrintedWithTheLargestUnit() {
        assertEquals("1.50 GiB", Numbers.pretty(3L << 29, 2));
        assertEquals("0.000 B", Numbers.pretty(0, 3));
        assertEquals("16.00 EiB", Numbers.pretty(-1, 2));
    }
}
