package jvirt.qemu.migration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.stream.Stream;
import jvirt.qemu.Condition;
import jvirt.qemu.migration.Phase.In;
import jvirt.qemu.migration.Phase.Out;
import jvirt.qemu.migration.Phase.Recovery;
import org.junit.jupiter.api.Test;

class PhaseTest {
    @Test void itsWordsNameIt() {
        Stream.<Phase>concat(Stream.of(Out.values()), Stream.of(In.values()))
                .forEach(phase -> assertEquals(Optional.of(phase), Phase.of(phase.job(), phase.word())));
        assertEquals(Optional.empty(), Phase.of("migration out", "prepare"));
    }

    @Test void aGuestMayRunInOnePlaceWhenTheDaemonOfTheSourceHasDied() {
        assertEquals(Recovery.FORGET, Out.BEGIN3.recovery(Condition.RUNNING));
        assertEquals(Recovery.CANCEL, Out.PERFORM3.recovery(Condition.PAUSED_MIGRATION), "nobody lets it run there");
        assertEquals(Recovery.FORGET, Out.PERFORM3_DONE.recovery(Condition.PAUSED_MIGRATION), "it may run there: it stays paused");
        assertEquals(Recovery.CANCEL, Out.CONFIRM3_CANCELLED.recovery(Condition.PAUSED_MIGRATION));
        assertEquals(Recovery.END, Out.CONFIRM3.recovery(Condition.PAUSED_MIGRATION), "it runs there");
        assertEquals(Recovery.POSTCOPY, Out.PERFORM3_DONE.recovery(Condition.PAUSED_POSTCOPY));
    }

    @Test void aGuestMayRunInOnePlaceWhenTheDaemonOfTheDestinationHasDied() {
        assertEquals(Recovery.END, In.PREPARE.recovery(Condition.PAUSED_MIGRATION));
        assertEquals(Recovery.END, In.FINISH3.recovery(Condition.PAUSED_MIGRATION), "the source hears of no success");
        assertEquals(Recovery.FORGET, In.FINISH3.recovery(Condition.RUNNING_MIGRATED));
        assertEquals(Recovery.POSTCOPY, In.FINISH3.recovery(Condition.RUNNING_POSTCOPY));
    }

    @Test void noPhaseIsLeftBackwards() {
        assertTrue(Out.BEGIN3.leadsTo(Out.PERFORM3));
        assertTrue(Out.PERFORM3_DONE.leadsTo(Out.CONFIRM3));
        assertFalse(Out.CONFIRM3.leadsTo(Out.PERFORM3));
        assertFalse(Out.PERFORM3.leadsTo(In.FINISH3));
        assertThrows(IllegalStateException.class, () -> new Moving(Out.CONFIRM3, 0).at(Out.BEGIN3));
    }
}
