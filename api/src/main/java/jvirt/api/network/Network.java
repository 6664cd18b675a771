package jvirt.api.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import jvirt.api.MacAddress;
import jvirt.api.xml.Element;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Live;
import jvirt.api.xml.Metadata;
import jvirt.api.xml.Name;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/**
 * A virtual network, {@code <network>}. Components stand in the order in which libvirt prints them.
 *
 * @param dnsmasq the namespace of {@code options}, there when they are
 * @param connections how many ports are in use now
 * @param title a name for people, on one line; like {@code description} in libvirt since 9.7.0
 */
public record Network(
        @Name("xmlns:dnsmasq") Optional<String> dnsmasq,
        @Live Optional<Integer> connections,
        Optional<YesNo> ipv6,
        Optional<YesNo> trustGuestRxFilters,
        @InElement String name,
        @InElement Optional<UUID> uuid,
        @InElement Optional<String> title,
        @InElement Optional<String> description,
        Optional<Metadata> metadata,
        Optional<Forward> forward,
        Optional<Bridge> bridge,
        Optional<Mtu> mtu,
        Optional<Mac> mac,
        Optional<DnsDomain> domain,
        Optional<Dns> dns,
        Optional<Vlan> vlan,
        Optional<Bandwidth> bandwidth,
        Optional<PortOptions> port,
        List<Ip> ip,
        List<Route> route,
        Optional<VirtualPort> virtualport,
        List<PortGroup> portgroup,
        @Name("dnsmasq:options") Optional<DnsmasqOptions> options) {
    private static final String DNSMASQ = "http://libvirt.org/schemas/network/dnsmasq/1.0";

    public record Mtu(int size) {}

    public record Mac(MacAddress address) {}

    /** The domain that guests are in. */
    public record DnsDomain(Optional<String> name, Optional<YesNo> localOnly) {}

    /** What a port is like: {@code <port>}. */
    public record PortOptions(Optional<YesNo> isolated) {}

    /** Lines for dnsmasq's configuration, as they are. */
    public record DnsmasqOptions(@Name("dnsmasq:option") List<Option> option) {
        public record Option(String value) {}
    }

    public Network {
        ipv6 = ipv6.filter(YesNo::yes);
        title = title.filter(some -> !some.isEmpty());
        description = description.filter(some -> !some.isEmpty());
        forward = forward.filter(some -> some.mode().orElseThrow() != Forward.Mode.NONE);
        bridge = canonicalBridge(bridge, forward);
        mtu = mtu.filter(some -> some.size != 0);
        connections = connections.filter(count -> count > 0);
        domain = domain.filter(some -> some.name.isPresent());
        port = port.filter(some -> some.isolated.isPresent());
        options = options.filter(some -> !some.option.isEmpty());
        dnsmasq = options.map(_ -> DNSMASQ);
        bandwidth = bandwidth.filter(some -> some.inbound().isPresent() || some.outbound().isPresent());
        virtualport = virtualport.filter(some -> some.type().isPresent());
        ip = List.copyOf(ip);
        route = List.copyOf(route);
        portgroup = List.copyOf(portgroup);
    }

    private static Optional<Bridge> canonicalBridge(Optional<Bridge> bridge, Optional<Forward> forward) {
        boolean own = forward.map(some -> some.mode().orElseThrow().ownBridge()).orElse(true);
        Bridge canonical = bridge.orElse(Bridge.UNNAMED).canonical(own);
        return canonical.equals(Bridge.UNNAMED) ? Optional.empty() : Optional.of(canonical);
    }

    /** A document as a network, or libvirt's error for what is wrong in it. */
    public static Network parse(String document) {
        return read(Element.parse(document, "network"));
    }

    /** An element as a network, or libvirt's error for what is wrong in it. */
    public static Network read(Element root) {
        Element element = root.withPrefix(DNSMASQ, "dnsmasq");
        NetworkSyntax.check(element);
        Network network = XmlBinding.read(Network.class, element);
        NetworkRules.check(network);
        return network;
    }

    public String format(View view) {
        Network shown = view.live() || forward.isEmpty() || forward.get().pf().isEmpty() ? this
                : withForward(forward.get().withInterfaces(List.of()).withAddresses(List.of()));
        return XmlBinding.format("network", shown, view);
    }

    public Forward.Mode mode() {
        return forward.map(some -> some.mode().orElseThrow()).orElse(Forward.Mode.NONE);
    }

    /** The bridge is made by us. */
    public boolean ownsBridge() {
        return mode().ownBridge();
    }

    public Optional<String> bridgeName() {
        return bridge.flatMap(Bridge::name);
    }

    public UUID id() {
        return uuid.orElseThrow();
    }

    public Dns names() {
        return dns.orElse(Dns.EMPTY);
    }

    /** The addresses of one family. */
    public List<Ip> ips(boolean v6) {
        return ip.stream().filter(some -> some.address().v6() == v6).toList();
    }

    /** The one address of this family where leases are given. */
    public Optional<Ip> dhcp(boolean v6) {
        return ips(v6).stream().filter(Ip::servesDhcp).findFirst();
    }

    /** The port group of this name; without a name, the default one. */
    public Optional<PortGroup> portgroup(Optional<String> wanted) {
        Predicate<PortGroup> fits = wanted.<Predicate<PortGroup>>map(text -> group -> group.name().equals(text))
                .orElse(PortGroup::isDefault);
        return portgroup.stream().filter(fits).findFirst();
    }

    /** The host's interface that traffic leaves through, where one is named. */
    public Optional<String> forwardDev() {
        return forward.flatMap(Forward::dev);
    }

    public Network withUuid(UUID id) {
        return with(Optional.of(id), connections, forward, bridge, mac, dns, ip, portgroup);
    }

    public Network withConnections(int count) {
        return with(uuid, Optional.of(count), forward, bridge, mac, dns, ip, portgroup);
    }

    public Network withForward(Forward other) {
        return with(uuid, connections, Optional.of(other), bridge, mac, dns, ip, portgroup);
    }

    public Network withBridgeName(String other) {
        return with(uuid, connections, forward, Optional.of(bridge.orElse(Bridge.UNNAMED).named(other)), mac, dns, ip, portgroup);
    }

    public Network withMac(MacAddress address) {
        return with(uuid, connections, forward, bridge, Optional.of(new Mac(address)), dns, ip, portgroup);
    }

    public Network withTitle(Optional<String> other) {
        return with(other, description, metadata);
    }

    public Network withDescription(Optional<String> other) {
        return with(title, other, metadata);
    }

    public Network withMetadata(Optional<Metadata> other) {
        return with(title, description, other);
    }

    Network withDns(Dns other) {
        return with(uuid, connections, forward, bridge, mac, Optional.of(other), ip, portgroup);
    }

    Network withIp(int index, Ip other) {
        List<Ip> changed = new ArrayList<>(ip);
        changed.set(index, other);
        return with(uuid, connections, forward, bridge, mac, dns, changed, portgroup);
    }

    Network withPortgroup(List<PortGroup> other) {
        return with(uuid, connections, forward, bridge, mac, dns, ip, other);
    }

    private Network with(Optional<UUID> uuid, Optional<Integer> connections, Optional<Forward> forward,
            Optional<Bridge> bridge, Optional<Mac> mac, Optional<Dns> dns, List<Ip> ip, List<PortGroup> portgroup) {
        return new Network(dnsmasq, connections, ipv6, trustGuestRxFilters, name, uuid, title, description, metadata, forward,
                bridge, mtu, mac, domain, dns, vlan, bandwidth, port, ip, route, virtualport, portgroup, options);
    }

    private Network with(Optional<String> title, Optional<String> description, Optional<Metadata> metadata) {
        return new Network(dnsmasq, connections, ipv6, trustGuestRxFilters, name, uuid, title, description, metadata, forward,
                bridge, mtu, mac, domain, dns, vlan, bandwidth, port, ip, route, virtualport, portgroup, options);
    }
}
