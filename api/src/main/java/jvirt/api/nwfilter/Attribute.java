package jvirt.api.nwfilter;

import java.util.Locale;
import java.util.Optional;

/** What a rule can match in a packet: an attribute of a protocol's element. */
public enum Attribute {
    SRCMACADDR, SRCMACMASK, DSTMACADDR, DSTMACMASK,
    PROTOCOLID, VLANID, ENCAP_PROTOCOL,
    TYPE, FLAGS, ROOT_PRIORITY, ROOT_PRIORITY_HI, ROOT_ADDRESS, ROOT_ADDRESS_MASK, ROOT_COST, ROOT_COST_HI,
    SENDER_PRIORITY, SENDER_PRIORITY_HI, SENDER_ADDRESS, SENDER_ADDRESS_MASK, PORT, PORT_HI, AGE, AGE_HI, MAX_AGE, MAX_AGE_HI,
    HELLO_TIME, HELLO_TIME_HI, FORWARD_DELAY, FORWARD_DELAY_HI,
    HWTYPE, PROTOCOLTYPE, OPCODE, ARPSRCMACADDR, ARPDSTMACADDR, ARPSRCIPADDR, ARPSRCIPMASK, ARPDSTIPADDR, ARPDSTIPMASK, GRATUITOUS,
    SRCIPADDR, SRCIPMASK, DSTIPADDR, DSTIPMASK, SRCIPFROM, SRCIPTO, DSTIPFROM, DSTIPTO, PROTOCOL,
    SRCPORTSTART, SRCPORTEND, DSTPORTSTART, DSTPORTEND, DSCP, TYPEEND, CODE, CODEEND,
    CONNLIMIT_ABOVE, STATE, IPSET, IPSETFLAGS, OPTION, COMMENT;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** The attribute's name in XML. */
    public String word() {
        return word;
    }

    /**
     * The attribute that this one only completes: a mask, the end of a range. Whether the two match or must not is said of the
     * leading one. That libvirt lets ports of the destination follow those of the source is kept: documents mean the same.
     */
    Optional<Attribute> leader(Protocol protocol) {
        return Optional.ofNullable(switch (this) {
            case SRCMACMASK -> SRCMACADDR;
            case DSTMACMASK -> DSTMACADDR;
            case ROOT_PRIORITY_HI -> ROOT_PRIORITY;
            case ROOT_ADDRESS_MASK -> ROOT_ADDRESS;
            case ROOT_COST_HI -> ROOT_COST;
            case SENDER_PRIORITY_HI -> SENDER_PRIORITY;
            case SENDER_ADDRESS_MASK -> SENDER_ADDRESS;
            case PORT_HI -> PORT;
            case AGE_HI -> AGE;
            case MAX_AGE_HI -> MAX_AGE;
            case HELLO_TIME_HI -> HELLO_TIME;
            case FORWARD_DELAY_HI -> FORWARD_DELAY;
            case SRCIPMASK -> SRCIPADDR;
            case DSTIPMASK -> DSTIPADDR;
            case SRCIPTO -> SRCIPFROM;
            case DSTIPTO -> DSTIPFROM;
            case TYPEEND, CODE, CODEEND -> TYPE;
            case SRCPORTEND, DSTPORTSTART, DSTPORTEND -> protocol.layer() == Protocol.Layer.ETHERNET ? null : SRCPORTSTART;
            default -> null;
        }).filter(_ -> !protocol.isArp());
    }
}
