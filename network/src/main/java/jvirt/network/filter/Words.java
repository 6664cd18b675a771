package jvirt.network.filter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import jvirt.api.nwfilter.Attribute;
import jvirt.api.nwfilter.Match;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Value;
import jvirt.api.nwfilter.VariableUse;

/** The words of one command, as they are put together from a rule. Not for several threads. */
final class Words {
    private final Rule rule;
    private final Map<VariableUse, String> variables;
    /** ebtables wants the {@code !} behind the option, iptables before. */
    private final boolean optionFirst;
    private final List<String> words = new ArrayList<>();

    Words(Rule rule, Map<VariableUse, String> variables, boolean optionFirst) {
        this.rule = rule;
        this.variables = variables;
        this.optionFirst = optionFirst;
    }

    Words add(String... more) {
        words.addAll(List.of(more));
        return this;
    }

    int size() {
        return words.size();
    }

    List<String> list() {
        return List.copyOf(words);
    }

    boolean has(Attribute attribute) {
        return rule.match(attribute).isPresent();
    }

    boolean negated(Attribute attribute) {
        return rule.match(attribute).map(Match::negated).orElse(false);
    }

    /** The attribute's value as a word, if it is there. */
    Optional<String> text(Attribute attribute) {
        return rule.match(attribute).map(match -> text(match.value(), false));
    }

    private Optional<String> hex(Attribute attribute) {
        return rule.match(attribute).map(match -> text(match.value(), true));
    }

    private String text(Value value, boolean hex) {
        return switch (value) {
            case Value.Variable(var use) -> variables.get(use);
            case Value.Number(var number, _) -> hex ? "0x" + Long.toHexString(number) : Long.toString(number);
            case Value.Mac(var address) -> address.toString();
            case Value.Ip(var address) -> address.toString();
            case Value.Prefix(var bits) -> Integer.toString(bits);
            case Value.Text(var text) -> text;
            case Value.Flag(var on) -> Boolean.toString(on);
            case Value.TcpFlags flags -> flags.maskWords() + " " + flags.flagWords();
            case Value.States(var states) -> states.stream().sorted().map(Enum::name).collect(Collectors.joining(","));
            case Value.SetSides sides -> sides(sides, false);
        };
    }

    /** The sides of a set's entry, where what is the source for the guest may be the destination for us. */
    static String sides(Value.SetSides sides, boolean swapped) {
        return sides.sources().stream().map(source -> source != swapped ? "src" : "dst").collect(Collectors.joining(","));
    }

    /** An option and what it is compared with, where the attribute that decides is negated with a {@code !}. */
    Words option(Attribute decides, String option, String value) {
        if (!optionFirst && negated(decides)) words.add("!");
        words.add(option);
        if (optionFirst && negated(decides)) words.add("!");
        words.add(value);
        return this;
    }

    Words option(Attribute attribute, String option) {
        text(attribute).ifPresent(text -> option(attribute, option, text));
        return this;
    }

    Words hexOption(Attribute attribute, String option) {
        hex(attribute).ifPresent(text -> option(attribute, option, text));
        return this;
    }

    /** An option whose value another attribute may complete: {@code 10.0.0.0/8}, {@code 67:68}. */
    Words option(Attribute attribute, Attribute rest, String separator, String option) {
        text(attribute).ifPresent(text -> option(attribute, option, text + text(rest).map(separator::concat).orElse("")));
        return this;
    }
}
