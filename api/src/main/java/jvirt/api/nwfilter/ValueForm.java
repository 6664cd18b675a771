package jvirt.api.nwfilter;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.api.xml.Numbers;

/** How an attribute's value is written. */
enum ValueForm {
    UINT8(text -> number(text, 0xff)),
    UINT16(text -> number(text, 0xffff)),
    UINT32(text -> number(text, 0xffff_ffffL)),
    DECIMAL16(text -> number(text, 0xffff, 10).map(value -> new Value.Number(value, false))),
    MAC(text -> MacAddress.find(text).map(Value.Mac::new)),
    MAC_MASK(text -> MacAddress.find(text).filter(ValueForm::isMask).map(Value.Mac::new)),
    IPV4(text -> IpAddress.find(text).filter(address -> !address.v6()).map(Value.Ip::new)),
    IPV4_MASK(text -> mask(text, false)),
    IPV6(text -> IpAddress.find(text).filter(IpAddress::v6).map(Value.Ip::new)),
    IPV6_MASK(text -> mask(text, true)),
    /** Smaller numbers are lengths of Ethernet's older frames. */
    ETHER_TYPE(text -> named(text, 0xffff, Names.ETHER, false).filter(type -> type.value() >= 0x600)),
    VLAN_ID(text -> number(text, 0xffff).filter(id -> id.value() <= 4095)),
    /** Whole frames are no shorter than 60 bytes. */
    VLAN_ENCAPSULATED(text -> named(text, 0xffff, Names.ETHER, false).filter(type -> type.value() >= 0x3c)),
    ARP_OPCODE(text -> named(text, 0xffff, Names.OPCODES, false)),
    IP_PROTOCOL(text -> named(text, 0xff, Names.PROTOCOLS, true)),
    DSCP(text -> number(text, 0xff).filter(point -> point.value() <= 63)),
    FLAG(text -> Optional.of(new Value.Flag(text.equals("true") || text.equals("1") || text.equals("yes")))),
    COMMENT(text -> Optional.of(new Value.Text(text.length() <= 256 ? text : text.substring(0, 256)))),
    STATE(text -> words(text, Names.STATES).map(ValueForm::states)),
    TCP_FLAGS(ValueForm::tcpFlags),
    IPSET(text -> Optional.of(new Value.Text(text)).filter(_ -> Names.SET.matcher(text).matches())),
    IPSET_FLAGS(ValueForm::setSides);

    private static final int TCP_ALL = 0x3f;
    private static final int SIDES = 6;

    /** Words that stand for numbers. */
    private static final class Names {
        private static final Map<Long, String> ETHER =
                Map.of(0x806L, "arp", 0x8035L, "rarp", 0x800L, "ipv4", 0x86ddL, "ipv6", 0x8100L, "vlan");
        /** As {@code ebtables -h arp} has them. */
        private static final Map<Long, String> OPCODES = Map.of(1L, "Request", 2L, "Reply", 3L, "Request_Reverse", 4L, "Reply_Reverse",
                5L, "DRARP_Request", 6L, "DRARP_Reply", 7L, "DRARP_Error", 8L, "InARP_Request", 9L, "ARP_NAK");
        private static final Map<Long, String> PROTOCOLS = Map.of(6L, "tcp", 17L, "udp", 136L, "udplite", 50L, "esp", 51L, "ah",
                1L, "icmp", 2L, "igmp", 132L, "sctp", 58L, "icmpv6");
        /** Bits, in the order in which a list of words is looked through. */
        private static final Map<Long, String> TCP = new TreeMap<>(Map.of(1L, "FIN", 2L, "SYN", 4L, "RST", 8L, "PSH", 16L, "ACK",
                32L, "URG", 63L, "ALL", 0L, "NONE"));
        private static final Map<Long, String> STATES = new TreeMap<>(Map.of(1L, "NEW", 2L, "ESTABLISHED", 4L, "RELATED",
                8L, "INVALID", 16L, "NONE"));
        /** {@code MAX_IPSET_NAME_LENGTH}, without the end of the text. */
        private static final Pattern SET = Pattern.compile("[A-Za-z0-9_.:+ -]{0,31}");

        private Names() {}
    }

    private final Function<String, Optional<? extends Value>> parser;

    ValueForm(Function<String, Optional<? extends Value>> parser) {
        this.parser = parser;
    }

    /** The value that a text is; empty for what is none. */
    Optional<Value> parse(String text) {
        return parser.apply(text).map(value -> value);
    }

