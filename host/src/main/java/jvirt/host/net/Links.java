package jvirt.host.net;

import static jvirt.host.net.Netlink.ACK;
import static jvirt.host.net.Netlink.CREATE;
import static jvirt.host.net.Netlink.DUMP;
import static jvirt.host.net.Netlink.EXCL;
import static jvirt.host.net.Netlink.REQUEST;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import jvirt.api.MacAddress;
import jvirt.host.ErrnoException;

/** Interfaces of the host: made, changed, deleted, looked up. */
public final class Links {
    /** linux/rtnetlink.h */
    private static final int RTM_NEWLINK = 16;
    private static final int RTM_DELLINK = 17;
    private static final int RTM_GETLINK = 18;
    private static final int RTM_SETLINK = 19;
    private static final int AF_UNSPEC = 0;
    private static final int AF_BRIDGE = 7;
    /** {@code IFLA_BR_*} and {@code IFLA_BRPORT_*}, linux/if_link.h */
    private static final int BR_FORWARD_DELAY = 1;
    private static final int BR_STP_STATE = 5;
    private static final int BR_VLAN_FILTERING = 7;
    private static final int BRPORT_LEARNING = 8;
    private static final int BRPORT_UNICAST_FLOOD = 9;
    private static final int BRPORT_ISOLATED = 33;
    private static final int NESTED = 0x8000;
    /** {@code USER_HZ}: the kernel's bridges count time in hundredths of a second. */
    private static final int CLOCK_TICKS = 100;
    /** {@code VETH_INFO_PEER}, linux/veth.h; {@code IFLA_MACVLAN_MODE}, linux/if_link.h */
    private static final int VETH_PEER = 1;
    private static final int MACVLAN_MODE = 1;
    /** linux/if.h counts the final zero. */
    private static final int NAME_MAX = 15;

    private Links() {}

    /** How macvlan interfaces of one parent hear of each other. */
    public enum MacvlanMode {
        PRIVATE(1), VEPA(2), BRIDGE(4), PASSTHRU(8);

        private final int bits;

        MacvlanMode(int bits) {
            this.bits = bits;
        }
    }

    /** What a bridge port does; what is empty stays as it is. */
    public record PortSettings(Optional<Boolean> learning, Optional<Boolean> unicastFlood, Optional<Boolean> isolated) {}

    /** {@code struct ifinfomsg}. */
    private static Message link(int type, int flags, int family, int index, int up, int change) {
        return new Message(type, REQUEST | flags).u8(family).u8(0).u16(0).u32(index).u32(up).u32(change);
    }

    public static List<Link> all() throws IOException {
        return Netlink.talk(link(RTM_GETLINK, DUMP, AF_UNSPEC, 0, 0, 0), "list interfaces").stream().map(Link::of).toList();
    }

    public static Optional<Link> find(String name) throws IOException {
        if (name.isEmpty() || name.length() > NAME_MAX) return Optional.empty();
        try {
            return Netlink.talk(link(RTM_GETLINK, 0, AF_UNSPEC, 0, 0, 0).attribute(Link.IFNAME, name), name).stream()
                    .map(Link::of).findFirst();
        } catch (ErrnoException e) {
            if (e.errno() == ErrnoException.ENODEV) return Optional.empty();
            throw e;
        }
    }

    public static boolean exists(String name) throws IOException {
        return find(name).isPresent();
    }

    private static int index(String name) throws IOException {
        return find(name).orElseThrow(() -> new ErrnoException(ErrnoException.ENODEV, name)).index();
    }

    private static void create(String name, Optional<MacAddress> mac, int parent, String kind, Consumer<Message> data)
            throws IOException {
        if (name.length() > NAME_MAX) throw new ErrnoException(ErrnoException.ERANGE, name);
        Message request = link(RTM_NEWLINK, ACK | CREATE | EXCL, AF_UNSPEC, 0, 0, 0).attribute(Link.IFNAME, name);
        mac.ifPresent(address -> request.attribute(Link.ADDRESS, address.bytes()));
        if (parent != 0) request.attribute32(Link.PARENT, parent);
        request.nested(Link.LINKINFO, info -> info.attribute(Link.INFO_KIND, kind).nested(Link.INFO_DATA, data));
        Netlink.change(request, name);
    }

