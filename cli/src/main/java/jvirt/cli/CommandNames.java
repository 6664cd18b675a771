package jvirt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The names of commands and their options, for whoever completes a line. */
public final class CommandNames {
    private CommandNames() {}

    /** All commands that are listed. */
    public static List<String> all() {
        List<String> names = new ArrayList<>();
        for (Group group : Group.values()) {
            for (String name : Registry.names(group)) {
                if (!Registry.find(name).orElseThrow().declaration().hidden()) names.add(name);
            }
        }
        return names;
    }

    /** The options of a command, as they are typed. */
    public static List<String> options(String command) {
        List<String> names = new ArrayList<>();
        Registry.find(command).ifPresent(entry -> {
            for (Option option : entry.declaration().options()) {
                if (option.kind() != Option.Kind.ALIAS) names.add("--" + option.name());
            }
        });
        return names;
    }

    /** The option whose value the last of {@code words} is; empty when there is none. */
    public static String expected(List<String> words) {
        Optional<Registry.Entry> entry = Registry.find(words.getFirst());
        if (entry.isEmpty()) return "";
        Declaration declaration = entry.get().declaration();
        List<String> waiting = new ArrayList<>();
        for (Option option : declaration.options()) {
            if (option.positional()) waiting.add(option.name());
        }
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean last = i == words.size() - 1;
            if (word.startsWith("--") && word.length() > 2) {
                Optional<Option> named = declaration.option(word.substring(2));
                if (named.isEmpty() || !named.get().takesValue()) continue;
                waiting.remove(named.get().name());
                if (i + 1 == words.size() - 1) return named.get().name();
                i++;
            } else if (waiting.isEmpty()) {
                return "";
            } else if (last) {
                return waiting.getFirst();
            } else {
                waiting.removeFirst();
            }
        }
        return "";
    }
}
