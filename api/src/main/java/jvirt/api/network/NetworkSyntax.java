package jvirt.api.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_NAME;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorCode.XML_DETAIL;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.ErrorDomain;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.Numbers;
import jvirt.api.xml.Uuids;

/**
 * Refuses elements that cannot become records, in libvirt's words: most of them name the network, which the binding does
 * not know. What depends on several elements together is in {@link NetworkRules}.
 */
final class NetworkSyntax {
    private static final List<String> TOGGLES = List.of("yes", "no");
    private static final int VLAN_MAX = 4095;
    private static final int PORT_MAX = 65_535;
    private static final int PROFILE_MAX = 39;

    private final String network;

    NetworkSyntax(String network) {
        this.network = network;
    }

    /** The whole document. */
    static void check(Element root) {
        String name = root.child("name").map(Element::text).filter(text -> !text.isEmpty())
                .orElseThrow(() -> new VirtException(NO_NAME, NETWORK, "", NO_NAME.message(), null));
        if (name.contains("/")) {
            throw ErrorDomain.XML.error(XML_DETAIL, "invalid char in %s: %s", "name", "/");
        }
        new NetworkSyntax(name).root(root);
    }

    private void root(Element root) {
        root.child("uuid").map(Element::text).filter(text -> !text.isEmpty() && Uuids.parse(text).isEmpty()).ifPresent(_ -> {
            throw NETWORK.error(INTERNAL_ERROR, "malformed uuid element");
        });
        root.attribute("ipv6").filter(text -> !TOGGLES.contains(text)).ifPresent(text -> {
            throw NETWORK.error(XML_ERROR, "Invalid ipv6 setting '%s' in network '%s'", text, network);
        });
        root.child("bandwidth").ifPresent(some -> bandwidth(some, false, false));
        root.child("vlan").ifPresent(NetworkSyntax::vlan);
        root.child("bridge").ifPresent(this::bridge);
        root.child("mac").flatMap(some -> some.attribute("address")).ifPresent(this::bridgeMac);
        root.child("mtu").flatMap(some -> some.attribute("size")).filter(text -> !isNumber(text, Integer.MAX_VALUE))
                .ifPresent(text -> {
                    throw NETWORK.error(XML_ERROR, "Invalid mtu size '%s' in network '%s'", text, network);
                });
        root.child("dns").ifPresent(this::dns);
        root.child("virtualport").ifPresent(some -> virtualPort(some, true));
        root.children("portgroup").forEach(NetworkSyntax::portgroup);
        root.children("ip").forEach(this::ip);
        root.children("route").forEach(this::route);
        root.child("forward").ifPresent(this::forward);
        bridgeOptions(root);
    }

    private void bridge(Element bridge) {
        bridge.attribute("delay").filter(text -> !isNumber(text, Long.MAX_VALUE)).ifPresent(_ -> {
            throw NETWORK.error(XML_ERROR, "Invalid delay value in network '%s'", network);
        });
        bridge.attribute("macTableManager").filter(text -> !List.of("kernel", "libvirt").contains(text)).ifPresent(text -> {
            throw NETWORK.error(XML_ERROR, "Invalid macTableManager setting '%s' in network '%s'", text, network);
        });
    }

    /** What only a bridge of our own has. */
    private void bridgeOptions(Element root) {
        Optional<Element> forward = root.child("forward");
        if (forward.isEmpty()) return;
        String word = forward.get().attribute("mode").orElse("nat");
        Forward.Mode mode = Forward.Mode.valueOf(word.toUpperCase(Locale.ROOT));
        Optional<Element> bridge = root.child("bridge");
        if (mode.ownBridge() || bridge.isEmpty()) return;
        boolean named = bridge.get().attribute("name").isPresent();
        if (mode != Forward.Mode.BRIDGE) {
            refuseBridge(named, "bridge name not allowed in %s mode (network '%s')", mode);
            refuseBridge(bridge.get().attribute("zone").isPresent(), "bridge zone not allowed in %s mode (network '%s')", mode);
            refuseBridge(bridge.get().attribute("macTableManager").isPresent(),
                    "bridge macTableManager setting not allowed in %s mode (network '%s')", mode);
        }
        boolean delayed = bridge.get().attribute("delay").filter(text -> Numbers.parse(text, 10) != 0).isPresent();
        refuseBridge(delayed || bridge.get().attribute("stp").isPresent() || bridge.get().attribute("zone").isPresent(),
                "bridge delay/stp/zone options only allowed in route, nat, and isolated mode, not in %s (network '%s')", mode);
        boolean devices = forward.get().attribute("dev").isPresent() || forward.get().child("interface").isPresent()
                || forward.get().child("address").isPresent() || forward.get().child("pf").isPresent();
        refuseBridge(named && devices, "A network with forward mode='%s' can specify a bridge name or a forward dev, "
                + "but not both (network '%s')", mode);
    }

