package jvirt.api.nwfilter;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlWriter;

/**
 * What becomes of packets, {@code <rule>}.
 *
 * @param stateMatch the kernel's knowledge of connections is used, where nothing else is said
 * @param protocol of which protocol; all packets when there is none
 * @param matches what is asked of them, in the order of print
 * @param states all states that its elements name
 */
public record Rule(Action action, Direction direction, int priority, boolean stateMatch, Optional<Protocol> protocol,
        SequencedMap<Attribute, Match> matches, Set<Value.State> states) implements NetworkFilter.Entry {
    private static final int LOWEST_PRIORITY = -1000;
    private static final int HIGHEST_PRIORITY = 1000;
    private static final int USUAL_PRIORITY = 500;
    /** tcp, udp, dccp, sctp. */
    private static final Set<Long> WITH_PORTS = Set.of(6L, 17L, 33L, 132L);

    public enum Action { DROP, ACCEPT, REJECT, RETURN, CONTINUE }

    /** As the guest sees it. */
    public enum Direction {
        IN, OUT, INOUT;

        public boolean in() {
            return this != OUT;
        }

        public boolean out() {
            return this != IN;
        }
    }

    public Rule {
        matches = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(matches));
        states = Collections.unmodifiableSet(states.isEmpty() ? EnumSet.noneOf(Value.State.class) : EnumSet.copyOf(states));
    }

    public static Rule parse(Element rule) {
        Action action = word(Action.values(), rule, "action");
        Direction direction = word(Direction.values(), rule, "direction");
        boolean stateMatch = rule.attribute("statematch").filter(text -> text.equals("0") || text.equalsIgnoreCase("false")).isEmpty();
        Optional<Protocol> protocol = rule.children().stream().flatMap(child -> Protocol.named(child.name()).stream()).findFirst();
        Map<Attribute, Match> found = new EnumMap<>(Attribute.class);
        Set<Value.State> states = EnumSet.noneOf(Value.State.class);
        protocol.ifPresent(one -> {
            for (Element details : rule.children(one.word())) read(details, one, found, states);
            complete(one, found);
        });
        return new Rule(action, direction, priority(rule), stateMatch, protocol,
                protocol.map(one -> inOrder(one, found)).orElseGet(LinkedHashMap::new), states);
    }

    private static <E extends Enum<E>> E word(E[] values, Element rule, String attribute) {
        String word = rule.attribute(attribute).orElseThrow(() ->
                NWFILTER.error(INTERNAL_ERROR, "rule node requires %s attribute", attribute));
        return Arrays.stream(values).filter(value -> word.equals(value.name().toLowerCase(Locale.ROOT))).findFirst().orElseThrow(() ->
                NWFILTER.error(CONFIG_UNSUPPORTED, "unknown rule %s attribute value", attribute));
    }

    /** A priority that is none is passed over, as libvirt does. */
    private static int priority(Element rule) {
        try {
            int priority = Integer.parseInt(rule.attribute("priority").orElse("").strip());
            return priority < LOWEST_PRIORITY || priority > HIGHEST_PRIORITY ? USUAL_PRIORITY : priority;
        } catch (NumberFormatException _) {
            return USUAL_PRIORITY;
        }
    }

    /** One element of the protocol; a rule may have several, some of what must not be. */
    private static void read(Element details, Protocol protocol, Map<Attribute, Match> found, Set<Value.State> states) {
        boolean negated = details.attribute("match").equals(Optional.of("no"));
        Optional<VirtException> wrong = Optional.empty();
        for (var known : protocol.attributes().entrySet()) {
            Attribute attribute = known.getKey();
            Optional<String> text = details.attribute(attribute.word());
            if (text.isEmpty()) continue;
            Optional<Value> value = value(known.getValue(), text.get());
            value.ifPresent(some -> found.put(attribute, new Match(some, negated)));
            if (value.isPresent() && value.get() instanceof Value.States(var named)) states.addAll(named);
            // of several that are wrong libvirt names the last
            if (value.isEmpty()) {
                wrong = Optional.of(NWFILTER.error(INTERNAL_ERROR, "%s has illegal value %s", attribute.word(), text.get()));
            }
        }
        if (wrong.isPresent()) throw wrong.get();
        checkPorts(protocol, found);
    }

    private static Optional<Value> value(ValueForm form, String text) {
        return text.startsWith("$") ? VariableUse.find(text.substring(1)).map(Value.Variable::new) : form.parse(text);
    }

    private static void checkPorts(Protocol protocol, Map<Attribute, Match> found) {
        if (protocol != Protocol.IP && protocol != Protocol.IPV6) return;
        boolean ports = List.of(Attribute.SRCPORTSTART, Attribute.SRCPORTEND, Attribute.DSTPORTSTART, Attribute.DSTPORTEND).stream()
                .anyMatch(found::containsKey);
        Match within = found.get(Attribute.PROTOCOL);
        boolean known = within != null && within.value() instanceof Value.Number(long number, _) && WITH_PORTS.contains(number);
        if (ports && !known) {
            throw NWFILTER.error(INTERNAL_ERROR, "%s rule with port specification requires protocol specification with protocol to "
                    + "be either one of tcp(6), udp(17), dccp(33), or sctp(132)", protocol == Protocol.IP ? "IP" : "IPv6");
        }
    }

    /**
     * What completes another attribute matches, or not, as that one does. A set is compared with the packet's source where
     * nothing is said. (libvirt 9.0 loses a set whose sides are said, in all protocols but {@code all}: the rule is then wider
     * than its writer meant.)
     */
    private static void complete(Protocol protocol, Map<Attribute, Match> found) {
        if (found.containsKey(Attribute.IPSET)) {
            found.putIfAbsent(Attribute.IPSETFLAGS, new Match(new Value.SetSides(List.of(true)), false));
        } else {
            found.remove(Attribute.IPSETFLAGS);
        }
        Map<Attribute, Match> said = new EnumMap<>(Attribute.class);
        said.putAll(found);
        found.replaceAll((attribute, match) -> attribute.leader(protocol)
                .map(leader -> new Match(match.value(), said.containsKey(leader) && said.get(leader).negated()))
                .orElse(match));
    }

    private static SequencedMap<Attribute, Match> inOrder(Protocol protocol, Map<Attribute, Match> found) {
        SequencedMap<Attribute, Match> matches = new LinkedHashMap<>();
        protocol.attributes().keySet().stream().filter(found::containsKey).forEach(key -> matches.put(key, found.get(key)));
        return matches;
    }

    @Override
    public void format(XmlWriter writer) {
        writer.attribute("action", action.name().toLowerCase(Locale.ROOT))
                .attribute("direction", direction.name().toLowerCase(Locale.ROOT)).attribute("priority", priority);
        if (!stateMatch) writer.attribute("statematch", "false");
        protocol.ifPresent(one -> write(one, writer));
    }

    /** An element for each run of attributes that match, or must not, alike. */
    private void write(Protocol of, XmlWriter writer) {
        writer.start(of.word());
        boolean first = true;
        boolean negated = false;
        for (var entry : matches.entrySet()) {
            Match match = entry.getValue();
            if (!first && match.negated() != negated) writer.end().start(of.word());
            if (match.negated() && (first || !negated)) writer.attribute("match", "no");
            first = false;
            negated = match.negated();
            writer.attribute(entry.getKey().word(), match.value() instanceof Value.Variable(var use) ? "$" + use
                    : of.attributes().get(entry.getKey()).print(match.value()));
        }
        writer.end();
    }

    /** What is asked of this attribute, if anything is. */
    public Optional<Match> match(Attribute attribute) {
        return Optional.ofNullable(matches.get(attribute));
    }

    /** Which of the host's firewalls it is for. */
    public Protocol.Layer layer() {
        return protocol.map(Protocol::layer).orElse(Protocol.Layer.ETHERNET);
    }

    /** The variables that it uses, each once. */
    public List<VariableUse> variables() {
        return matches.values().stream().map(Match::value)
                .flatMap(value -> value instanceof Value.Variable(var use) ? Stream.of(use) : Stream.empty())
                .distinct().toList();
    }
}
