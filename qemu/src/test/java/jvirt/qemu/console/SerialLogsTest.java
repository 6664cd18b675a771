package jvirt.qemu.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jvirt.host.Descriptor;
import jvirt.host.Spawn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SerialLogsTest {
    @TempDir Path folder;

    @Test
    void aLongLogIsCopiedAwayAndItsWriterGoesOnInAnEmptyOne() throws Exception {
        Path file = folder.resolve("a-serial0.log");
        SerialLogs logs = new SerialLogs(10);
        try (Descriptor out = logs.open(file)) {
            for (int i = 1; i <= 5; i++) {
                var child = new Spawn(java.util.List.of("/bin/sh", "-c", "printf 'round " + i + " here' >&3"), java.util.List.of(),
                        folder.resolve("log"), java.util.List.of(out)).start();
                child.await(java.time.Duration.ofSeconds(5));
                logs.rotate(file);
            }
        }
        assertEquals(0, Files.size(file));
        assertEquals("round 5 here", Files.readString(folder.resolve("a-serial0.log.1"), StandardCharsets.UTF_8));
        assertEquals("round 3 here", Files.readString(folder.resolve("a-serial0.log.3"), StandardCharsets.UTF_8));
        assertFalse(Files.exists(folder.resolve("a-serial0.log.4")));
    }
}
