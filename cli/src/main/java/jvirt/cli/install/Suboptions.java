package jvirt.cli.install;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * What may stand in the value of one of the options: a section of {@code suboptions.table}.
 *
 * @param option its name, without dashes
 * @param target what of the guest it makes or changes: a section, {@code devices/disk#}, or {@code .} for the domain
 * @param first the names of words that come without one
 * @param noneIsNothing {@code none} as its whole value means nothing
 * @param all in the order in which they are set
 */
record Suboptions(String option, String target, List<String> first, boolean noneIsNothing, List<Suboption> all) {
    private static final SequencedMap<String, Suboptions> OPTIONS = load();

    /** The options that describe the guest, in the order in which they are read. */
    static List<Suboptions> options() {
        return OPTIONS.values().stream().filter(one -> !one.target.isEmpty()).toList();
    }

    static Suboptions of(String option) {
        return Optional.ofNullable(OPTIONS.get(option)).orElseThrow();
    }

    static boolean known(String option) {
        return OPTIONS.containsKey(option) && !OPTIONS.get(option).target.isEmpty();
    }

    /** The suboption that {@code name} is. */
    Optional<Suboption> find(String name) {
        return all.stream().filter(one -> one.match(name).isPresent()).findFirst();
    }

    /** Whether each use of the option makes an element of its own. */
    boolean makesNew() {
        return target.endsWith("#");
    }

    private static SequencedMap<String, Suboptions> load() {
        SequencedMap<String, Suboptions> options = new LinkedHashMap<>();
        String head = null;
        List<String> body = new ArrayList<>();
        for (String line : Table.lines("suboptions.table")) {
            if (line.startsWith("[")) {
                if (head != null) add(options, head, body);
                head = line;
                body = new ArrayList<>();
            } else {
                body.add(line);
            }
        }
        add(options, head, body);
        return options;
    }

    private static void add(Map<String, Suboptions> options, String head, List<String> body) {
        String name = head.substring(1, head.indexOf(']'));
        List<String> words = List.of(head.substring(head.indexOf(']') + 1).strip().split(" +"));
        SequencedMap<String, Suboption> all = new LinkedHashMap<>();
        List<String> first = List.of();
        for (String word : words) {
            if (word.startsWith("first=")) first = List.of(word.substring("first=".length()).split(","));
            if (word.startsWith("like=")) options.get(word.substring("like=".length())).all.forEach(one -> all.put(one.name(), one));
        }
        for (String line : body) {
            if (line.startsWith("+")) {
                options.get(line.substring(1)).all.forEach(one -> all.put(one.name(), one));
            } else {
                Suboption one = Suboption.parse(line);
                all.put(one.name(), one);
            }
        }
        String target = words.getFirst().contains("=") ? "" : words.getFirst();
        options.put(name, new Suboptions(name, target, first, words.contains("none"), List.copyOf(all.values())));
    }
}