    private void refuseBridge(boolean wrong, String message, Forward.Mode mode) {
        if (wrong) throw NETWORK.error(XML_ERROR, message, mode, network);
    }

    private void bridgeMac(String text) {
        MacAddress mac = MacAddress.find(text).orElseThrow(() ->
                NETWORK.error(XML_ERROR, "Invalid bridge mac address '%s' in network '%s'", text, network));
        if (mac.multicast()) {
            throw NETWORK.error(XML_ERROR, "Invalid multicast bridge mac address '%s' in network '%s'", text, network);
        }
    }

    private void dns(Element dns) {
        for (Element forwarder : dns.children("forwarder")) {
            Optional<String> addr = forwarder.attribute("addr");
            addr.filter(text -> IpAddress.find(text).isEmpty()).ifPresent(text -> {
                throw NETWORK.error(XML_ERROR, "Invalid forwarder IP address '%s' in network '%s'", text, network);
            });
            if (addr.isEmpty() && forwarder.attribute("domain").isEmpty()) {
                throw NETWORK.error(XML_ERROR, "Invalid forwarder element, must contain at least one of addr or domain");
            }
        }
        dns.children("host").forEach(host -> dnsHost(host, false));
        dns.children("srv").forEach(srv -> dnsSrv(srv, false));
        dns.children("txt").forEach(txt -> dnsTxt(txt, false));
        boolean disabled = dns.attribute("enable").equals(Optional.of("no"));
        boolean records = dns.children().stream()
                .anyMatch(child -> List.of("forwarder", "host", "srv", "txt").contains(child.name()));
        if (disabled && records) throw NETWORK.error(XML_ERROR, "Extra data in disabled network '%s'", network);
    }

    /** @param partial a pattern, of which parts may be missing; likewise below */
    void dnsHost(Element host, boolean partial) {
        Optional<String> ip = host.attribute("ip");
        if (ip.isEmpty() && !partial) throw dnsError("Missing IP address in network '%s' DNS HOST record", network);
        if (ip.isPresent() && IpAddress.find(ip.get()).isEmpty()) {
            throw dnsError("Invalid IP address in network '%s' DNS HOST record", network);
        }
        boolean named = host.children("hostname").stream().anyMatch(name -> !name.text().isEmpty());
        if (!named && !partial) throw dnsError("Missing hostname in network '%s' DNS HOST record", network);
        if (!named && ip.isEmpty()) throw dnsError("Missing ip and hostname in network '%s' DNS HOST record", network);
    }

    void dnsSrv(Element srv, boolean partial) {
        Optional<String> service = srv.attribute("service");
        if (service.isEmpty() && !partial) {
            throw dnsError("missing required service attribute in DNS SRV record of network '%s'", network);
        }
        String named = service.orElse("(null)");
        if (service.isPresent() && named.length() > 240) {
            throw dnsError("service attribute '%s' in network '%s' is too long, limit is %d bytes", named, network, 240);
        }
        if (service.isPresent() && !named.matches("[A-Za-z0-9_+/*-]*")) {
            throw dnsError("invalid character in service attribute '%s' in DNS SRV record of network '%s'", named, network);
        }
        Optional<String> protocol = srv.attribute("protocol");
        if (protocol.isEmpty() && !partial) {
            throw dnsError("missing required protocol attribute in DNS SRV record '%s' of network '%s'", named, network);
        }
        if (protocol.isPresent() && !protocol.get().matches("[A-Za-z0-9+/-]*")) {
            throw dnsError("invalid character in protocol attribute '%s' in DNS SRV record of network '%s'", protocol.get(),
                    network);
        }
        srvNumber(srv, named, "port", 1, "invalid");
        srvNumber(srv, named, "priority", 0, "Invalid");
        srvNumber(srv, named, "weight", 0, "invalid");
    }

