package jvirt.api.nwfilter;

import static jvirt.api.nwfilter.Attribute.*;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;

/** The protocols that rules are about, each with what can be matched in its packets, in the order of print. */
public enum Protocol {
    ARP(Layer.ETHERNET, arp()),
    RARP(Layer.ETHERNET, arp()),
    MAC(Layer.ETHERNET, ethernet().put(ValueForm.ETHER_TYPE, PROTOCOLID).comment()),
    VLAN(Layer.ETHERNET, ethernet().put(ValueForm.VLAN_ID, VLANID).put(ValueForm.VLAN_ENCAPSULATED, ENCAP_PROTOCOL).comment()),
    STP(Layer.ETHERNET, table().put(ValueForm.MAC, SRCMACADDR).put(ValueForm.MAC_MASK, SRCMACMASK).put(ValueForm.UINT8, TYPE, FLAGS)
            .put(ValueForm.UINT16, ROOT_PRIORITY, ROOT_PRIORITY_HI)
            .put(ValueForm.MAC, ROOT_ADDRESS).put(ValueForm.MAC_MASK, ROOT_ADDRESS_MASK)
            .put(ValueForm.UINT32, ROOT_COST, ROOT_COST_HI).put(ValueForm.UINT16, SENDER_PRIORITY, SENDER_PRIORITY_HI)
            .put(ValueForm.MAC, SENDER_ADDRESS).put(ValueForm.MAC_MASK, SENDER_ADDRESS_MASK)
            .put(ValueForm.UINT16, PORT, PORT_HI, AGE, AGE_HI, MAX_AGE, MAX_AGE_HI, HELLO_TIME, HELLO_TIME_HI,
                    FORWARD_DELAY, FORWARD_DELAY_HI).comment()),
    IP(Layer.ETHERNET, packets(ValueForm.IPV4, ValueForm.IPV4_MASK).put(ValueForm.DSCP, Attribute.DSCP).comment()),
    IPV6(Layer.ETHERNET, packets(ValueForm.IPV6, ValueForm.IPV6_MASK).put(ValueForm.UINT8, TYPE, TYPEEND, CODE, CODEEND).comment()),
    TCP(Layer.IPV4, traffic(false).ports().put(ValueForm.UINT8, OPTION).put(ValueForm.TCP_FLAGS, FLAGS).comment()),
    UDP(Layer.IPV4, traffic(false).ports().comment()),
    UDPLITE(Layer.IPV4, traffic(false).comment()),
    ESP(Layer.IPV4, traffic(false).comment()),
    AH(Layer.IPV4, traffic(false).comment()),
    SCTP(Layer.IPV4, traffic(false).ports().comment()),
    ICMP(Layer.IPV4, traffic(false).put(ValueForm.UINT8, TYPE, CODE).comment()),
    ALL(Layer.IPV4, traffic(false).comment()),
    IGMP(Layer.IPV4, traffic(false).comment()),
    TCP_IPV6(Layer.IPV6, traffic(true).ports().put(ValueForm.UINT8, OPTION).comment()),
    UDP_IPV6(Layer.IPV6, traffic(true).ports().comment()),
    UDPLITE_IPV6(Layer.IPV6, traffic(true).comment()),
    ESP_IPV6(Layer.IPV6, traffic(true).comment()),
    AH_IPV6(Layer.IPV6, traffic(true).comment()),
    SCTP_IPV6(Layer.IPV6, traffic(true).ports().comment()),
    ICMPV6(Layer.IPV6, traffic(true).put(ValueForm.UINT8, TYPE, CODE).comment()),
    ALL_IPV6(Layer.IPV6, traffic(true).comment());

    /** Which of the host's firewalls sees the packets. */
    public enum Layer { ETHERNET, IPV4, IPV6 }

    private final Layer layer;
    private final SequencedMap<Attribute, ValueForm> attributes;
    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    Protocol(Layer layer, Table table) {
        this.layer = layer;
        this.attributes = Collections.unmodifiableSequencedMap(table.attributes);
    }

    /** An enum's constants cannot use static fields of their own: the table builds itself. */
    private static final class Table {
        private final SequencedMap<Attribute, ValueForm> attributes = new LinkedHashMap<>();

        Table put(ValueForm form, Attribute... named) {
            for (Attribute attribute : named) attributes.put(attribute, form);
            return this;
        }

        Table ports() {
            return put(ValueForm.UINT16, SRCPORTSTART, SRCPORTEND, DSTPORTSTART, DSTPORTEND);
        }

        Table comment() {
            return put(ValueForm.COMMENT, Attribute.COMMENT);
        }
    }

    private static Table table() {
        return new Table();
    }

    private static Table ethernet() {
        return table().put(ValueForm.MAC, SRCMACADDR).put(ValueForm.MAC_MASK, SRCMACMASK)
                .put(ValueForm.MAC, DSTMACADDR).put(ValueForm.MAC_MASK, DSTMACMASK);
    }

    private static Table arp() {
        return ethernet().put(ValueForm.UINT16, HWTYPE, PROTOCOLTYPE).put(ValueForm.ARP_OPCODE, OPCODE)
                .put(ValueForm.MAC, ARPSRCMACADDR, ARPDSTMACADDR)
                .put(ValueForm.IPV4, ARPSRCIPADDR).put(ValueForm.IPV4_MASK, ARPSRCIPMASK)
                .put(ValueForm.IPV4, ARPDSTIPADDR).put(ValueForm.IPV4_MASK, ARPDSTIPMASK)
                .put(ValueForm.FLAG, GRATUITOUS).comment();
    }

    /** Packets of IP as Ethernet's firewall sees them. */
    private static Table packets(ValueForm address, ValueForm mask) {
        return ethernet().put(address, SRCIPADDR).put(mask, SRCIPMASK).put(address, DSTIPADDR).put(mask, DSTIPMASK)
                .put(ValueForm.IP_PROTOCOL, PROTOCOL).ports();
    }

    /** Packets of IP as IP's firewall sees them. */
    private static Table traffic(boolean v6) {
        ValueForm address = v6 ? ValueForm.IPV6 : ValueForm.IPV4;
        ValueForm mask = v6 ? ValueForm.IPV6_MASK : ValueForm.IPV4_MASK;
        return table().put(ValueForm.MAC, SRCMACADDR).put(address, SRCIPADDR).put(mask, SRCIPMASK)
                .put(address, DSTIPADDR).put(mask, DSTIPMASK).put(address, SRCIPFROM, SRCIPTO, DSTIPFROM, DSTIPTO)
                .put(ValueForm.DSCP, Attribute.DSCP).put(ValueForm.DECIMAL16, CONNLIMIT_ABOVE).put(ValueForm.STATE, Attribute.STATE)
                .put(ValueForm.IPSET, Attribute.IPSET).put(ValueForm.IPSET_FLAGS, IPSETFLAGS);
    }

    public Layer layer() {
        return layer;
    }

    /** The element's name. */
    public String word() {
        return word;
    }

    boolean isArp() {
        return this == ARP || this == RARP;
    }

    /** What can be matched, in the order of print. */
    SequencedMap<Attribute, ValueForm> attributes() {
        return attributes;
    }

    static Optional<Protocol> named(String element) {
        return Arrays.stream(values()).filter(protocol -> protocol.word.equals(element)).findFirst();
    }
}
