package jvirt.network.iptables;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.FIREWALL;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A table of a firewall as it is, on which steps are played, so that one transaction comes of them: the kernel never sees half
 * of them, nor a command for something that is not there. Not for several threads.
 */
final class TableModel {
    /**
     * What is done to a chain that others use too.
     *
     * @param where {@code -A}, {@code -I} with a place, {@code -D}
     */
    private record Edit(List<String> where, List<String> rule) {
        boolean adds() {
            return !where.getFirst().equals("-D");
        }
    }

    private static final class Chain {
        private List<List<String>> rules = new ArrayList<>();
        /** All of it is ours to say: it was made, or emptied, here. */
        private boolean written;
        private final List<Edit> edits = new ArrayList<>();

        void add(List<String> where, List<String> rule) {
            int place = where.size() > 1 ? Math.min(Integer.parseInt(where.get(1)) - 1, rules.size()) : rules.size();
            rules.add(place, rule);
            if (!written) edits.add(new Edit(where, rule));
        }

        boolean remove(List<String> rule) {
            Optional<List<String>> same = rules.stream().filter(other -> same(other, rule)).findFirst();
            if (same.isEmpty()) return false;
            rules.remove(same.get());
            if (written) return true;
            // what was added here need not be added at all
            boolean added = edits.removeIf(edit -> edit.adds() && same(edit.rule, rule));
            if (!added) edits.add(new Edit(List.of("-D"), same.get()));
            return true;
        }

        void empty() {
            rules.clear();
            edits.clear();
            written = true;
        }

        void rename(String target, String other) {
            for (List<String> rule : List.copyOf(rules)) {
                if (!leadsTo(rule, target)) continue;
                List<String> renamed = renamed(rule, other);
                if (written) {
                    rules.set(rules.indexOf(rule), renamed);
                } else {
                    remove(rule);
                    add(List.of("-A"), renamed);
                }
            }
        }

        private static List<String> renamed(List<String> rule, String other) {
            List<String> words = new ArrayList<>(rule);
            words.set(words.size() - 1, other);
            return List.copyOf(words);
        }
    }

    private final Tool tool;
    private final Map<String, Chain> chains = new LinkedHashMap<>();
    private final Set<String> before = new LinkedHashSet<>();

    private TableModel(Tool tool) {
        this.tool = tool;
    }

    /** The tool's table out of what its {@code -save} prints. */
    static TableModel read(Tool tool, String saved) {
        TableModel model = new TableModel(tool);
        tool.hooks().forEach(hook -> model.chains.put(hook, new Chain()));
        boolean ours = false;
        for (String line : saved.split("\n")) {
            if (line.startsWith("*")) ours = line.equals("*" + tool.table());
            if (!ours) continue;
            List<String> words = Quoting.words(line);
            if (line.startsWith(":")) {
                model.chains.put(words.getFirst().substring(1), new Chain());
            } else if (line.startsWith("-A ") && model.chains.containsKey(words.get(1))) {
                model.chains.get(words.get(1)).rules.add(List.copyOf(words.subList(2, words.size())));
            }
        }
        model.before.addAll(model.chains.keySet());
        return model;
    }

    /** The programs print a rule's words in an order of their own. */
    private static boolean same(List<String> rule, List<String> other) {
        return rule.size() == other.size() && rule.stream().sorted().toList().equals(other.stream().sorted().toList());
    }

    private static boolean leadsTo(List<String> rule, String chain) {
        return target(rule).filter(chain::equals).isPresent();
    }

    private static Optional<String> target(List<String> rule) {
        int last = rule.size() - 1;
        boolean jumps = last > 0 && (rule.get(last - 1).equals("-j") || rule.get(last - 1).equals("-g"));
        return jumps ? Optional.of(rule.get(last)) : Optional.empty();
    }

    /** Plays the steps; what they find out is to be done more is done at once. */
    void play(List<Step> steps) {
        Deque<Step> left = new ArrayDeque<>(steps);
        while (!left.isEmpty()) {
            switch (left.removeFirst()) {
                case Step.SubChains below -> below.on(targets(below.chain())).reversed().forEach(left::addFirst);
                case Step.Command command -> {
                    if (!could(command.words()) && !command.mayFail()) throw refused(command);
                }
            }
        }
    }

    private Stream<String> targets(String chain) {
        return Optional.ofNullable(chains.get(chain)).stream().flatMap(known -> known.rules.stream())
                .flatMap(rule -> target(rule).stream());
    }

    private RuntimeException refused(Step.Command command) {
        return FIREWALL.error(INTERNAL_ERROR, "Failed to apply firewall rules %s: no such chain or rule", command.line());
    }

    /** Whether the command could be done. */
    private boolean could(List<String> words) {
        String name = words.get(1);
        Chain chain = chains.get(name);
        if (words.getFirst().equals("-N")) return chain == null && make(name);
        if (chain == null) return false;
        switch (words.getFirst()) {
            case "-F" -> chain.empty();
            case "-X" -> chains.remove(name);
            case "-E" -> {
                return rename(name, chain, words.get(2));
            }
            case "-A" -> chain.add(List.of("-A"), words.subList(2, words.size()));
            case "-I" -> chain.add(List.of("-I", words.get(2)), words.subList(3, words.size()));
            case "-D" -> {
                return chain.remove(words.subList(2, words.size()));
            }
            default -> throw new IllegalStateException("no such command: " + words);
        }
        return true;
    }

    private boolean make(String name) {
        Chain chain = new Chain();
        chain.written = true;
        chains.put(name, chain);
        return true;
    }

    /** A chain is not renamed in the kernel: another one is written with the same rules. */
    private boolean rename(String name, Chain chain, String other) {
        if (chains.containsKey(other)) return false;
        chains.remove(name);
        chain.written = true;
        chain.edits.clear();
        chains.put(other, chain);
        chains.values().forEach(each -> each.rename(name, other));
        return true;
    }

    /** The transaction that makes the table what it is here; empty where it is that already. */
    Optional<String> transaction() {
        List<String> lines = new ArrayList<>();
        chains.forEach((name, chain) -> {
            if (chain.written) lines.add(":" + name + (tool == Tool.EBTABLES ? " ACCEPT" : " - [0:0]"));
        });
        chains.forEach((name, chain) -> chain.edits.forEach(edit -> lines.add(edit(name, edit))));
        chains.forEach((name, chain) -> {
            if (chain.written) chain.rules.forEach(rule -> lines.add("-A " + name + " " + Quoting.line(rule)));
        });
        List<String> gone = before.stream().filter(name -> !chains.containsKey(name)).toList();
        gone.forEach(name -> lines.add("-F " + name));
        gone.forEach(name -> lines.add("-X " + name));
        if (lines.isEmpty()) return Optional.empty();
        return Optional.of("*" + tool.table() + "\n" + String.join("\n", lines) + "\nCOMMIT\n");
    }

    private static String edit(String chain, Edit edit) {
        String place = edit.where.size() > 1 ? " " + edit.where.get(1) : "";
        return edit.where.getFirst() + " " + chain + place + " " + Quoting.line(edit.rule);
    }
}
