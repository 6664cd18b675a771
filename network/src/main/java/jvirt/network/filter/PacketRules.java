package jvirt.network.filter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Rule.Direction;
import jvirt.api.nwfilter.Value;
import jvirt.api.nwfilter.VariableUse;

/** What a rule of IP's layer comes to in the three chains of an interface. */
final class PacketRules {
    private PacketRules() {}

    /** The commands that add the rule: for what the guest sends, for what it gets, for what it sends to the host itself. */
    static List<List<String>> commands(ChainNames chains, Rule rule, Map<VariableUse, String> variables) {
        boolean byDocument = rule.stateMatch() && !rule.states().isEmpty();
        boolean in = rule.direction().in();
        // the way that the document is not about lets only answers pass, or nothing where it says which states it wants
        boolean sent = !byDocument || rule.direction() != Direction.IN;
        boolean got = !byDocument || in;
        return Stream.of(
                place(chains.packets('F', true), rule, in, "RETURN", byDocument, in).filter(_ -> sent),
                place(chains.packets('F', false), rule, !in, "ACCEPT", byDocument, !in || rule.direction() == Direction.INOUT)
                        .filter(_ -> got),
                place(chains.packets('H', true), rule, in, "RETURN", byDocument, in).filter(_ -> sent))
                .flatMap(Optional::stream)
                .flatMap(place -> PacketRule.command(place, rule, variables).stream())
                .toList();
    }

    private static Optional<PacketRule.Place> place(String chain, Rule rule, boolean in, String accept, boolean byDocument,
            boolean skipTyped) {
        Optional<String> state = byDocument ? written(rule) : usual(rule, in);
        return Optional.of(new PacketRule.Place(chain, in, state, !byDocument, accept, skipTyped));
    }

    /** The states that the document names; with NONE among them nothing is asked. */
    private static Optional<String> written(Rule rule) {
        if (rule.states().contains(Value.State.NONE)) return Optional.empty();
        return Optional.of(rule.states().stream().sorted().map(Enum::name).collect(Collectors.joining(",")));
    }

    /** Whoever a rule lets begin may go on; the other side only answers. */
    private static Optional<String> usual(Rule rule, boolean in) {
        if (!rule.stateMatch() || rule.direction() == Direction.INOUT) return Optional.empty();
        return Optional.of(in ? "ESTABLISHED" : "NEW,ESTABLISHED");
    }
}
