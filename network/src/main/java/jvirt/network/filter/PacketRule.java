package jvirt.network.filter;

import static jvirt.api.nwfilter.Attribute.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.nwfilter.Attribute;
import jvirt.api.nwfilter.Match;
import jvirt.api.nwfilter.Protocol;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Value;
import jvirt.api.nwfilter.VariableUse;

/** A rule in the words of iptables and ip6tables, for one of the chains that a packet may go through. */
final class PacketRule {
    /**
     * Where the rule goes.
     *
     * @param in the chain's packets are on the way to the guest, seen from a rule that is written for what it sends
     * @param state what the kernel must know of the connection
     * @param ownState the state is not the document's but follows from the direction
     * @param accept where accepted packets go on
     * @param skipTyped ICMP's types are not matched on this way: an answer's is another than its question's
     */
    record Place(String chain, boolean in, Optional<String> state, boolean ownState, String accept, boolean skipTyped) {}

    private final Rule rule;
    private final Place place;
    private final Words words;

    private PacketRule(Rule rule, Place place, Words words) {
        this.rule = rule;
        this.place = place;
        this.words = words;
    }

    /** The command that adds the rule to a chain; empty where it says nothing of what passes there. */
    static Optional<List<String>> command(Place place, Rule rule, Map<VariableUse, String> variables) {
        Protocol protocol = rule.protocol().orElseThrow();
        Words words = new Words(rule, variables, false).add("-A", place.chain, "-p", name(protocol));
        return new PacketRule(rule, place, words).matched(protocol) ? Optional.of(words.list()) : Optional.empty();
    }

    private static String name(Protocol protocol) {
        return protocol.word().replace("-ipv6", "");
    }

    private boolean matched(Protocol protocol) {
        boolean typed = isIcmp(protocol) && words.has(TYPE);
        // a limit on connections counts those that the guest opens
        if (typed && place.skipTyped || words.has(CONNLIMIT_ABOVE) && place.in) return false;
        int bare = words.size();
        sourceMac();
        addresses();
        match(protocol);
        // of the guest's own address nothing can be said on the way to it
        if (words.has(SRCMACADDR) && place.in && words.size() == bare) return false;
        state(typed);
        set();
        connections();
        rule.match(COMMENT).ifPresent(_ -> words.add("-m", "comment", "--comment", words.text(COMMENT).orElseThrow()));
        words.add("-j", rule.action() == Rule.Action.ACCEPT ? place.accept : rule.action().name());
        return true;
    }

    private static boolean isIcmp(Protocol protocol) {
        return protocol == Protocol.ICMP || protocol == Protocol.ICMPV6;
    }

    private void sourceMac() {
        if (!words.has(SRCMACADDR) || place.in) return;
        words.add("-m", "mac").option(SRCMACADDR, "--mac-source");
    }

    private void addresses() {
        address(SRCIPADDR, SRCIPMASK, SRCIPFROM, SRCIPTO, !place.in);
        address(DSTIPADDR, DSTIPMASK, DSTIPFROM, DSTIPTO, place.in);
        if (words.has(DSCP)) words.add("-m", "dscp").option(DSCP, "--dscp");
    }

    private void address(Attribute address, Attribute mask, Attribute from, Attribute to, boolean source) {
        if (words.has(address)) {
            words.option(address, mask, "/", source ? "--source" : "--destination");
        } else if (words.has(from)) {
            words.add("-m", "iprange").option(from, to, "-", source ? "--src-range" : "--dst-range");
        }
    }

    private void match(Protocol protocol) {
        switch (protocol) {
            case TCP, TCP_IPV6 -> {
                rule.match(FLAGS).map(Match::value).ifPresent(this::tcpFlags);
                ports();
                words.option(OPTION, "--tcp-option");
            }
            case UDP, UDP_IPV6, SCTP, SCTP_IPV6 -> ports();
            case ICMP -> words.option(TYPE, CODE, "/", "--icmp-type");
            case ICMPV6 -> words.option(TYPE, CODE, "/", "--icmpv6-type");
            default -> { }
        }
    }

    private void tcpFlags(Value value) {
        if (!(value instanceof Value.TcpFlags flags)) return;
        words.option(FLAGS, "--tcp-flags", flags.maskWords()).add(flags.flagWords());
    }

    private void ports() {
        words.option(SRCPORTSTART, SRCPORTEND, ":", place.in ? "--dport" : "--sport");
        words.option(DSTPORTSTART, DSTPORTEND, ":", place.in ? "--sport" : "--dport");
    }

    private void state(boolean typed) {
        boolean accepts = rule.action() == Rule.Action.ACCEPT;
        boolean skip = accepts ? words.has(CONNLIMIT_ABOVE) : place.ownState;
        if (place.state.isEmpty() || skip) return;
        words.add("-m", "conntrack", "--ctstate", place.state.get());
        if (place.ownState && !typed && rule.direction() != Rule.Direction.INOUT) {
            words.add("-m", "conntrack", "--ctdir", place.in ? "Reply" : "Original");
        }
    }

    private void set() {
        Optional<Value> sides = rule.match(IPSETFLAGS).map(Match::value);
        if (!words.has(IPSET) || !(sides.orElse(null) instanceof Value.SetSides known)) return;
        words.add("-m", "set", "--match-set", words.text(IPSET).orElseThrow(), Words.sides(known, place.in));
    }

    private void connections() {
        if (words.has(CONNLIMIT_ABOVE)) words.add("-m", "connlimit").option(CONNLIMIT_ABOVE, "--connlimit-above");
    }
}
