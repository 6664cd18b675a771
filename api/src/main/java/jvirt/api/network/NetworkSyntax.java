package jvirt.api.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorCode.NO_NAME;
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
 * not know. Names, addresses and ports have readers of their own: {@link DnsSyntax}, {@link IpSyntax}, {@link PortSyntax}. What
 * depends on several elements together is in {@link NetworkRules}.
 */
final class NetworkSyntax {
    private static final List<String> TOGGLES = List.of("yes", "no");
    private static final int PORT_MAX = 65_535;

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
        if (root.child("title").map(Element::text).orElse("").contains("\n")) {
            throw NETWORK.error(XML_ERROR, "Network title can't contain newlines");
        }
        root.attribute("ipv6").filter(text -> !TOGGLES.contains(text)).ifPresent(text -> {
            throw NETWORK.error(XML_ERROR, "Invalid ipv6 setting '%s' in network '%s'", text, network);
        });
        root.child("bandwidth").ifPresent(some -> PortSyntax.bandwidth(some, false, false));
        root.child("vlan").ifPresent(PortSyntax::vlan);
        root.child("bridge").ifPresent(this::bridge);
        root.child("mac").flatMap(some -> some.attribute("address")).ifPresent(this::bridgeMac);
        root.child("mtu").flatMap(some -> some.attribute("size")).filter(text -> !isNumber(text, Integer.MAX_VALUE))
                .ifPresent(text -> {
                    throw NETWORK.error(XML_ERROR, "Invalid mtu size '%s' in network '%s'", text, network);
                });
        root.child("dns").ifPresent(new DnsSyntax(network)::dns);
        root.child("virtualport").ifPresent(some -> PortSyntax.virtualPort(some, true));
        root.children("portgroup").forEach(PortSyntax::portgroup);
        root.children("ip").forEach(new IpSyntax(network)::ip);
        root.children("route").forEach(new IpSyntax(network)::route);
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

    static Predicate<String> isWordOf(Enum<?>[] constants) {
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
