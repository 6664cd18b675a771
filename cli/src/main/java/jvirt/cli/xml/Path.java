package jvirt.cli.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where something stands in an element: a small XPath, {@code source[@mode='bind']/@host}, {@code disk[2]/serial}.
 *
 * @param steps the elements from the one that holds the path down
 * @param attribute what of the last one is meant: an attribute, or else its text
 */
public record Path(List<Step> steps, Optional<String> attribute) {

    /** A child by its name, and which of them. */
    public record Step(String name, Which which) {
        boolean matches(Draft child) {
            return child.name().equals(name) && (!(which instanceof Which.With(String key, String value)) || value.equals(child.attribute(key)));
        }
    }

    /** Which of several children of a name. */
    public sealed interface Which {
        /** The {@code number}th of them, from 1. */
        record Nth(int number) implements Which {}

        /** The first whose attribute has a value; when it is created, it gets that attribute. */
        record With(String attribute, String value) implements Which {}
    }

    private static final Which FIRST = new Which.Nth(1);

    /** Reads {@code a/b[@x='y']/c[2]/@d}; a leading {@code ./} may stand there. */
    public static Path of(String text) {
        List<Step> steps = new ArrayList<>();
        Optional<String> attribute = Optional.empty();
        for (String part : split(text)) {
            if (part.isEmpty() || part.equals(".")) continue;
            if (attribute.isPresent()) throw new IllegalArgumentException("nothing can follow an attribute in '" + text + "'");
            if (part.equals("..")) {
                if (!steps.isEmpty()) steps.removeLast();
            } else if (part.startsWith("@")) {
                attribute = Optional.of(part.substring(1));
            } else {
                steps.add(step(part));
            }
        }
        return new Path(List.copyOf(steps), attribute);
    }

    /** The path within the path {@code prefix}. */
    Path within(Path prefix) {
        List<Step> all = new ArrayList<>(prefix.steps);
        all.addAll(steps);
        return new Path(List.copyOf(all), attribute);
    }

    /** Cuts at slashes, but not within brackets: a condition's value may hold one. */
    private static List<String> split(String text) {
        List<String> parts = new ArrayList<>();
        int from = 0;
        int depth = 0;
        for (int i = 0; i < text.length(); i++) {
            switch (text.charAt(i)) {
                case '[' -> depth++;
                case ']' -> depth--;
                case '/' -> {
                    if (depth == 0) {
                        parts.add(text.substring(from, i));
                        from = i + 1;
                    }
                }
                default -> { }
            }
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static Step step(String part) {
        int bracket = part.indexOf('[');
        if (bracket < 0) return new Step(part, FIRST);
        String condition = part.substring(bracket + 1, part.length() - 1);
        String name = part.substring(0, bracket);
        if (condition.startsWith("@") && condition.indexOf('=') > 0) {
            int equals = condition.indexOf('=');
            String value = condition.substring(equals + 1).replaceAll("^['\"]|['\"]$", "");
            return new Step(name, new Which.With(condition.substring(1, equals), value));
        }
        try {
            return new Step(name, new Which.Nth(Integer.parseInt(condition)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cannot read the condition [" + condition + "]", e);
        }
    }
}
