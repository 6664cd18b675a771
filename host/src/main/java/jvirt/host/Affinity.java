package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.BitSet;

/** On which processors a thread may run. */
public final class Affinity {
    private static final MethodHandle GET =
            Libc.link("sched_getaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    private static final MethodHandle SET =
            Libc.link("sched_setaffinity", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS));
    /** Room for 8192 processors, more than any kernel is built for. */
    private static final int BYTES = 1024;

    private Affinity() {}

    public static BitSet get(int tid) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment mask = state.arena.allocate(BYTES, 8);
            int result = (int) GET.invokeExact(state.segment, tid, (long) BYTES, mask);
            if (result < 0) throw new ErrnoException(state.errno(), "sched_getaffinity " + tid);
            return BitSet.valueOf(mask.toArray(JAVA_BYTE));
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    public static void set(int tid, BitSet processors) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment mask = state.arena.allocateFrom(JAVA_BYTE, Arrays.copyOf(processors.toByteArray(), BYTES));
            int result = (int) SET.invokeExact(state.segment, tid, (long) BYTES, mask);
            if (result < 0) throw new ErrnoException(state.errno(), "sched_setaffinity " + tid);
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