    String print(Value value) {
        return switch (value) {
            case Value.Number number -> print(number);
            case Value.Mac(var address) -> address.toString();
            case Value.Ip(var address) -> address.toString();
            case Value.Prefix(var bits) -> Integer.toString(bits);
            case Value.Text(var text) -> text;
            case Value.Flag(var on) -> Boolean.toString(on);
            case Value.TcpFlags(var mask, var flags) -> tcpFlags(mask) + "/" + tcpFlags(flags);
            case Value.States(var states) -> states.stream().sorted().map(Enum::name).collect(Collectors.joining(","));
            case Value.SetSides(var sources) -> sources.stream().map(source -> source ? "src" : "dst").collect(Collectors.joining(","));
            case Value.Variable(var use) -> "$" + use;
        };
    }

    private String print(Value.Number number) {
        String decimal = Long.toString(number.value());
        return switch (this) {
            case ETHER_TYPE, VLAN_ENCAPSULATED -> Names.ETHER.getOrDefault(number.value(), plain(number));
            case IP_PROTOCOL -> Names.PROTOCOLS.getOrDefault(number.value(), plain(number));
            case ARP_OPCODE -> Names.OPCODES.getOrDefault(number.value(), decimal);
            default -> plain(number);
        };
    }

    private static String plain(Value.Number number) {
        return number.hex() ? "0x" + Long.toHexString(number.value()) : Long.toString(number.value());
    }

    /** A number that is not too large: decimal if it can be that, or hexadecimal. */
    private static Optional<Value.Number> number(String text, long most) {
        return number(text, most, 10).map(value -> new Value.Number(value, false))
                .or(() -> number(text, most, 16).map(value -> new Value.Number(value, true)));
    }

    private static Optional<Long> number(String text, long most, int base) {
        try {
            long value = Numbers.parse(text, base);
            return value < 0 || value > most ? Optional.empty() : Optional.of(value);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** A number, or a word for one. */
    private static Optional<Value.Number> named(String text, long most, Map<Long, String> names, boolean hex) {
        return number(text, most).or(() -> names.entrySet().stream().filter(name -> name.getValue().equalsIgnoreCase(text))
                .findFirst().map(name -> new Value.Number(name.getKey(), hex)));
    }

    private static boolean isMask(MacAddress mask) {
        long zeros = ~mask.value() & 0xffff_ffff_ffffL;
        return (zeros & zeros + 1) == 0;
    }

    private static Optional<Value.Prefix> mask(String text, boolean v6) {
        Optional<Long> bits = number(text, Integer.MAX_VALUE, 10);
        if (bits.isPresent()) return bits.filter(count -> count <= (v6 ? 128 : 32)).map(count -> new Value.Prefix(count.intValue()));
        return IpAddress.find(text).filter(address -> address.v6() == v6).flatMap(IpAddress::prefixOfMask).map(Value.Prefix::new);
    }

    /** The bits of words, set apart by commas or blanks; empty when one is unknown. */
    private static Optional<Long> words(String text, Map<Long, String> names) {
        String rest = text.toUpperCase(Locale.ROOT);
        long bits = 0;
        while (true) {
            rest = rest.replaceFirst("^[\\s,]+", "");
            if (rest.isEmpty()) return Optional.of(bits);
            boolean known = false;
            for (var name : names.entrySet()) {
                if (!rest.startsWith(name.getValue())) continue;
                bits |= name.getKey();
                rest = rest.substring(name.getValue().length());
                known = true;
                break;
            }
            if (!known) return Optional.empty();
        }
    }

    private static Value.States states(long bits) {
        Set<Value.State> states = EnumSet.noneOf(Value.State.class);
        for (Value.State state : Value.State.values()) {
            if ((bits & 1L << state.ordinal()) != 0) states.add(state);
        }
        return new Value.States(states.contains(Value.State.NONE) ? EnumSet.of(Value.State.NONE) : states);
    }

    private static Optional<Value.TcpFlags> tcpFlags(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) return Optional.empty();
        return words(text.substring(0, slash), Names.TCP).flatMap(mask -> words(text.substring(slash + 1), Names.TCP)
                .map(flags -> new Value.TcpFlags(mask.intValue(), flags.intValue())));
    }

    /** A set of TCP's flags, as iptables has it. */
    static String tcpFlags(int bits) {
        if (bits == 0 || bits == TCP_ALL) return Names.TCP.get((long) bits);
        return Names.TCP.entrySet().stream().filter(name -> Long.bitCount(name.getKey()) == 1 && (name.getKey() & bits) != 0)
                .map(Map.Entry::getValue).collect(Collectors.joining(","));
    }

    private static Optional<Value.SetSides> setSides(String text) {
        List<Boolean> sources = new ArrayList<>();
        for (String side : text.split(",", -1)) {
            if (!side.equalsIgnoreCase("src") && !side.equalsIgnoreCase("dst")) return Optional.empty();
            sources.add(side.equalsIgnoreCase("src"));
        }
        return sources.size() > SIDES ? Optional.empty() : Optional.of(new Value.SetSides(sources));
    }
}
