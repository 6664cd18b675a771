package jvirt.network.filter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.VariableUse;
import jvirt.api.nwfilter.Variables;

/** All ways in which a rule's variables take their values. */
final class Combinations {
    /** Variables that go through their lists in step. */
    private static final class Counter {
        private final List<List<String>> lists = new ArrayList<>();
        private int first;
        private int last;
        private int now;

        void add(List<String> list, int from, int to) {
            if (lists.isEmpty()) {
                first = from;
                last = to;
                now = from;
            } else if (last != to) {
                throw NWFILTER.error(INTERNAL_ERROR,
                        "Cardinality of list items must be the same for processing them in parallel");
            }
            lists.add(list);
        }

        /** Goes on to values that were not seen before, or back to the first. */
        boolean advance() {
            do {
                now++;
            } while (now <= last && seen());
            if (now <= last) return true;
            now = first;
            return false;
        }

        private boolean seen() {
            for (int before = 0; before < now; before++) {
                int earlier = before;
                if (lists.stream().allMatch(list -> list.get(earlier).equals(list.get(now)))) return true;
            }
            return false;
        }
    }

    private final Map<VariableUse, Counter> counters = new HashMap<>();
    private final List<Counter> order = new ArrayList<>();
    private final Variables variables;

    private Combinations(Variables variables) {
        this.variables = variables;
    }

    /** Each combination: what every use of a variable stands for. */
    static List<Map<VariableUse, String>> of(Rule rule, Variables variables) {
        Combinations all = new Combinations(variables);
        List<VariableUse> uses = rule.variables();
        Map<Integer, Counter> iterators = new HashMap<>();
        // the iterator of those that name none turns fastest, whoever comes first
        iterators.put(0, all.counter());
        uses.forEach(use -> all.add(use, iterators));
        List<Map<VariableUse, String>> combinations = new ArrayList<>();
        do {
            combinations.add(all.now(uses));
        } while (all.advance());
        return combinations;
    }

    private Counter counter() {
        Counter counter = new Counter();
        order.add(counter);
        return counter;
    }

    private void add(VariableUse use, Map<Integer, Counter> iterators) {
        List<String> values = variables.of(use.name());
        if (values.isEmpty()) throw NWFILTER.error(INTERNAL_ERROR, "Could not find value for variable '%s'", use.name());
        switch (use) {
            case VariableUse.Iterator(_, var id) -> {
                Counter counter = iterators.computeIfAbsent(id, _ -> counter());
                counter.add(values, 0, values.size() - 1);
                counters.put(use, counter);
            }
            case VariableUse.Element(var name, var index) -> {
                if (index >= values.size()) {
                    throw NWFILTER.error(INTERNAL_ERROR, "Could not get nth (%d) value of variable '%s'", index, name);
                }
                Counter counter = counter();
                counter.add(values, index, index);
                counters.put(use, counter);
            }
        }
    }

    private Map<VariableUse, String> now(List<VariableUse> uses) {
        Map<VariableUse, String> values = new HashMap<>();
        uses.forEach(use -> values.put(use, variables.of(use.name()).get(counters.get(use).now)));
        return values;
    }

    private boolean advance() {
        return order.stream().anyMatch(Counter::advance);
    }
}
