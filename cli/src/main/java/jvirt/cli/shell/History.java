package jvirt.cli.shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The lines that were typed before, in {@code ~/.cache/jvirt/history}. */
final class History {
    private static final int MOST = 500;

    private final Path file;
    private final List<String> lines;

    private History(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** The history of this user; an empty one when there is none, or when it cannot be read. */
    static History open(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache");
        Path file = Path.of(cache, "jvirt", "history");
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            return new History(file, new ArrayList<>(lines.subList(Math.max(0, lines.size() - MOST), lines.size())));
        } catch (IOException e) {
            return new History(file, new ArrayList<>());
        }
    }

    int size() {
        return lines.size();
    }

    String get(int index) {
        return lines.get(index);
    }

    /** Remembers a line, unless it is the last one again. */
    void add(String line) {
        if (line.isBlank() || !lines.isEmpty() && lines.getLast().equals(line)) return;
        lines.add(line);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            // a history that cannot be kept lasts as long as the shell
        }
    }
}
