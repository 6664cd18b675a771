package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;

/**
 * A process that outlives us: one we started, or one found again after we were started anew. Its end is seen through a
 * pidfd, so that neither a reused number nor sleeping is an issue.
 */
public final class Child {
    private static final MethodHandle SYSCALL3 =
            Libc.link("syscall", FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle WAITPID =
            Libc.link("waitpid", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));

    /** asm/unistd_64.h */
    private static final long SYS_PIDFD_SEND_SIGNAL = 424;
    private static final long SYS_PIDFD_OPEN = 434;
    private static final int WNOHANG = 1;

    public static final int SIGTERM = 15;
    public static final int SIGKILL = 9;

    private final int pid;
    private final Descriptor pidfd;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    private Child(int pid, Descriptor pidfd) throws ErrnoException {
        this.pid = pid;
        this.pidfd = pidfd;
        Poller.when(pidfd, Poller.Interest.READ, this::ended);
    }

    static Child spawned(int pid) throws ErrnoException {
        return new Child(pid, pidfd(pid));
    }

    /**
     * The process of this number, if it is still the one that was meant: it began at {@code startTime}, clock ticks after
     * boot as in {@link #startTime(int)}.
     */
    public static Optional<Child> find(int pid, long startTime) {
        try {
            Descriptor fd = pidfd(pid);
            if (startTime(pid) == startTime) return Optional.of(new Child(pid, fd));
            fd.close();
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    private static Descriptor pidfd(int pid) throws ErrnoException {
        return new Descriptor((int) syscall(SYS_PIDFD_OPEN, pid, 0, 0, "pidfd_open " + pid));
    }

    private static long syscall(long number, long a, long b, long c, String what) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            long result = (long) SYSCALL3.invokeExact(state.segment, number, a, b, c, 0L);
            if (result < 0) throw new ErrnoException(state.errno(), what);
            return result;
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** When the process began, in clock ticks after boot: field 22 of {@code /proc/PID/stat}. */
    public static long startTime(int pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        // the second field is the name in parentheses, which may hold anything
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19]);
    }

    /** On the poller's thread: the process is dead, so that nothing here waits. */
    private void ended() {
        try (Libc.State state = new Libc.State()) {
            MemorySegment status = state.arena.allocate(JAVA_INT);
            int reaped = (int) WAITPID.invokeExact(state.segment, pid, status, WNOHANG);
            end.complete(reaped == pid ? status.get(JAVA_INT, 0) : -1);
        } catch (Throwable e) {
            end.completeExceptionally(e);
        } finally {
            synchronized (pidfd) {
                pidfd.close();
            }
        }
    }

    public int pid() {
        return pid;
    }

    public boolean alive() {
        return !end.isDone();
    }

    /** Sends a signal; a process that has ended takes none. */
    public void signal(int signal) throws ErrnoException {
        // a descriptor closed between the look and the call is nothing, or somebody else's
        synchronized (pidfd) {
            if (!alive()) return;
            try {
                syscall(SYS_PIDFD_SEND_SIGNAL, pidfd.number(), signal, 0, "signal " + signal + " to " + pid);
            } catch (ErrnoException e) {
                if (e.errno() != 3 /* ESRCH */) throw e;
            }
        }
    }

    /** Runs on a thread of its own when the process has ended, with its wait status, or -1 where it was not our child. */
    public void onEnd(IntConsumer action) {
        end.thenAcceptAsync(action::accept, task -> Thread.ofVirtual().name("end of " + pid).start(task));
    }

    /** Waits for its end; false when it has not come within {@code limit}. */
    public boolean await(Duration limit) throws InterruptedException {
        try {
            end.get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException _) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    @Override
    public String toString() {
        return "process " + pid;
    }
}
