package jvirt.host;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Waits for descriptors that the JDK cannot wait for, such as terminals and the ends of processes: one thread for all of
 * them, by epoll.
 */
public final class Poller {
    private static final Logger LOG = System.getLogger("jvirt.host");
    private static final MethodHandle EPOLL_CREATE = Libc.link("epoll_create1", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle EPOLL_CTL =
            Libc.link("epoll_ctl", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle EPOLL_WAIT =
            Libc.link("epoll_wait", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT));

    /** sys/epoll.h */
    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EPOLL_CTL_ADD = 1;
    private static final int EPOLL_CTL_DEL = 2;
    private static final int EPOLLONESHOT = 1 << 30;
    /** {@code struct epoll_event} is packed on x86-64 alone. */
    private static final boolean PACKED = System.getProperty("os.arch").equals("amd64");
    private static final int DATA = PACKED ? 4 : 8;
    private static final int EVENT_BYTES = PACKED ? 12 : 16;
    private static final int BATCH = 64;

    /** What is waited for. */
    public enum Interest {
        READ(1), WRITE(4);

        private final int events;

        Interest(int events) {
            this.events = events;
        }
    }

    private record Waiter(int fd, Runnable action) {}

    private static final int EPOLL = open();
    private static final AtomicLong KEYS = new AtomicLong();
    private static final Map<Long, Waiter> WAITERS = new ConcurrentHashMap<>();

    static {
        Thread.ofPlatform().daemon().name("poller").start(Poller::run);
    }

    private Poller() {}

    private static int open() {
        try (Libc.State state = new Libc.State()) {
            int fd = (int) EPOLL_CREATE.invokeExact(state.segment, EPOLL_CLOEXEC);
            if (fd < 0) throw new IllegalStateException(new ErrnoException(state.errno(), "epoll_create1"));
            return fd;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    /** A wait that may be given up; nothing happens when it is over already. */
    public static final class Watch implements AutoCloseable {
        private final long key;

        private Watch(long key) {
            this.key = key;
        }

        @Override
        public void close() {
            forget(key);
        }
    }

    /** Runs {@code action} once, when the descriptor is ready or hung up, on the poller's thread: it must not wait. */
    public static Watch when(Descriptor descriptor, Interest interest, Runnable action) throws ErrnoException {
        long key = KEYS.incrementAndGet();
        int fd = descriptor.number();
        WAITERS.put(key, new Waiter(fd, action));
        try {
            control(EPOLL_CTL_ADD, fd, interest.events | EPOLLONESHOT, key);
        } catch (ErrnoException e) {
            WAITERS.remove(key);
            throw e;
        }
        return new Watch(key);
    }

    /** Waits until the descriptor is ready or hung up; false when it was not within {@code limit}. */
    public static boolean await(Descriptor descriptor, Interest interest, Duration limit)
            throws ErrnoException, InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        try (var _ = when(descriptor, interest, ready::countDown)) {
            return ready.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private static boolean forget(long key) {
        Waiter waiter = WAITERS.remove(key);
        if (waiter == null) return false;
        try {
            control(EPOLL_CTL_DEL, waiter.fd, 0, 0);
        } catch (ErrnoException _) {
            // closed meanwhile, by which the kernel forgot it
        }
        return true;
    }

    private static void control(int operation, int fd, int events, long key) throws ErrnoException {
        try (Libc.State state = new Libc.State()) {
            MemorySegment event = state.arena.allocate(EVENT_BYTES, 8);
            event.set(JAVA_INT, 0, events);
            event.set(JAVA_LONG_UNALIGNED, DATA, key);
            int result = (int) EPOLL_CTL.invokeExact(state.segment, EPOLL, operation, fd, event);
            if (result < 0) throw new ErrnoException(state.errno(), "epoll_ctl");
        } catch (ErrnoException e) {
            throw e;
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }

    private static void perform(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "bug in what was to happen next", e);
        }
    }

    private static void run() {
        try (Libc.State state = new Libc.State()) {
            MemorySegment events = state.arena.allocate((long) EVENT_BYTES * BATCH, 8);
            while (true) {
                int count = (int) EPOLL_WAIT.invokeExact(state.segment, EPOLL, events, BATCH, -1);
                for (int i = 0; i < count; i++) {
                    long key = events.get(JAVA_LONG_UNALIGNED, (long) i * EVENT_BYTES + DATA);
                    Waiter waiter = WAITERS.get(key);
                    if (forget(key)) perform(waiter.action);
                }
            }
        } catch (Throwable e) {
            throw Libc.unexpected(e);
        }
    }
}
