package jvirt.conformance.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The cases of a family that differ, each with its reason: {@code conformance/known-differences/FAMILY.txt}, a line a case,
 * {@code id TAB reason}. One too many or too few fails the test; {@code -Dpeer.accept=FAMILY} rewrites a family's file,
 * keeping the reasons that people wrote.
 */
public record KnownDifferences(Path file, Map<String, String> reasons) {

    static KnownDifferences of(Path folder, String family) throws IOException {
        Path file = folder.resolve(family + ".txt");
        Map<String, String> reasons = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                int tab = line.indexOf('\t');
                if (tab > 0) reasons.put(line.substring(0, tab), line.substring(tab + 1));
            }
        }
        return new KnownDifferences(file, reasons);
    }

    /** Makes the file say what {@code differing} says; a reason that was there stays. */
    void accept(Map<String, String> differing) throws IOException {
        if (differing.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        StringBuilder text = new StringBuilder();
        new TreeMap<>(differing).forEach((id, why) ->
                text.append(id).append('\t').append(reasons.getOrDefault(id, why)).append('\n'));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
