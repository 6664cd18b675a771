package jvirt.qemu.qmp;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Closes a wire when nothing came in time, so that who reads it does not wait for ever. */
final class Watchdog implements AutoCloseable {
    private final Thread thread;
    private volatile Optional<String> barked = Optional.empty();

    Watchdog(Wire wire, Duration limit) {
        thread = Thread.ofVirtual().name("greeting's limit").start(() -> {
            try {
                Thread.sleep(limit);
                barked = Optional.of("QEMU has not greeted within " + limit.toSeconds() + " s");
                wire.close();
            } catch (InterruptedException _) {
                // the greeting came
            } catch (IOException e) {
                barked = Optional.of("QEMU has not greeted within " + limit.toSeconds() + " s, and " + e.getMessage());
            }
        });
    }

    Optional<String> barked() {
        return barked;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
