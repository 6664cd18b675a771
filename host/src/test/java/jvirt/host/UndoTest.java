package jvirt.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UndoTest {
    private final List<String> done = new ArrayList<>();

    @Test
    void stepsAreTakenBackLastFirstAndAFailureStopsNothing() {
        try (Undo undo = new Undo()) {
            undo.add("a", () -> done.add("a"));
            undo.add("b", () -> {
                throw new IllegalStateException("b cannot");
            });
            undo.add("c", () -> done.add("c"));
        }
        assertEquals(List.of("c", "a"), done);
    }

    @Test
    void whatIsKeptOrHandedOverStays() {
        Undo later;
        try (Undo undo = new Undo()) {
            undo.add("a", () -> done.add("a"));
            later = undo.handOver();
            undo.add("b", () -> done.add("b"));
            undo.keep();
        }
        assertEquals(List.of(), done);
        later.close();
        assertEquals(List.of("a"), done);
    }

    @Test
    void anAtomicFileLeavesNothingBeside(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("x/a.xml");
        AtomicFile.write(file, "one");
        AtomicFile.write(file, "two");
        assertEquals("two", Files.readString(file));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count());
        }
        AtomicFile.delete(file);
        AtomicFile.delete(file);
        assertEquals(false, Files.exists(file));
    }
}
