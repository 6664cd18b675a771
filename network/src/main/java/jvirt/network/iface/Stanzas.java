package jvirt.network.iface;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** A file of interfaces(5), cut into stanzas; what lies between them, comments above all, stays where it is. */
record Stanzas(List<Stanza> all) {
    private static final Set<String> BEGINNINGS = Set.of("iface", "mapping", "auto", "source", "source-directory", "rename", "template",
            "no-auto-down", "no-scripts");

    /**
     * A stanza, or with no words what stands before the first.
     *
     * @param words of its first line
     * @param lines all of it, as it stands in the file
     */
    record Stanza(List<String> words, List<String> lines) {
        boolean is(String keyword) {
            return !words.isEmpty() && words.getFirst().equals(keyword);
        }

        /** Whether it has {@code name} brought up by itself: {@code auto}, {@code allow-hotplug} and their like. */
        boolean listing() {
            return is("auto") || !words.isEmpty() && words.getFirst().startsWith("allow-");
        }

        boolean defines(String name) {
            return is("iface") && words.size() > 1 && words.get(1).equals(name);
        }

        /** An option: a word and the rest of the line. */
        record Option(String key, String value) {}

        List<Option> options() {
            return joined(lines).stream().skip(1).map(String::strip).filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(line -> {
                        String[] parts = line.split("\\s+", 2);
                        return new Option(parts[0], parts.length > 1 ? parts[1] : "");
                    }).toList();
        }

        /** What a stanza that is taken out leaves: comments behind its last option are rather about the next one. */
        private Stanza remains() {
            int end = lines.size();
            while (end > 0 && (lines.get(end - 1).isBlank() || lines.get(end - 1).stripLeading().startsWith("#"))) end--;
            List<String> rest = lines.subList(end, lines.size());
            return new Stanza(List.of(), rest.stream().allMatch(String::isBlank) ? List.of() : rest);
        }

        private Stanza unlisting(String name) {
            if (!listing() || !words.contains(name)) return this;
            List<String> left = words.stream().filter(word -> !word.equals(name)).toList();
            if (left.size() == 1) return remains();
            int first = lines.size() - joined(lines).size() + 1;    // a list may go on over several lines
            List<String> shorter = new ArrayList<>(List.of(String.join(" ", left)));
            shorter.addAll(lines.subList(first, lines.size()));
            return new Stanza(left, shorter);
        }
    }

    static Stanzas parse(String text) {
        List<Stanza> all = new ArrayList<>(List.of(new Stanza(List.of(), new ArrayList<>())));
        boolean goesOn = false;
        for (String line : text.lines().toList()) {
            List<String> words = words(line);
            if (!goesOn && !words.isEmpty() && (BEGINNINGS.contains(words.getFirst()) || words.getFirst().startsWith("allow-"))) {
                all.add(new Stanza(words, new ArrayList<>()));
            }
            all.getLast().lines.add(line);
            goesOn = line.endsWith("\\");
        }
        // the words of a first line that goes on are known only now
        return new Stanzas(all.stream().map(stanza -> stanza.words.isEmpty() ? stanza
                : new Stanza(words(joined(stanza.lines).getFirst()), stanza.lines)).toList());
    }

    private static List<String> words(String line) {
        return Arrays.stream(line.strip().split("\\s+")).filter(word -> !word.isEmpty()).toList();
    }

    private static List<String> joined(List<String> lines) {
        return List.of(String.join("\n", lines).replaceAll("\\\\\n", " ").split("\n", -1));
    }

    Stream<Stanza> of(String name) {
        return all.stream().filter(stanza -> stanza.defines(name));
    }

    /** The names that it defines, in its order. */
    Set<String> names() {
        Set<String> names = new java.util.LinkedHashSet<>();
        all.stream().filter(stanza -> stanza.is("iface") && stanza.words.size() > 1).forEach(stanza -> names.add(stanza.words.get(1)));
        return names;
    }

    /** The same without all that is said of these. */
    Stanzas without(Set<String> names) {
        UnaryOperator<Stanza> less = stanza -> {
            Stanza left = names.stream().anyMatch(stanza::defines) ? stanza.remains() : stanza;
            for (String name : new HashSet<>(names)) left = left.unlisting(name);
            return left;
        };
        return new Stanzas(all.stream().map(less).filter(stanza -> !stanza.lines.isEmpty()).toList());
    }

    String format() {
        StringBuilder text = new StringBuilder();
        all.forEach(stanza -> stanza.lines.forEach(line -> text.append(line).append('\n')));
        return text.toString();
    }
}
