package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** By which rule the kernel gives a thread its turns; the numbers are those of {@code linux/sched.h}. */
public enum SchedulingPolicy {
    FIFO(1), RR(2), BATCH(3), IDLE(5);

    private static final MethodHandle SET =
            Libc.link("sched_setscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));

    private final int number;

    SchedulingPolicy(int number) {
        this.number = number;
    }

    /** @param priority 0 where the policy has none */
    public void set(int tid, int priority) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment parameter = state.arena.allocateFrom(JAVA_INT, priority);
            int result = (int) SET.invokeExact(state.segment, tid, number, parameter);
            if (result < 0) throw new ErrnoException(state.errno(), "sched_setscheduler " + tid);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
