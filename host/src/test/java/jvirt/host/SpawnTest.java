package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpawnTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private Child sh(String script, List<Descriptor> descriptors) throws Exception {
        return new Spawn(List.of("/bin/sh", "-c", script), List.of("PATH=/usr/bin:/bin", "A=b"), folder.resolve("log"),
                descriptors).start();
    }

    @Test
    void theChildHasItsDescriptorsItsLogAndItsEnvironmentAndNothingElse() throws Exception {
        Path file = Files.writeString(folder.resolve("in"), "through the descriptor\n");
        try (Descriptor in = Libc.open(file.toString(), Libc.O_RDONLY, 0)) {
            Child child = sh("cat <&3; echo $A; ls /proc/self/fd | tr '\\n' ' '; echo gone >&2", List.of(in));
            assertTrue(child.await(SOON));
        }
        // ls itself opens the folder that it lists
        assertEquals("through the descriptor\nb\n0 1 2 3 4 gone\n", Files.readString(folder.resolve("log")));
    }

    @Test
    void aChildsEndIsSeenWithItsStatus() throws Exception {
        Child child = sh("exit 3", List.of());
        CompletableFuture<Integer> end = new CompletableFuture<>();
        assertTrue(child.await(SOON));
        child.onEnd(end::complete);
        assertEquals(3 << 8, end.get(SOON.toSeconds(), TimeUnit.SECONDS));
        assertFalse(child.alive());
        child.signal(Child.SIGKILL);
    }

    @Test
    void aChildIsFoundAgainByNumberAndStart() throws Exception {
        Child child = sh("exec sleep 60", List.of());
        long start = Child.startTime(child.pid());
        Child found = Child.find(child.pid(), start).orElseThrow();
        assertTrue(Child.find(child.pid(), start + 1).isEmpty());
        found.signal(Child.SIGKILL);
        assertTrue(found.await(SOON));
        assertTrue(child.await(SOON));
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        var spawn = new Spawn(List.of("/no/such/program"), List.of(), folder.resolve("log"), List.of());
        var error = assertThrows(ErrnoException.class, spawn::start);
        assertEquals("/no/such/program: No such file or directory", error.getMessage());
        assertEquals(ErrnoException.ENOENT, error.errno());
    }

    @Test
    void aFailedProgramSaysWhatItComplainedAbout() {
        var error = assertThrows(java.io.IOException.class, () -> Program.of("sh", "-c", "echo no >&2; exit 2").run());
        assertEquals("sh failed with status 2: no", error.getMessage());
    }
}
