package jvirt.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Names below the names that they belong to, drawn with lines. */
public final class Tree {
    private final List<String> names;
    private final Map<String, String> parents;
    private final Output output;

    /**
     * @param names in the order in which siblings are drawn
     * @param parents who belongs to whom; a name without an entry is a root
     */
    public Tree(Output output, List<String> names, Map<String, String> parents) {
        this.output = output;
        this.names = names;
        this.parents = parents;
    }

    public void print() {
        for (String name : names) {
            if (!parents.containsKey(name)) print(name, "", true, true);
        }
    }

    private void print(String name, String indent, boolean root, boolean last) {
        output.line(indent + (root ? "" : "+- ") + name);
        String below = root ? indent : indent + (last ? "  " : "| ");
        List<String> children = names.stream().filter(one -> Optional.ofNullable(parents.get(one)).equals(Optional.of(name))).toList();
        if (!children.isEmpty()) output.line(below + "  |");
        for (int i = 0; i < children.size(); i++) print(children.get(i), below + "  ", false, i == children.size() - 1);
        if (children.isEmpty() && last) output.line(below);
    }
}
