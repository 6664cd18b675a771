package jvirt.cli.install;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * In which order the content of an element is printed. What the shape does not name stands between head and tail, in the
 * order in which it was set. Order within {@code <domain>} means nothing to a daemon; a script that compares documents minds.
 *
 * @param head each a slot of {@link Part}, several joined by commas that share a place, or, with a slash behind, all below it
 */
record Shape(List<Slots> head, List<Slots> tail) {
    private static final Shape NONE = new Shape(List.of(), List.of());
    private static final Map<String, Shape> SHAPES = load();

    /** Slots that stand in one place. */
    record Slots(List<String> patterns) {
        static Slots of(String text) {
            return new Slots(List.of(text.split(",")));
        }

        boolean contains(String slot) {
            for (String pattern : patterns) {
                if (pattern.endsWith("/") ? slot.startsWith(pattern) : slot.equals(pattern)) return true;
            }
            return false;
        }
    }

    /** The shape of the elements that are called {@code name}. */
    static Shape of(String name) {
        return SHAPES.getOrDefault(name, NONE);
    }

    /** Reads the table: a name, the head, a bar, the tail; {@code %name} stands for a line that begins so. */
    private static Map<String, Shape> load() {
        Map<String, String> macros = new HashMap<>();
        Map<String, Shape> shapes = new HashMap<>();
        for (String line : Table.lines("shapes.table")) {
            int space = line.indexOf(' ');
            String name = line.substring(0, space);
            String body = line.substring(space + 1);
            for (var macro : macros.entrySet()) body = body.replace(macro.getKey(), macro.getValue());
            if (name.startsWith("%")) macros.put(name, body.strip());
            else shapes.put(name, parse(body));
        }
        return shapes;
    }

    private static Shape parse(String body) {
        int bar = body.indexOf('|');
        return new Shape(slots(bar < 0 ? body : body.substring(0, bar)), slots(bar < 0 ? "" : body.substring(bar + 1)));
    }

    private static List<Slots> slots(String text) {
        return Arrays.stream(text.strip().split(" +")).filter(word -> !word.isEmpty()).map(Slots::of).toList();
    }
}
