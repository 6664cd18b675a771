package jvirt.network.filter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import jvirt.api.nwfilter.FilterReference;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.VariableUse;
import jvirt.api.nwfilter.Variables;

/**
 * A filter with all that it refers to, as one list of rules.
 *
 * @param missing what rules use and nobody has said
 * @param filters the names of all filters in it
 */
record FilterTree(List<RuleUse> rules, Set<String> missing, Set<String> filters) {
    /** Deeper than anybody nests; a circle was refused when it was defined. */
    private static final int DEEPEST = 64;

    static FilterTree of(String filter, Variables variables, Function<String, Optional<NetworkFilter>> known) {
        FilterTree tree = new FilterTree(new ArrayList<>(), new TreeSet<>(), new TreeSet<>());
        tree.add(filter, variables, known, 0);
        return tree;
    }

    private void add(String name, Variables variables, Function<String, Optional<NetworkFilter>> known, int depth) {
        NetworkFilter filter = known.apply(name).filter(_ -> depth < DEEPEST).orElseThrow(() ->
                NWFILTER.error(INTERNAL_ERROR, "referenced filter '%s' is missing", name));
        filters.add(name);
        for (NetworkFilter.Entry entry : filter.entries()) {
            switch (entry) {
                case Rule rule -> {
                    rule.variables().stream().filter(use -> !variables.has(use)).map(VariableUse::toString).forEach(missing::add);
                    rules.add(new RuleUse(filter, rule, variables));
                }
                case FilterReference(var other, var parameters) ->
                        add(other, parameters.overriddenBy(variables), known, depth + 1);
            }
        }
    }

    /** Whether a filter refers, itself or through others, to {@code name}. */
    static boolean leadsTo(NetworkFilter filter, String name, Function<String, Optional<NetworkFilter>> known) {
        return leadsTo(filter, name, known, new TreeSet<>());
    }

    private static boolean leadsTo(NetworkFilter filter, String name, Function<String, Optional<NetworkFilter>> known,
            Set<String> seen) {
        for (String reference : filter.references()) {
            if (reference.equals(name)) return true;
            if (!seen.add(reference)) continue;
            if (known.apply(reference).filter(other -> leadsTo(other, name, known, seen)).isPresent()) return true;
        }
        return false;
    }
}
