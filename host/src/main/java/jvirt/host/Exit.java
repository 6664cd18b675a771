package jvirt.host;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/** The end of this process. */
public final class Exit {
    private static final MethodHandle EXIT = Libc.linkPlain("_exit", FunctionDescriptor.ofVoid(JAVA_INT));

    private Exit() {}

    /**
     * Ends this process at once, and nothing is run before. {@link System#exit} and even {@link Runtime#halt} wait for threads that
     * stand in system calls, as those do who read sockets: 0.3 seconds, and longer for a compiler at work.
     */
    public static void now(int status) {
        try {
            EXIT.invokeExact(status);
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