    private void srvNumber(Element srv, String service, String what, int least, String invalid) {
        Optional<String> text = srv.attribute(what).filter(some -> !some.isEmpty());
        if (text.isEmpty()) return;
        boolean number = isNumber(text.get(), 0xffff_ffffL);
        if (number && srv.attribute("target").isEmpty()) {
            throw dnsError("DNS SRV %s attribute not permitted without target for service '%s' in network '%s'", what, service,
                    network);
        }
        if (!number || Numbers.parse(text.get(), 10) < least || Numbers.parse(text.get(), 10) > PORT_MAX) {
            throw dnsError("%s DNS SRV %s attribute for service '%s' in network '%s'", invalid, what, service, network);
        }
    }

    void dnsTxt(Element txt, boolean partial) {
        String name = txt.attribute("name").orElseThrow(() ->
                dnsError("missing required name attribute in DNS TXT record of network %s", network));
        if (name.contains(" ") || name.contains(",")) {
            throw dnsError("prohibited character in DNS TXT record name '%s' of network %s", name, network);
        }
        if (txt.attribute("value").isEmpty() && !partial) {
            throw dnsError("missing required value attribute in DNS TXT record named '%s' of network %s", name, network);
        }
    }

    private static VirtException dnsError(String message, Object... args) {
        return NETWORK.error(XML_DETAIL, message, args);
    }

    private void ip(Element ip) {
        String address = ip.attribute("address").orElseThrow(() ->
                NETWORK.error(XML_ERROR, "Missing required address attribute in network '%s'", network));
        IpAddress parsed = IpAddress.find(address).orElseThrow(() ->
                NETWORK.error(XML_ERROR, "Invalid address '%s' in network '%s'", address, network));
        Optional<String> netmask = ip.attribute("netmask");
        netmask.filter(text -> IpAddress.find(text).isEmpty()).ifPresent(text -> {
            throw NETWORK.error(XML_ERROR, "Invalid netmask '%s' in network '%s'", text, network);
        });
        int prefix = ip.attribute("prefix").filter(text -> isNumber(text, Integer.MAX_VALUE)).map(Integer::parseInt).orElse(0);
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
        range.child("lease").ifPresent(NetworkSyntax::lease);
    }

