package jvirt.qemu.process;

import static jvirt.api.ErrorCode.SYSTEM_ERROR;

import java.io.IOException;
import java.time.Duration;
import jvirt.api.ErrorDomain;
import jvirt.host.Child;
import jvirt.host.ErrnoException;
import jvirt.qemu.qmp.Monitor;

/**
 * A QEMU and the conversation with it.
 *
 * @param id the running machine's number
 * @param startTime when the process began, with which its number names it for ever
 */
public record Qemu(int id, Child child, long startTime, Monitor monitor) {
    /** How long QEMU may take to end when it is asked to: libvirt's, src/util/virprocess.c. */
    private static final Duration POLITE = Duration.ofSeconds(10);
    /** How long the kernel may take to end it, which a disk that does not answer can delay. */
    private static final Duration FORCED = Duration.ofSeconds(30);
    /** How long a graceful end may take. */
    private static final Duration GRACEFUL = Duration.ofSeconds(15);

    public int pid() {
        return child.pid();
    }

    /** Asks it to end, and does not wait. */
    public void ask() {
        signal(child, Child.SIGTERM);
    }

    /** Ends it: kindly, after a while by force. */
    public void kill() throws InterruptedException {
        kill(child);
    }

    /** Ends a QEMU with which nobody has spoken yet, as {@link #kill()}. */
    public static void kill(Child child) throws InterruptedException {
        signal(child, Child.SIGTERM);
        if (child.await(POLITE)) return;
        signal(child, Child.SIGKILL);
        if (!child.await(FORCED)) throw busy(child, "KILL");
    }

    /** Ends it kindly, or not at all. */
    public void killGracefully() throws InterruptedException {
        signal(child, Child.SIGTERM);
        if (!child.await(GRACEFUL)) throw busy(child, "TERM");
    }

    private static RuntimeException busy(Child child, String signal) {
        return ErrorDomain.NONE.error(SYSTEM_ERROR, "Failed to terminate process %d with SIG%s: Device or resource busy",
                child.pid(), signal);
    }

    private static void signal(Child child, int number) {
        try {
            child.signal(number);
        } catch (ErrnoException e) {
            throw ErrorDomain.NONE.error(SYSTEM_ERROR, e, "Failed to terminate process %d with SIG%s: %s", child.pid(),
                    number == Child.SIGKILL ? "KILL" : "TERM", e.reason());
        }
    }

    /** The process's start time, where it is still there. */
    static long startTime(Child child) throws IOException {
        return Child.startTime(child.pid());
    }
}