    /**
     * Makes a bridge. {@code delaySeconds} is how long a new port is listened to before it forwards; with STP the kernel makes
     * that 2 seconds at least and 30 at most.
     */
    public static void createBridge(String name, Optional<MacAddress> mac, boolean stp, long delaySeconds) throws IOException {
        create(name, mac, 0, "bridge", data -> data.attribute32(BR_FORWARD_DELAY, (int) delaySeconds * CLOCK_TICKS)
                .attribute32(BR_STP_STATE, stp ? 1 : 0));
    }

    public static void setVlanFiltering(String bridge, boolean on) throws IOException {
        Netlink.change(link(RTM_NEWLINK, ACK, AF_UNSPEC, index(bridge), 0, 0).nested(Link.LINKINFO, info ->
                info.attribute(Link.INFO_KIND, "bridge")
                        .nested(Link.INFO_DATA, data -> data.attribute8(BR_VLAN_FILTERING, on ? 1 : 0))), bridge);
    }

    /** Makes two interfaces that are each other's wire. */
    public static void createVeth(String name, String peer) throws IOException {
        create(name, Optional.empty(), 0, "veth", data -> data.nested(VETH_PEER, other ->
                other.u8(AF_UNSPEC).u8(0).u16(0).u32(0).u32(0).u32(0).attribute(Link.IFNAME, peer)));
    }

    /** Makes a macvtap (or, without {@code tap}, a macvlan) on top of an interface. */
    public static void createMacvlan(String name, MacAddress mac, String parent, MacvlanMode mode, boolean tap)
            throws IOException {
        create(name, Optional.of(mac), index(parent), tap ? "macvtap" : "macvlan",
                data -> data.attribute32(MACVLAN_MODE, mode.bits));
    }

    /** Deletes an interface; nothing happens when there is none. */
    public static void delete(String name) throws IOException {
        try {
            Netlink.change(link(RTM_DELLINK, ACK, AF_UNSPEC, 0, 0, 0).attribute(Link.IFNAME, name), name);
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.ENODEV) throw e;
        }
    }

    public static void setUp(String name, boolean up) throws IOException {
        int on = up ? Link.IFF_UP : 0;
        Netlink.change(link(RTM_NEWLINK, ACK, AF_UNSPEC, index(name), on, Link.IFF_UP), name);
    }

    /** Makes an interface a port of a bridge. */
    public static void setMaster(String name, String bridge) throws IOException {
        Netlink.change(link(RTM_SETLINK, ACK, AF_UNSPEC, index(name), 0, 0).attribute32(Link.MASTER, index(bridge)), name);
    }

    /** Takes an interface out of its bridge. */
    public static void release(String name) throws IOException {
        Netlink.change(link(RTM_SETLINK, ACK, AF_UNSPEC, index(name), 0, 0).attribute32(Link.MASTER, 0), name);
    }

    public static void setMtu(String name, int mtu) throws IOException {
        Netlink.change(link(RTM_NEWLINK, ACK, AF_UNSPEC, index(name), 0, 0).attribute32(Link.MTU, mtu), name);
    }

    public static void setMac(String name, MacAddress mac) throws IOException {
        Netlink.change(link(RTM_NEWLINK, ACK, AF_UNSPEC, index(name), 0, 0).attribute(Link.ADDRESS, mac.bytes()), name);
    }

    /** Changes how the bridge treats one of its ports. */
    public static void setPort(String port, PortSettings settings) throws IOException {
        Netlink.change(link(RTM_SETLINK, ACK, AF_BRIDGE, index(port), 0, 0).nested(Link.PROTINFO | NESTED, info -> {
            settings.learning().ifPresent(on -> info.attribute8(BRPORT_LEARNING, on ? 1 : 0));
            settings.unicastFlood().ifPresent(on -> info.attribute8(BRPORT_UNICAST_FLOOD, on ? 1 : 0));
            settings.isolated().ifPresent(on -> info.attribute8(BRPORT_ISOLATED, on ? 1 : 0));
        }), port);
    }

    /** Tells a bridge that an address is behind a port, for good; or no longer. */
    public static void forwardingEntry(String port, MacAddress mac, boolean present) throws IOException {
        // RTM_NEWNEIGH, RTM_DELNEIGH; struct ndmsg: family, padding, index, state NUD_NOARP|NUD_PERMANENT, flags NTF_MASTER
        Message request = new Message(present ? 28 : 29, REQUEST | ACK | (present ? CREATE | Netlink.REPLACE : 0))
                .u8(AF_BRIDGE).u8(0).u16(0).u32(index(port)).u16(0x40 | 0x80).u8(4).u8(0)
                .attribute(2 /* NDA_LLADDR */, mac.bytes());
        Netlink.change(request, port);
    }
}
