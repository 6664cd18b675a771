package jvirt.api.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;

/** Refuses what cannot be addresses, leases and routes, in libvirt's words. */
final class IpSyntax {
    private final String network;

    IpSyntax(String network) {
        this.network = network;
    }

    /** {@code <ip>}. */
    void ip(Element ip) {
        String address = ip.attribute("address").orElseThrow(() ->
                NETWORK.error(XML_ERROR, "Missing required address attribute in network '%s'", network));
        IpAddress parsed = IpAddress.find(address).orElseThrow(() ->
                NETWORK.error(XML_ERROR, "Invalid address '%s' in network '%s'", address, network));
        Optional<String> netmask = ip.attribute("netmask");
        netmask.filter(text -> IpAddress.find(text).isEmpty()).ifPresent(text -> {
            throw NETWORK.error(XML_ERROR, "Invalid netmask '%s' in network '%s'", text, network);
        });
        int prefix = ip.attribute("prefix").filter(text -> NetworkSyntax.isNumber(text, Integer.MAX_VALUE)).map(Integer::parseInt).orElse(0);
        Optional<String> family = ip.attribute("family");
        switch (family.orElse("ipv4")) {
            case "ipv4" -> ipv4(parsed, address, family, netmask, prefix);
            case "ipv6" -> ipv6(parsed, address, netmask, prefix);
            default -> throw NETWORK.error(XML_ERROR, "Unrecognized family '%s' in network '%s'", family.orElseThrow(), network);
        }
        ip.child("dhcp").ifPresent(dhcp -> {
            dhcp.children("range").forEach(this::range);
            dhcp.children("host").forEach(host -> dhcpHost(host, parsed.v6(), false));
        });
        if (parsed.v6() && ip.child("tftp").isPresent()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "Unsupported <tftp> element in an IPv6 element in network '%s'", network);
        }
    }

    private void ipv4(IpAddress parsed, String address, Optional<String> family, Optional<String> netmask, int prefix) {
        if (parsed.v6()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "%s family specified for non-IPv4 address '%s' in network '%s'",
                    family.isPresent() ? "ipv4" : "no", address, network);
        }
        if (netmask.isPresent()) {
            if (IpAddress.parse(netmask.get()).v6()) {
                throw NETWORK.error(CONFIG_UNSUPPORTED,
                        "Invalid netmask '%s' for address '%s' in network '%s' (both must be IPv4)", netmask.get(), address,
                        network);
            }
            if (prefix > 0) {
                throw NETWORK.error(CONFIG_UNSUPPORTED,
                        "Network '%s' IP address cannot have both a prefix and a netmask", network);
            }
        } else if (prefix > 32) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "Invalid IPv4 prefix '%d' in network '%s'", prefix, network);
        }
    }

    private void ipv6(IpAddress parsed, String address, Optional<String> netmask, int prefix) {
        if (!parsed.v6()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "Family 'ipv6' specified for non-IPv6 address '%s' in network '%s'",
                    address, network);
        }
        if (netmask.isPresent()) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "netmask not allowed for IPv6 address '%s' in network '%s'", address,
                    network);
        }
        if (prefix > 128) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "Invalid IPv6 prefix '%d' in network '%s'", prefix, network);
        }
    }

    void range(Element range) {
        for (String end : List.of("start", "end")) {
            String text = range.attribute(end).orElseThrow(() ->
                    NETWORK.error(XML_ERROR, "Missing '%s' attribute in dhcp range for network '%s'", end, network));
            if (IpAddress.find(text).isEmpty()) {
                throw ErrorDomain.NONE.error(SYSTEM_ERROR,
                        "Cannot parse socket address '%s': %s", text, "Name or service not known");
            }
        }
        range.child("lease").ifPresent(IpSyntax::lease);
    }

    private static void lease(Element lease) {
        long expiry = lease.attribute("expiry").filter(text -> NetworkSyntax.isNumber(text, Long.MAX_VALUE)).map(Long::parseLong).orElse(0L);
        long least = switch (lease.attribute("unit").orElse("minutes")) {
            case "seconds" -> 120;
            case "minutes" -> 2;
            default -> 0;
        };
        // dnsmasq's own minimum
        if (expiry > 0 && expiry < least) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "The minimum lease time should be greater than 2 minutes");
        }
    }

    void dhcpHost(Element host, boolean v6, boolean partial) {
        Optional<String> mac = host.attribute("mac");
        mac.ifPresent(text -> hostMac(text, v6));
        Optional<String> id = host.attribute("id");
        id.map(text -> text.replaceFirst("^[0-9a-fA-F:]*", "")).filter(rest -> !rest.isEmpty()).ifPresent(rest -> {
            throw NETWORK.error(XML_ERROR, "Invalid character '%s' in id '%s' of network '%s'", rest.charAt(0), id.get(), network);
        });
        Optional<String> name = host.attribute("name");
        name.filter(text -> !text.matches("[A-Za-z0-9].*")).ifPresent(text -> {
            throw NETWORK.error(XML_ERROR, "Cannot use host name '%s' in network '%s'", text, network);
        });
        Optional<String> ip = host.attribute("ip");
        if (ip.isPresent() && IpAddress.find(ip.get()).isEmpty()) {
            throw NETWORK.error(XML_ERROR, "Invalid IP address in static host definition for network '%s'", network);
        }
        if (partial) {
            if (mac.isEmpty() && name.isEmpty() && ip.isEmpty()) {
                throw NETWORK.error(XML_ERROR, "At least one of name, mac, or ip attribute must be specified for static host "
                        + "definition in network '%s' ", network);
            }
        } else {
            if (v6 && id.isEmpty() && name.isEmpty()) {
                throw NETWORK.error(XML_ERROR, "Static host definition in IPv6 network '%s' must have id or name attribute",
                        network);
            }
            if (!v6 && mac.isEmpty() && name.isEmpty()) {
                throw NETWORK.error(XML_ERROR, "Static host definition in IPv4 network '%s' must have mac or name attribute",
                        network);
            }
            if (ip.isEmpty()) {
                throw NETWORK.error(XML_ERROR, "Missing IP address in static host definition for network '%s'", network);
            }
        }
        host.child("lease").ifPresent(IpSyntax::lease);
    }

    private void hostMac(String text, boolean v6) {
        if (v6) {
            throw NETWORK.error(XML_ERROR, "Invalid to specify MAC address '%s' in network '%s' IPv6 static host definition",
                    text, network);
        }
        MacAddress mac = MacAddress.find(text).orElseThrow(() ->
                NETWORK.error(XML_ERROR, "Cannot parse MAC address '%s' in network '%s'", text, network));
        if (mac.multicast()) {
            throw NETWORK.error(XML_ERROR, "expected unicast mac address, found multicast '%s' in network '%s'", text, network);
        }
    }

    /** {@code <route>}. */
    void route(Element route) {
        String address = route.attribute("address").orElseThrow(() ->
                routeError("Missing required address attribute in route definition"));
        String gateway = route.attribute("gateway").orElseThrow(() ->
                routeError("Missing required gateway attribute in route definition"));
        IpAddress to = IpAddress.find(address).orElseThrow(() ->
                routeError("Bad network address '%s' in route definition", address));
        IpAddress via = IpAddress.find(gateway).orElseThrow(() ->
                routeError("Bad gateway address '%s' in route definition", gateway));
        Optional<String> family = route.attribute("family");
        Optional<String> netmask = route.attribute("netmask");
        int prefix = route.attribute("prefix").filter(text -> NetworkSyntax.isNumber(text, Integer.MAX_VALUE)).map(Integer::parseInt).orElse(0);
        switch (family.orElse("ipv4")) {
            case "ipv4" -> {
                String said = family.isPresent() ? "IPv4 family specified" : "No family specified";
                if (to.v6()) throw routeError("%s for non-IPv4 address '%s' in route definition", said, address);
                if (via.v6()) throw routeError("%s for non-IPv4 gateway '%s' in route definition", said, address);
                netmask.ifPresent(text -> routeNetmask(text, address, route.attribute("prefix").isPresent()));
                if (prefix > 32) throw routeError("Invalid prefix %d specified in route definition, must be 0 - 32", prefix);
            }
            case "ipv6" -> {
                if (!to.v6()) throw routeError("ipv6 family specified for non-IPv6 address '%s' in route definition", address);
                if (netmask.isPresent()) {
                    throw routeError("Specifying netmask invalid for IPv6 address '%s' in route definition", address);
                }
                if (!via.v6()) throw routeError("ipv6 specified for non-IPv6 gateway address '%s' in route definition", gateway);
                if (prefix > 128) throw routeError("Invalid prefix %d specified in route definition, must be 0 - 128", prefix);
            }
            default -> throw routeError("Unrecognized family '%s' in route definition", family.orElseThrow());
        }
        IpAddress mask = netmask.map(IpAddress::parse).orElse(to.mask(prefix));
        if (!to.and(mask).equals(to)) throw routeError("Address '%s' in route definition is not a network address", address);
    }

    private void routeNetmask(String text, String address, boolean prefixed) {
        IpAddress mask = IpAddress.find(text).orElseThrow(() -> routeError("Bad netmask address '%s' in route definition", text));
        if (mask.v6()) throw routeError("Invalid netmask '%s' for address '%s' (both must be IPv4)", text, address);
        if (prefixed) throw routeError("Route definition cannot have both a prefix and a netmask");
    }

    private VirtException routeError(String message, Object... args) {
        return ErrorDomain.NONE.error(XML_ERROR, "%s: %s", network, String.format(message, args));
    }
}
