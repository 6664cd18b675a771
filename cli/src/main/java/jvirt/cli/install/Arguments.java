package jvirt.cli.install;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A command line of the {@code virt-} tools: options in any order, each with the values that it was given. An option may be
 * cut short while it stays clear, its value stands behind it or behind {@code =}.
 */
final class Arguments {
    /** Whether an option takes a value. */
    enum Takes { NOTHING, VALUE, PERHAPS }

    /**
     * The options that a tool has.
     *
     * @param takes by name
     * @param others other names, short ones among them, and what they stand for
     */
    record Grammar(Map<String, Takes> takes, Map<String, String> others) {
        /** Words such as {@code name|n=} (a value), {@code wait?=} (perhaps one), {@code pxe} (none); the names after the first are others. */
        static Grammar of(List<String> words) {
            Map<String, Takes> takes = new HashMap<>();
            Map<String, String> others = new HashMap<>();
            for (String word : words) {
                Takes what = word.endsWith("?=") ? Takes.PERHAPS : word.endsWith("=") ? Takes.VALUE : Takes.NOTHING;
                String[] names = word.replaceFirst("\\??=$", "").split("\\|");
                takes.put(names[0], what);
                for (int i = 1; i < names.length; i++) others.put(names[i], names[0]);
            }
            return new Grammar(Map.copyOf(takes), Map.copyOf(others));
        }

        private String name(String given) {
            if (takes.containsKey(given)) return given;
            if (others.containsKey(given)) return others.get(given);
            List<String> begins = new ArrayList<>();
            if (given.length() > 1) {
                takes.keySet().stream().filter(name -> name.startsWith(given)).forEach(begins::add);
                others.keySet().stream().filter(name -> name.startsWith(given)).map(others::get).filter(name -> !begins.contains(name)).forEach(begins::add);
            }
            if (begins.size() == 1) return begins.getFirst();
            throw InstallException.of(begins.isEmpty() ? "unrecognized arguments: --%s" : "ambiguous option: --%s could match %s", given,
                    String.join(", ", begins.stream().sorted().map(name -> "--" + name).toList()));
        }
    }

    private final Map<String, List<String>> values = new HashMap<>();

    private Arguments() {}

    static Arguments parse(Grammar grammar, List<String> words) {
        Arguments arguments = new Arguments();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("-") || word.equals("-")) throw InstallException.of("unrecognized arguments: %s", word);
            boolean longName = word.startsWith("--");
            int equals = longName ? word.indexOf('=') : -1;
            String given = longName ? word.substring(2, equals < 0 ? word.length() : equals) : word.substring(1, 2);
            String name = grammar.name(given);
            Optional<String> attached = longName ? Optional.ofNullable(equals < 0 ? null : word.substring(equals + 1))
                    : Optional.of(word.substring(2)).filter(rest -> !rest.isEmpty());
            boolean next = attached.isEmpty() && i + 1 < words.size() && !words.get(i + 1).matches("-\\D.*");
            String value = switch (grammar.takes().get(name)) {
                case NOTHING -> {
                    if (attached.isPresent()) throw InstallException.of("argument --%s: ignored explicit argument '%s'", name, attached.get());
                    yield "";
                }
                case VALUE -> {
                    if (attached.isEmpty() && !next) throw InstallException.of("argument --%s: expected one argument", name);
                    yield attached.isPresent() ? attached.get() : words.get(++i);
                }
                case PERHAPS -> attached.isPresent() ? attached.get() : next ? words.get(++i) : "";
            };
            arguments.values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
        }
        return arguments;
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The last value; empty text when the option was given without one. */
    Optional<String> get(String name) {
        return Optional.ofNullable(values.get(name)).map(List::getLast);
    }

    /** All values, in order. */
    List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** Replaces what was given. */
    void put(String name, List<String> all) {
        values.put(name, new ArrayList<>(all));
    }

    void remove(String name) {
        values.remove(name);
    }

    int number(String name) {
        String text = get(name).orElseThrow();
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new InstallException("argument --" + name + ": invalid int value: '" + text + "'", e);
        }
    }
}
