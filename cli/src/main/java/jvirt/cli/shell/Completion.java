package jvirt.cli.shell;

import java.util.ArrayList;
import java.util.List;
import jvirt.cli.CommandNames;
import jvirt.cli.Session;

/** What could stand at the end of a line: a command, an option, or the name of something on the host. */
final class Completion {
    private final Session session;

    Completion(Session session) {
        this.session = session;
    }

    /** The words that the last of {@code words} could become. */
    List<String> complete(List<String> words) {
        if (words.size() <= 1) return starting(CommandNames.all(), words.isEmpty() ? "" : words.getFirst());
        String last = words.getLast();
        if (last.startsWith("-")) return starting(CommandNames.options(words.getFirst()), last);
        return starting(new ObjectNames(session).of(CommandNames.expected(words)), last);
    }

    private static List<String> starting(List<String> candidates, String prefix) {
        List<String> fitting = new ArrayList<>();
        for (String one : candidates) {
            if (one.startsWith(prefix)) fitting.add(one);
        }
        return fitting;
    }

    /** Loads every table and looks each of its commands up. */
    static void checkTables() {
        for (String name : CommandNames.all()) CommandNames.options(name);
    }
}
