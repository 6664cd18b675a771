package jvirt.host.net;

import static jvirt.host.net.Netlink.ACK;
import static jvirt.host.net.Netlink.CREATE;
import static jvirt.host.net.Netlink.DUMP;
import static jvirt.host.net.Netlink.EXCL;
import static jvirt.host.net.Netlink.REQUEST;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.host.ErrnoException;

/** Addresses of the host's interfaces, and routes through them. */
public final class Addresses {
    /** linux/rtnetlink.h */
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_DELADDR = 21;
    private static final int RTM_GETADDR = 22;
    private static final int RTM_NEWROUTE = 24;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    /** linux/if_addr.h */
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_BROADCAST = 4;
    private static final int IFA_F_NODAD = 2;
    private static final int ATTRIBUTES_AT = Message.HEADER + 8;
    /** linux/rtnetlink.h: attributes of routes, the main table, who made it, how it is reached. */
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTPROT_BOOT = 3;
    private static final int RTN_UNICAST = 1;

    /** An address of an interface. */
    public record Address(int link, IpAddress address, int prefix) {}

    private Addresses() {}

    private static int family(IpAddress address) {
        return address.v6() ? AF_INET6 : AF_INET;
    }

    private static int index(String name) throws IOException {
        return Links.find(name).orElseThrow(() -> new ErrnoException(ErrnoException.ENODEV, name)).index();
    }

    /** All addresses of the host. */
    public static List<Address> all() throws IOException {
        Message request = new Message(RTM_GETADDR, REQUEST | DUMP).u8(0).u8(0).u8(0).u8(0).u32(0);
        return Netlink.talk(request, "list addresses").stream().map(Addresses::of).flatMap(Optional::stream).toList();
    }

    private static Optional<Address> of(ByteBuffer answer) {
        Map<Integer, ByteBuffer> attributes = Message.attributes(answer, ATTRIBUTES_AT);
        ByteBuffer address = attributes.getOrDefault(IFA_LOCAL, attributes.get(IFA_ADDRESS));
        if (address == null || address.limit() != 4 && address.limit() != 16) return Optional.empty();
        return Optional.of(new Address(answer.getInt(Message.HEADER + 4), IpAddress.ofBytes(Message.raw(address)),
                answer.get(Message.HEADER + 1) & 0xff));
    }

    /** {@code struct ifaddrmsg}. */
    private static Message address(int type, int flags, String link, IpAddress address, int prefix) throws IOException {
        // nobody else has this address: no waiting until others have not answered (IPv6 duplicate address detection)
        Message request = new Message(type, REQUEST | ACK | flags)
                .u8(family(address)).u8(prefix).u8(address.v6() ? IFA_F_NODAD : 0).u8(0).u32(index(link))
                .attribute(IFA_LOCAL, address.bytes()).attribute(IFA_ADDRESS, address.bytes());
        if (!address.v6() && prefix < 31) request.attribute(IFA_BROADCAST, address.broadcast(prefix).bytes());
        return request;
    }

    public static void add(String link, IpAddress address, int prefix) throws IOException {
        Netlink.change(address(RTM_NEWADDR, CREATE | EXCL, link, address, prefix), address + "/" + prefix);
    }

    public static void remove(String link, IpAddress address, int prefix) throws IOException {
        Netlink.change(address(RTM_DELADDR, 0, link, address, prefix), address + "/" + prefix);
    }

    /** Adds a route to a network through a gateway behind an interface. */
    public static void addRoute(String link, IpAddress network, int prefix, IpAddress gateway, Optional<Integer> metric)
            throws IOException {
        Message request = new Message(RTM_NEWROUTE, REQUEST | ACK | CREATE | EXCL)
                .u8(family(network)).u8(prefix).u8(0).u8(0).u8(RT_TABLE_MAIN).u8(RTPROT_BOOT).u8(0).u8(RTN_UNICAST).u32(0);
        if (prefix > 0) request.attribute(RTA_DST, network.bytes());
        request.attribute(RTA_GATEWAY, gateway.bytes()).attribute32(RTA_OIF, index(link));
        metric.ifPresent(value -> request.attribute32(RTA_PRIORITY, value));
        Netlink.change(request, network + "/" + prefix);
    }
}
