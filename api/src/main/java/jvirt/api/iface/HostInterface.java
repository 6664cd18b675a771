package jvirt.api.iface;

import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.INTERFACE;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.Element;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Name;
import jvirt.api.xml.Paired;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;

/** A network interface of the host, {@code <interface>}. Components stand in the order in which libvirt prints them. */
@Paired
public record HostInterface(
        Type type,
        Optional<String> name,
        Optional<Start> start,
        Optional<Mtu> mtu,
        List<Protocol> protocol,
        Optional<Link> link,
        Optional<Mac> mac,
        Optional<Bridge> bridge,
        Optional<Bond> bond,
        Optional<Vlan> vlan) {
    private static final int MTU_MAX = 100_000;

    public enum Type { ETHERNET, BRIDGE, BOND, VLAN }

    public record Start(StartMode mode) {}

    public enum StartMode { NONE, ONBOOT, HOTPLUG }

    public record Mtu(int size) {}

    public record Mac(String address) {}

    /** @param speed in megabits a second */
    public record Link(Optional<Integer> speed, Optional<String> state) {}

    /** How addresses of one family come about. */
    @Paired
    public record Protocol(String family, boolean autoconf, @KeepEmpty Optional<Dhcp> dhcp, List<Ip> ip, Optional<Route> route) {}

    public record Dhcp(Optional<YesNo> peerdns) {}

    public record Ip(String address, Optional<Integer> prefix) {
        public Ip {
            prefix = prefix.filter(bits -> bits != 0);
        }
    }

    public record Route(String gateway) {}

    @Paired
    public record Bridge(Optional<String> stp, Optional<String> delay, @Name("interface") List<HostInterface> ports) {}

    @Paired
    public record Bond(Optional<BondMode> mode, Optional<MiiMonitor> miimon, Optional<ArpMonitor> arpmon,
            @Name("interface") List<HostInterface> ports) {}

    public enum BondMode {
        BALANCE_RR, ACTIVE_BACKUP, BALANCE_XOR, BROADCAST, @Name("802.3ad") LACP, BALANCE_TLB, BALANCE_ALB
    }

    public record MiiMonitor(int freq, Optional<Integer> downdelay, Optional<Integer> updelay, Optional<Carrier> carrier) {
        public MiiMonitor {
            downdelay = downdelay.filter(delay -> delay > 0);
            updelay = updelay.filter(delay -> delay > 0);
        }
    }

    public enum Carrier { IOCTL, NETIF }

    public record ArpMonitor(int interval, String target, Optional<Validate> validate) {}

    public enum Validate { ACTIVE, BACKUP, ALL }

    public record Vlan(String tag, @Name("interface") Optional<Device> device) {
        public record Device(String name) {}
    }

    public HostInterface {
        mtu = mtu.filter(some -> some.size != 0);
        if (type == Type.BRIDGE) link = Optional.empty();
        if (type != Type.ETHERNET) mac = Optional.empty();
        // virsh's iface-unbridge leaves what the interface was
        if (type != Type.BRIDGE) bridge = Optional.empty();
        if (type != Type.BOND) bond = Optional.empty();
        if (type != Type.VLAN) vlan = Optional.empty();
        link = link.filter(some -> some.speed.isPresent() || some.state.isPresent());
    }

    /** The interfaces that are part of this bridge or bond. */
    public List<HostInterface> ports() {
        return bridge.map(Bridge::ports).or(() -> bond.map(Bond::ports)).orElse(List.of());
    }

    /** The same bridge or bond of these interfaces. */
    public HostInterface withPorts(List<HostInterface> ports) {
        return new HostInterface(type, name, start, mtu, protocol, link, mac,
                bridge.map(old -> new Bridge(old.stp, old.delay, ports)),
                bond.map(old -> new Bond(old.mode, old.miimon, old.arpmon, ports)), vlan);
    }

    /** A document as an interface, or libvirt's error for what is wrong in it; interfaces nest, so that this is not the binding's {@code parse}. */
    public static HostInterface ofDocument(String document) {
        Element element = Element.parse(document, "interface");
        for (Element protocol : element.children("protocol")) {
            String family = protocol.attribute("family").orElseThrow(() ->
                    INTERFACE.error(XML_ERROR, "protocol misses the family attribute"));
            if (!family.equals("ipv4") && !family.equals("ipv6")) {
                throw INTERFACE.error(XML_ERROR, "unsupported protocol family '%s'", family);
            }
        }
        element.child("bridge").flatMap(bridge -> bridge.attribute("stp")).filter(stp -> !stp.equals("on") && !stp.equals("off"))
                .ifPresent(stp -> {
                    throw INTERFACE.error(XML_ERROR, "bridge interface stp should be on or off got %s", stp);
                });
        HostInterface read = XmlBinding.read(HostInterface.class, element);
        if (read.mtu.filter(some -> some.size < 0 || some.size > MTU_MAX).isPresent()) {
            throw INTERFACE.error(XML_ERROR, "value of the 'size' attribute of 'mtu' element must be at most 100000");
        }
        return read;
    }

    public String format() {
        return XmlBinding.format("interface", this, View.LIVE);
    }
}
