package jvirt.qemu;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Sees what happens in a QEMU from the moment at which it was made, for who waits for something to happen. */
public final class EventWatch implements AutoCloseable {
    private final Vm vm;
    private final BlockingQueue<QemuEvent> seen = new LinkedBlockingQueue<>();

    EventWatch(Vm vm) {
        this.vm = vm;
    }

    void see(QemuEvent event) {
        seen.add(event);
    }

    /** Waits for the first event of which {@code wanted} makes something; nothing when QEMU ends or the time is over. */
    public <T> Optional<T> await(Function<QemuEvent, Optional<T>> wanted, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            QemuEvent event = seen.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (event == null) return Optional.empty();
            Optional<T> found = wanted.apply(event);
            if (found.isPresent()) return found;
            if (event instanceof QemuEvent.Exited) {
                seen.add(event);
                return Optional.empty();
            }
        }
    }

    @Override
    public void close() {
        vm.forget(this);
    }
}
