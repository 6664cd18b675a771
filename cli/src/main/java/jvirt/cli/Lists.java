package jvirt.cli;

import java.util.ArrayList;
import java.util.List;

/** Values that are several, separated by commas. */
public final class Lists {
    private Lists() {}

    /** Parts between commas; a doubled comma is a comma. */
    public static List<String> split(String word) {
        String[] tokens = word.split(",", -1);
        List<String> parts = new ArrayList<>(List.of(tokens[0]));
        boolean joining = false;
        for (int i = 1; i < tokens.length; i++) {
            if (joining) {
                parts.set(parts.size() - 1, parts.getLast() + "," + tokens[i]);
                joining = false;
            } else if (tokens[i].isEmpty()) {
                joining = true;
            } else {
                parts.add(tokens[i]);
            }
        }
        if (joining) parts.add("");
        return parts;
    }
}
