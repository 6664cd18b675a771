package jvirt.api.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;
import static jvirt.api.ErrorDomain.NONE;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.IpAddress;
import jvirt.api.VirtException;
import jvirt.api.network.Forward.Mode;

/** Refuses networks whose parts do not fit together. {@link #validate} is what only defining and starting ask for. */
public final class NetworkRules {
    private NetworkRules() {}

    /** What reading a document checks. */
    static void check(Network network) {
        network.ip().forEach(ip -> ip.ranges().forEach(range -> range(range.start(), range.end(), Optional.of(ip))));
        network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::address)
                .ifPresent(range -> range(range.start(), range.end(), Optional.empty()));
        network.route().forEach(route -> reachable(network, route));
        network.forward().ifPresent(forward -> pciOnce(network, forward));
        switch (network.mode()) {
            case NAT, ROUTE, OPEN -> routed(network);
            case NONE, BRIDGE, PRIVATE, VEPA, PASSTHROUGH, HOSTDEV -> { }
        }
        if (network.mtu().isPresent() && !network.ownsBridge()) {
            throw NETWORK.error(XML_ERROR,
                    "mtu size only allowed in open, route, nat, and isolated mode, not in %s (network '%s')", network.mode(),
                    network.name());
        }
    }

    /** {@code virSocketAddrGetRange}: both ends of one family, in order, and within the network. */
    static void range(IpAddress start, IpAddress end, Optional<Ip> ip) {
        if (start.v6() != end.v6()) throw wrong("mismatch of address family in range %s - %s", start, end);
        if (ip.isPresent()) {
            IpAddress network = ip.get().address();
            int prefix = ip.get().prefixLength();
            if (start.v6() != network.v6()) {
                throw wrong("mismatch of address family in range %s - %s for network %s", start, end, network);
            }
            if (prefix < 0) {
                throw wrong("bad prefix %d for network %s when  checking range %s - %s", prefix, network, start, end);
            }
            IpAddress base = network.network(prefix);
            if (!start.network(prefix).equals(base) || !end.network(prefix).equals(base)) {
                throw wrong("range %s - %s is not entirely within network %s/%d", start, end, network, prefix);
            }
            if (!start.v6() && start.equals(base)) {
                throw wrong("start of range %s - %s in network %s/%d is the network address", start, end, network, prefix);
            }
            if (!start.v6() && end.equals(network.broadcast(prefix))) {
                throw wrong("end of range %s - %s in network %s/%d is the broadcast address", start, end, network, prefix);
            }
        }
        // all but the last 16 bits are the same: libvirt's legacy check, which comes before that of the order
        if (start.high() != end.high() || start.low() >>> 16 != end.low() >>> 16) {
            throw wrong("range %s - %s is too large (> 65535)", start, end);
        }
        if (start.compareTo(end) > 0) {
            throw wrong(start.v6() ? "range %s - %s start larger than end" : "range %s - %s is reversed ", start, end);
        }
    }

    private static VirtException wrong(String message, Object... args) {
        return NONE.error(INTERNAL_ERROR, message, args);
    }

    private static void reachable(Network network, Route route) {
        boolean reached = network.ips(route.gateway().v6()).stream().anyMatch(ip -> {
            int prefix = Math.max(ip.prefixLength(), 0);
            return ip.address().network(prefix).equals(route.gateway().network(prefix));
        });
        if (!reached) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "unreachable static route gateway '%s' specified for network '%s'",
                    route.gateway(), network.name());
        }
    }

    private static void pciOnce(Network network, Forward forward) {
        Set<String> seen = new HashSet<>();
        for (PciAddress address : forward.address()) {
            if (!seen.add(address.toString())) {
                throw NETWORK.error(XML_ERROR, "PCI device '%s' can only be listed once in network %s", address, network.name());
            }
        }
    }

    private static void routed(Network network) {
        Forward forward = network.forward().orElseThrow();
        if (network.ip().isEmpty()) {
            throw NETWORK.error(XML_ERROR, "%s forwarding requested, but no IP address provided for network '%s'",
                    network.mode(), network.name());
        }
        int devices = forward.interfaces().size() + forward.address().size();
        if (devices > 1) {
            throw NETWORK.error(XML_ERROR,
                    "multiple forwarding interfaces specified for network '%s', only one is supported", network.name());
        }
        if (network.mode() == Mode.OPEN && devices > 0) {
            throw NETWORK.error(XML_ERROR, "forward dev not allowed for network '%s' with forward mode='%s'", network.name(),
                    network.mode());
        }
    }

    /** What the network driver asks of a network besides: {@code networkValidate}. */
    public static void validate(Network network) {
        if (network.name().contains("\n")) {
            throw ErrorDomain.XML.error(XML_DETAIL, "invalid char in %s: %c", "name", '\n');
        }
        if (!network.ownsBridge()) {
            refuse(network.mac().isPresent(), "mac", network);
            refuse(!network.ip().isEmpty(), "ip", network);
            Dns dns = network.names();
            refuse(!dns.txt().isEmpty() || !dns.host().isEmpty() || !dns.srv().isEmpty(), "dns", network);
            refuse(network.domain().isPresent(), "domain", network);
        }
        boolean limits = network.ownsBridge() || network.mode() == Mode.BRIDGE && network.bridgeName().isPresent();
        if (network.bandwidth().isPresent() && !limits) {
            throw NETWORK.error(CONFIG_UNSUPPORTED,
                    "Unsupported network-wide <bandwidth> element in network %s with forward mode='%s'", network.name(),
                    network.mode());
        }
        network.forward().ifPresent(forward -> devices(network, forward));
        oneDhcp(network, false);
        oneDhcp(network, true);
        portgroups(network, limits);
    }

    private static void refuse(boolean there, String element, Network network) {
        if (there) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "Unsupported <%s> element in network %s with forward mode='%s'", element,
                    network.name(), network.mode());
        }
    }

    private static void devices(Network network, Forward forward) {
        if (network.mode() == Mode.HOSTDEV && !forward.interfaces().isEmpty() && forward.pf().isEmpty()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "hostdev network '%s' lists '%s' in the device pool, but hostdev networks "
                    + "require all devices to be listed by PCI address, not network device name", network.name(),
                    forward.interfaces().getFirst().dev());
        }
        if (network.mode() != Mode.HOSTDEV && !forward.address().isEmpty()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "network '%s' has forward mode '%s'  but lists a device by PCI address in "
                    + "the device pool. This is only supported for networks with forward mode 'hostdev'", network.name(),
                    network.mode());
        }
    }

    private static void oneDhcp(Network network, boolean v6) {
        if (network.ips(v6).stream().filter(Ip::servesDhcp).count() > 1) {
            String family = v6 ? "IPv6" : "IPv4";
            throw NETWORK.error(CONFIG_UNSUPPORTED, "Multiple %s dhcp sections found -- dhcp is supported only for a single %s "
                    + "address on each network", family, family);
        }
    }

    /** Only Open vSwitch and cards given away know VLAN tags. */
    private static boolean knowsVlans(Network network) {
        return switch (network.mode()) {
            case HOSTDEV, PASSTHROUGH -> true;
            case BRIDGE -> network.virtualport().map(VirtualPort::isOpenVswitch).orElse(false);
            case NONE, NAT, ROUTE, OPEN, PRIVATE, VEPA -> false;
        };
    }

    private static void portgroups(Network network, boolean limits) {
        boolean badVlan = false;
        Optional<PortGroup> preferred = Optional.empty();
        Set<String> names = new HashSet<>();
        for (PortGroup group : network.portgroup()) {
            if (network.vlan().isPresent() || group.vlan().isPresent()) {
                badVlan |= !group.virtualport()
                        .map(port -> network.mode() == Mode.BRIDGE && port.isOpenVswitch())
                        .orElse(knowsVlans(network));
            }
            if (group.isDefault() && preferred.isPresent()) {
                throw NETWORK.error(CONFIG_UNSUPPORTED, "network '%s' has multiple default <portgroup> elements (%s and %s), "
                        + "but only one default is allowed", network.name(), preferred.get().name(), group.name());
            }
            if (group.isDefault()) preferred = Optional.of(group);
            if (!names.add(group.name())) {
                throw NETWORK.error(CONFIG_UNSUPPORTED, "multiple <portgroup> elements with the same name (%s) in network '%s'",
                        group.name(), network.name());
            }
            if (group.bandwidth().isPresent() && !limits) {
                throw NETWORK.error(CONFIG_UNSUPPORTED,
                        "Unsupported <bandwidth> element in network '%s' in portgroup '%s' with forward mode='%s'",
                        network.name(), group.name(), network.mode());
            }
        }
        if (badVlan || network.vlan().isPresent() && !knowsVlans(network) && preferred.isEmpty()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED,
                    "<vlan> element specified for network %s, whose type doesn't support vlan configuration", network.name());
        }
    }
}
