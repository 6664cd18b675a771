package jvirt.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A command as its table declares it. In a table, a line that is not indented begins a command:
 *
 * <pre>
 * start: start an inactive machine
 *   &lt;domain> --paused
 *   pass-fds=  descriptors to hand on, separated by commas
 * nodedev-dettach -> nodedev-detach
 * cd (offline): change the folder
 * </pre>
 *
 * Options follow, one or more a line (see {@link Option#parse}); two spaces set off a description, and one that has none is
 * described by the {@link Glossary}. In parentheses: {@code offline} needs no connection, {@code hidden} is not listed, and
 * {@code own} parses its words itself.
 */
public record Declaration(String name, String summary, List<Option> options, String modifiers) {
    /** The command called {@code name} of a table. An alias is what it stands for. */
    static Optional<Declaration> find(String table, String name) {
        int at = table.startsWith(name) && ends(table, name.length()) ? 0 : -1;
        while (at < 0) {
            int line = table.indexOf("\n" + name);
            while (line >= 0 && !ends(table, line + 1 + name.length())) line = table.indexOf("\n" + name, line + 1);
            if (line < 0) return Optional.empty();
            at = line + 1;
        }
        String head = line(table, at);
        int arrow = head.indexOf(" -> ");
        return arrow > 0 ? find(table, head.substring(arrow + 4)) : Optional.of(read(table, at));
    }

    /** Whether a command's name ends here. */
    private static boolean ends(String table, int at) {
        return table.startsWith(":", at) || table.startsWith(" (", at) || table.startsWith(" ->", at);
    }

    private static String line(String table, int at) {
        int end = table.indexOf('\n', at);
        return end < 0 ? table.substring(at) : table.substring(at, end);
    }

    private static Declaration read(String table, int at) {
        String head = line(table, at);
        int colon = head.indexOf(':');
        int open = head.indexOf(" (");
        boolean modified = open > 0 && open < colon;
        List<Option> options = new ArrayList<>();
        int next = at + head.length() + 1;
        while (next < table.length() && table.charAt(next) == ' ') {
            String line = line(table, next);
            readOptions(line.strip(), options);
            next += line.length() + 1;
        }
        return new Declaration(head.substring(0, modified ? open : colon), head.substring(colon + 1).strip(), options,
                modified ? head.substring(open + 2, colon - 1) : "");
    }

    private static void readOptions(String line, List<Option> options) {
        int gap = line.indexOf("  ");
        String words = gap < 0 ? line : line.substring(0, gap);
        for (int from = 0; from < words.length(); ) {
            int space = words.indexOf(' ', from);
            int to = space < 0 ? words.length() : space;
            options.add(Option.parse(words.substring(from, to)));
            from = to + 1;
        }
        if (gap >= 0) options.set(options.size() - 1, options.getLast().withHelp(line.substring(gap).strip()));
    }

    /** Whether it runs without a connection. */
    boolean offline() {
        return modifiers.contains("offline");
    }

    boolean hidden() {
        return modifiers.contains("hidden");
    }

    /** Whether it reads its words by a grammar of its own. */
    boolean ownGrammar() {
        return modifiers.contains("own");
    }

    /** The option of this name, if it has one. */
    Optional<Option> option(String option) {
        for (Option one : options) {
            if (one.name().equals(option)) return Optional.of(one);
        }
        return Optional.empty();
    }
}
