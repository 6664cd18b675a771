package jvirt.conformance.differential;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The steps of one script that differ, with the reason why: lines {@code script: step TAB reason} of one file for all. */
record Known(Path file, String script, Map<String, String> reasons) {
    static Known of(Path file, String script) throws IOException {
        Map<String, String> reasons = all(file);
        reasons.keySet().removeIf(step -> !step.startsWith(script + ": "));
        return new Known(file, script, reasons);
    }

    private static Map<String, String> all(Path file) throws IOException {
        Map<String, String> all = new TreeMap<>();
        if (!Files.exists(file)) return all;
        for (String line : Files.readAllLines(file)) {
            int tab = line.indexOf('\t');
            if (tab > 0) all.put(line.substring(0, tab), line.substring(tab + 1));
        }
        return all;
    }

    /** Makes the file say what differs now; a reason that was there stays. */
    void accept(Map<String, String> differing) throws IOException {
        Map<String, String> all = all(file);
        all.keySet().removeIf(step -> step.startsWith(script + ": "));
        differing.forEach((step, why) -> all.put(step, reasons.getOrDefault(step, why.strip().replace('\n', ' '))));
        StringBuilder text = new StringBuilder();
        all.forEach((step, why) -> text.append(step).append('\t').append(why).append('\n'));
        Files.writeString(file, text);
    }
}