    private static void lease(Element lease) {
        long expiry = lease.attribute("expiry").filter(text -> isNumber(text, Long.MAX_VALUE)).map(Long::parseLong).orElse(0L);
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
        host.child("lease").ifPresent(NetworkSyntax::lease);
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

    private void route(Element route) {
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
        int prefix = route.attribute("prefix").filter(text -> isNumber(text, Integer.MAX_VALUE)).map(Integer::parseInt).orElse(0);
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

    private void forward(Element forward) {
        Optional<String> mode = forward.attribute("mode");
        mode.filter(isWordOf(Forward.Mode.values()).negate()).ifPresent(text -> {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "unknown forwarding type '%s'", text);
        });
        forward.child("driver").flatMap(driver -> driver.attribute("name")).filter(isWordOf(Forward.DriverName.values()).negate())
                .ifPresent(text -> {
                    throw NETWORK.error(CONFIG_UNSUPPORTED, "Unknown forward <driver name='%s'/> in network %s", text, network);
                });
        List<Element> nats = forward.children("nat");
        if (nats.size() > 1) throw NETWORK.error(XML_ERROR, "Only one <nat> element is allowed in <forward> of network %s", network);
        nats.forEach(nat -> nat(nat, mode.orElse("nat")));
        Optional<String> dev = forward.attribute("dev");
        List<Element> addresses = forward.children("address");
        List<Element> pfs = forward.children("pf");
        if (dev.isPresent() && !(addresses.isEmpty() && pfs.isEmpty())) {
            throw NETWORK.error(XML_ERROR, "the <forward> 'dev' attribute cannot be used when <address> or <pf> sub-elements "
                    + "are present in network %s", network);
        }
        List<Element> interfaces = forward.children("interface");
        if (dev.isPresent() || !interfaces.isEmpty()) {
            forwardInterfaces(dev, interfaces);
        } else if (!addresses.isEmpty()) {
            addresses.forEach(this::forwardAddress);
        } else if (pfs.size() > 1) {
            throw NETWORK.error(XML_ERROR, "Only one <pf> element is allowed in <forward> of network %s", network);
        } else if (pfs.size() == 1 && pfs.getFirst().attribute("dev").isEmpty()) {
            throw NETWORK.error(XML_ERROR, "Missing required dev attribute in <pf> element of network '%s'", network);
        }
    }

    private static Predicate<String> isWordOf(Enum<?>[] constants) {
        return text -> List.of(constants).stream().anyMatch(each -> each.name().toLowerCase(Locale.ROOT).equals(text));
    }

    private void forwardInterfaces(Optional<String> dev, List<Element> interfaces) {
        for (int i = 0; i < interfaces.size(); i++) {
            String name = interfaces.get(i).attribute("dev").orElseThrow(() -> NETWORK.error(XML_ERROR,
                    "Missing required dev attribute in <forward> <interface> element of network %s", network));
            if (i == 0 && dev.isPresent() && !dev.get().equals(name)) {
                throw NETWORK.error(XML_ERROR, "<forward dev='%s'> must match first <interface dev='%s'/> in network %s",
                        dev.get(), name, network);
            }
            if (interfaces.subList(0, i).stream().anyMatch(other -> other.attribute("dev").equals(Optional.of(name)))) {
                throw NETWORK.error(XML_ERROR, "interface '%s' can only be listed once in network %s", name, network);
            }
        }
    }

    private void forwardAddress(Element address) {
        String type = address.attribute("type").orElseThrow(() ->
                NETWORK.error(XML_ERROR, "missing address type in network %s", network));
        switch (type) {
            case "pci" -> { }
            case "none", "netdev" -> throw NETWORK.error(XML_ERROR, "unsupported address type '%s' in network %s", type, network);
            default -> throw NETWORK.error(CONFIG_UNSUPPORTED, "unknown address type '%s' in network %s", type, network);
        }
    }

    private void nat(Element nat, String mode) {
        if (!mode.equals("nat")) {
            throw NETWORK.error(XML_ERROR, "The <nat> element can only be used when <forward> 'mode' is 'nat' in network %s", network);
        }
        if (nat.children("address").size() > 1) {
            throw NETWORK.error(XML_ERROR, "Only one <address> element is allowed in <nat> in <forward> in network %s", network);
        }
        nat.child("address").ifPresent(address -> {
            for (String end : List.of("start", "end")) {
                String text = address.attribute(end).orElseThrow(() -> NETWORK.error(XML_ERROR,
                        "missing '%s' attribute in <address> element in <nat> in <forward> in network %s", end, network));
                if (IpAddress.find(text).filter(some -> !some.v6()).isEmpty()) {
                    throw NETWORK.error(XML_ERROR, "Bad ipv4 %s address '%s' in <nat> in <forward> in network '%s'", end, text,
                            network);
                }
            }
        });
        if (nat.children("port").size() > 1) {
            throw NETWORK.error(XML_ERROR, "Only one <port> element is allowed in <nat> in <forward> in network %s", network);
        }
        nat.child("port").ifPresent(port -> {
            Optional<String> start = port.attribute("start").filter(text -> isNumber(text, PORT_MAX));
            Optional<String> end = port.attribute("end").filter(text -> isNumber(text, PORT_MAX));
            if (start.isEmpty()) throw natPort("start");
            if (end.isEmpty() || Integer.parseInt(end.get()) < Integer.parseInt(start.get())) throw natPort("end");
        });
    }

    private VirtException natPort(String which) {
        return NETWORK.error(XML_DETAIL, "Missing or invalid '%s' attribute in <port> in <nat> in <forward> in network %s",
                which, network);
    }

    static void portgroup(Element group) {
        if (group.attribute("name").isEmpty()) {
            throw NETWORK.error(XML_ERROR, "Missing required name attribute in portgroup");
        }
        group.child("virtualport").ifPresent(some -> virtualPort(some, false));
        group.child("bandwidth").ifPresent(some -> bandwidth(some, false, false));
        group.child("vlan").ifPresent(NetworkSyntax::vlan);
    }

    static void vlan(Element vlan) {
        List<Element> tags = vlan.children("tag");
        if (tags.isEmpty()) {
            throw portError("missing tag id - each <vlan> must have at least one <tag id='n'/> subelement");
        }
        int natives = 0;
        for (Element tag : tags) {
            Optional<String> id = tag.attribute("id").filter(text -> isNumber(text, 0xffff_ffffL));
            if (id.isPresent() && Long.parseLong(id.get()) > VLAN_MAX) {
                throw portError("vlan tag id %s too large (maximum 4095)", id.get());
            }
            if (tag.attribute("nativeMode").isPresent() && natives++ > 0) throw portError("duplicate native vlan setting");
        }
        Optional<String> trunk = vlan.attribute("trunk").filter(text -> !text.equalsIgnoreCase("yes"));
        if (trunk.isEmpty()) return;
        if (tags.size() > 1) {
            throw portError("invalid \"trunk='%s'\" in <vlan> - trunk='yes' is required for more than one vlan tag", trunk.get());
        }
        if (natives > 0) {
            throw portError("invalid configuration in <vlan> - \"trunk='no'\" is not allowed with a native vlan id");
        }
        if (!trunk.get().equalsIgnoreCase("no")) {
            throw portError("invalid \"trunk='%s'\" in <vlan> - must be yes or no", trunk.get());
        }
    }

    private static VirtException portError(String message, Object... args) {
        return ErrorDomain.NONE.error(XML_ERROR, message, args);
    }

    static void bandwidth(Element bandwidth, boolean floorAllowed, boolean classIdAllowed) {
        if (bandwidth.attribute("classID").isPresent() && !classIdAllowed) {
            throw ErrorDomain.NONE.error(XML_DETAIL, "classID attribute not supported on <bandwidth> in this usage context");
        }
        for (String direction : List.of("inbound", "outbound")) {
            List<Element> rates = bandwidth.children(direction);
            if (rates.size() > 1) {
                throw ErrorDomain.NONE.error(XML_DETAIL, "Only one child <%s> element allowed", direction);
            }
            rates.forEach(rate -> rate(rate, direction.equals("inbound"), floorAllowed));
        }
    }

    private static void rate(Element rate, boolean inbound, boolean floorAllowed) {
        boolean average = rate.attribute("average").isPresent();
        if (!average && rate.attribute("floor").isEmpty()) {
            throw ErrorDomain.NONE.error(XML_DETAIL, "Missing mandatory average or floor attributes");
        }
        if (!average && (rate.attribute("peak").isPresent() || rate.attribute("burst").isPresent())) {
            throw unsupported("'peak' and 'burst' require 'average' attribute");
        }
        for (String what : List.of("average", "peak", "burst", "floor")) {
            rate.attribute(what).filter(text -> !isNumber(text, Long.MAX_VALUE)).ifPresent(text -> {
                throw unsupported("could not convert bandwidth %s value '%s'", what, text);
            });
        }
        boolean floor = rate.attribute("floor").filter(text -> Long.parseLong(text) != 0).isPresent();
        if (floor && !inbound) throw unsupported("'floor' attribute allowed only in <inbound> element");
        if (floor && !floorAllowed) throw unsupported("floor attribute is not supported for this config");
    }

    private static VirtException unsupported(String message, Object... args) {
        return ErrorDomain.NONE.error(CONFIG_UNSUPPORTED, message, args);
    }

    static void virtualPort(Element port, boolean typeNeeded) {
        Optional<String> type = port.attribute("type");
        type.filter(text -> !List.of("802.1Qbg", "802.1Qbh", "openvswitch", "midonet").contains(text)).ifPresent(text -> {
            throw unsupported("unknown virtualport type %s", text);
        });
        if (type.isEmpty() && typeNeeded) throw portError("missing required virtualport type");
        Optional<Element> parameters = port.child("parameters");
        if (parameters.isEmpty()) return;
        parameter(parameters.get(), "managerid", 0xff, "value of managerid out of range");
        parameter(parameters.get(), "typeid", 0xff_ffff, "value for typeid out of range");
        parameter(parameters.get(), "typeidversion", 0xff, "value of typeidversion out of range");
        for (String id : List.of("instanceid", "interfaceid")) {
            parameters.get().attribute(id).filter(text -> Uuids.parse(text).isEmpty()).ifPresent(_ -> {
                throw portError("cannot parse %s parameter as a uuid", id);
            });
        }
        parameters.get().attribute("profileid").filter(text -> text.length() > PROFILE_MAX).ifPresent(_ -> {
            throw portError("profileid parameter too long");
        });
        type.ifPresent(text -> extras(text, parameters.get()));
    }

    private static void parameter(Element parameters, String name, long most, String tooLarge) {
        parameters.attribute(name).ifPresent(text -> {
            try {
                if (Numbers.parse(text, 0) >>> 32 != 0) throw new NumberFormatException(text);
                if (Numbers.parse(text, 0) > most) throw portError(tooLarge);
            } catch (NumberFormatException _) {
                throw portError("cannot parse value of %s parameter", name);
            }
        });
    }

    /** Parameters that a type does not have. */
    private static void extras(String type, Element parameters) {
        List<String> extra = switch (type) {
            case "802.1Qbg" -> List.of("profileid", "interfaceid");
            case "802.1Qbh" -> List.of("managerid", "typeid", "typeidversion", "instanceid", "interfaceid");
            case "openvswitch" -> List.of("managerid", "typeid", "typeidversion", "instanceid");
            default -> List.of();
        };
        for (String name : extra) {
            if (parameters.attribute(name).filter(text -> !text.isEmpty()).isPresent()) {
                throw portError("extra %s unsupported in <virtualport type='%s'>", name, type);
            }
        }
    }

    /** The document of a port. */
    static void checkPort(Element port) {
        uuid(port.child("uuid"), "network port has no uuid");
        Optional<Element> owner = port.child("owner");
        if (owner.flatMap(some -> some.child("name")).isEmpty()) {
            throw NETWORK.error(INTERNAL_ERROR, "network port has no owner name");
        }
        uuid(owner.flatMap(some -> some.child("uuid")), "network port has no owner UUID");
        port.child("virtualport").ifPresent(some -> virtualPort(some, false));
        String mac = port.child("mac").flatMap(some -> some.attribute("address")).orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, "network port has no mac"));
        if (MacAddress.find(mac).isEmpty()) throw NETWORK.error(INTERNAL_ERROR, "Unable to parse MAC '%s'", mac);
        port.child("bandwidth").ifPresent(some -> bandwidth(some, true, true));
        port.child("vlan").ifPresent(NetworkSyntax::vlan);
        port.child("plug").ifPresent(NetworkSyntax::plug);
    }

    private static void uuid(Optional<Element> element, String missing) {
        String text = element.map(Element::text).filter(some -> !some.isEmpty()).orElseThrow(() ->
                NETWORK.error(INTERNAL_ERROR, missing));
        if (Uuids.parse(text).isEmpty()) throw NETWORK.error(INTERNAL_ERROR, "Unable to parse UUID '%s'", text);
    }

    private static void plug(Element plug) {
        switch (plug.attribute("type").orElse("none")) {
            case "network", "bridge" -> {
                if (plug.attribute("bridge").isEmpty()) throw NETWORK.error(XML_ERROR, "Missing network port bridge name");
                plug.attribute("macTableManager").filter(text -> !List.of("kernel", "libvirt").contains(text)).ifPresent(text -> {
                    throw NETWORK.error(XML_ERROR, "Invalid macTableManager setting '%s' in network port", text);
                });
            }
            case "direct" -> {
                if (plug.attribute("dev").isEmpty()) throw NETWORK.error(XML_ERROR, "Missing network port link device name");
                plug.attribute("mode").filter(isWordOf(NetworkPort.DirectMode.values()).negate()).ifPresent(text -> {
                    throw NETWORK.error(XML_ERROR, "Invalid mode setting '%s' in network port", text);
                });
            }
            case "hostdev-pci" -> {
                if (plug.child("address").isEmpty()) throw NETWORK.error(XML_ERROR, "Missing network port PCI address");
            }
            default -> { }
        }
    }

    static boolean isNumber(String text, long most) {
        return text.matches("[0-9]{1,18}") && Long.parseLong(text) <= most;
    }

    /** A number in any base, in base 10. */
    static String decimal(String text) {
        try {
            return Long.toString(Numbers.parse(text, 0));
        } catch (NumberFormatException _) {
            return text;
        }
    }
}
