package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
    @TempDir Path dir;

    @Test
    void aProcessThatEndsWhileItIsSignalledTakesNoSignal() throws Exception {
        for (int i = 0; i < 200; i++) {
            Child child = new Spawn(List.of("/bin/true"), List.of(), dir.resolve("log"), List.of()).start();
            CompletableFuture<Void> signals = CompletableFuture.runAsync(() -> {
                try {
                    while (child.alive()) child.signal(Child.SIGTERM);
                    child.signal(Child.SIGTERM);
                } catch (ErrnoException e) {
                    throw new AssertionError(e);
                }
            });
            assertTrue(child.await(Duration.ofSeconds(10)));
            signals.join();
            assertFalse(child.alive());
        }
    }
}
