package jvirt.rpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import jvirt.rpc.call.Chars;
import jvirt.rpc.call.Count;
import jvirt.rpc.call.InProgram;
import jvirt.rpc.call.Max;
import jvirt.rpc.call.Proc;
import org.junit.jupiter.api.Test;

/** What is said again is what the annotations say. */
class UsualTest {
    @Test
    void callsHaveTheNumbersOfTheirAnnotations() {
        Usual.PROCEDURES.forEach((call, number) -> {
            assertEquals(call.getAnnotation(Proc.class).value(), number, call.getName());
            assertFalse(call.getInterfaces()[0].isAnnotationPresent(InProgram.class), call.getName());
        });
    }

    @Test
    void theListOfAReplyHasItsLimitAndNothingElseIsAnnotated() {
        Usual.LIMITS.forEach((reply, limit) -> {
            List<RecordComponent> all = Arrays.asList(reply.getRecordComponents());
            assertEquals(List.of(limit), all.stream().map(one -> one.getAnnotation(Max.class)).filter(Objects::nonNull).map(Max::value)
                    .toList(), reply.getName());
            for (RecordComponent one : all) {
                assertFalse(one.isAnnotationPresent(Chars.class) || one.isAnnotationPresent(Count.class), one.toString());
                assertEquals(one.getType() == List.class, one.isAnnotationPresent(Max.class), one.toString());
            }
        });
    }
}
