package jvirt.network.filter;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.NWFILTER;
import static jvirt.api.nwfilter.Attribute.*;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.nwfilter.Attribute;
import jvirt.api.nwfilter.Protocol;
import jvirt.api.nwfilter.Rule;
import jvirt.api.nwfilter.Value;
import jvirt.api.nwfilter.VariableUse;

/** A rule in the words of ebtables. */
final class EthernetRule {
    /** Where bridges talk to each other: {@code NWFILTER_MAC_BGA}. */
    static final String BRIDGES = "01:80:c2:00:00:00";

    private final Words words;
    /** What is the source for the guest is the destination for us. */
    private final boolean reverse;

    private EthernetRule(Words words, boolean reverse) {
        this.words = words;
        this.reverse = reverse;
    }

    /**
     * The command that adds the rule to a chain.
     *
     * @param reverse source and destination change places, for the way back of what goes both ways
     */
    static List<String> command(String chain, Rule rule, Map<VariableUse, String> variables, boolean reverse) {
        Words words = new Words(rule, variables, true).add("-A", chain);
        EthernetRule command = new EthernetRule(words, reverse);
        rule.protocol().ifPresent(protocol -> command.match(protocol, rule));
        // this firewall cannot answer
        Rule.Action action = rule.action() == Rule.Action.REJECT ? Rule.Action.DROP : rule.action();
        return words.add("-j", action.name()).list();
    }

    private void match(Protocol protocol, Rule rule) {
        if (protocol == Protocol.STP && reverse && words.has(SRCMACADDR)) {
            throw NWFILTER.error(INTERNAL_ERROR,
                    "STP filtering in inout direction with source MAC address set is not supported");
        }
        words.option(SRCMACADDR, SRCMACMASK, "/", reverse ? "-d" : "-s");
        words.option(DSTMACADDR, DSTMACMASK, "/", reverse ? "-s" : "-d");
        switch (protocol) {
            case MAC -> words.hexOption(PROTOCOLID, "-p");
            case VLAN -> words.add("-p", "0x8100").option(VLANID, "--vlan-id").option(ENCAP_PROTOCOL, "--vlan-encap");
            case STP -> spanningTree();
            case ARP, RARP -> arp(protocol, rule);
            case IP -> ip();
            case IPV6 -> ipv6();
            default -> throw new IllegalStateException(protocol + " is not Ethernet's");
        }
    }

    private void spanningTree() {
        words.add("-d", BRIDGES).option(TYPE, "--stp-type").option(FLAGS, "--stp-flags")
                .option(ROOT_PRIORITY, ROOT_PRIORITY_HI, ":", "--stp-root-pri")
                .option(ROOT_ADDRESS, ROOT_ADDRESS_MASK, "/", "--stp-root-addr")
                .option(ROOT_COST, ROOT_COST_HI, ":", "--stp-root-cost")
                .option(SENDER_PRIORITY, SENDER_PRIORITY_HI, ":", "--stp-sender-prio")
                .option(SENDER_ADDRESS, SENDER_ADDRESS_MASK, "/", "--stp-sender-addr")
                .option(PORT, PORT_HI, ":", "--stp-port").option(AGE, AGE_HI, ":", "--stp-msg-age")
                .option(MAX_AGE, MAX_AGE_HI, ":", "--stp-max-age").option(HELLO_TIME, HELLO_TIME_HI, ":", "--stp-hello-time")
                .option(FORWARD_DELAY, FORWARD_DELAY_HI, ":", "--stp-forward-delay");
    }

    private void arp(Protocol protocol, Rule rule) {
        words.add("-p", protocol == Protocol.ARP ? "0x806" : "0x8035").option(HWTYPE, "--arp-htype").option(OPCODE, "--arp-opcode")
                .hexOption(PROTOCOLTYPE, "--arp-ptype");
        String source = reverse ? "dst" : "src";
        String destination = reverse ? "src" : "dst";
        Optional<String> mask = words.has(ARPSRCIPADDR) ? words.text(ARPSRCIPMASK) : Optional.empty();
        masked(ARPSRCIPADDR, mask, "--arp-ip-" + source);
        // a mask that is said of the source alone is, as libvirt has it, the destination's too
        masked(ARPDSTIPADDR, words.text(ARPDSTIPMASK).or(() -> mask), "--arp-ip-" + destination);
        words.option(ARPSRCMACADDR, "--arp-mac-" + source).option(ARPDSTMACADDR, "--arp-mac-" + destination);
        rule.match(GRATUITOUS).filter(match -> match.value().equals(new Value.Flag(true))).ifPresent(match -> {
            if (match.negated()) words.add("!");
            words.add("--arp-gratuitous");
        });
    }

    private void masked(Attribute address, Optional<String> mask, String option) {
        words.text(address).ifPresent(text -> words.option(address, option, text + "/" + mask.orElse("32")));
    }

    private void ip() {
        words.add("-p", "ipv4");
        addresses("--ip");
        words.hexOption(DSCP, "--ip-tos");
    }

    private void ipv6() {
        words.add("-p", "ipv6");
        addresses("--ip6");
        if (words.has(TYPE) || words.has(TYPEEND) || words.has(CODE) || words.has(CODEEND)) {
            words.option(TYPE, "--ip6-icmp-type", range(TYPE, TYPEEND) + "/" + range(CODE, CODEEND));
        }
    }

    private void addresses(String family) {
        String source = reverse ? "-destination" : "-source";
        String destination = reverse ? "-source" : "-destination";
        words.option(SRCIPADDR, SRCIPMASK, "/", family + source).option(DSTIPADDR, DSTIPMASK, "/", family + destination)
                .option(PROTOCOL, family + "-protocol")
                .option(SRCPORTSTART, SRCPORTEND, ":", family + source + "-port")
                .option(DSTPORTSTART, DSTPORTEND, ":", family + destination + "-port");
    }

    private String range(Attribute start, Attribute end) {
        return words.text(start).orElse("0") + ":" + words.text(end).or(() -> words.text(start)).orElse("255");
    }
}
