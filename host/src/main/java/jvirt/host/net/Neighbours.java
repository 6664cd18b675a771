package jvirt.host.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;

/** Who the host has talked to on its links: addresses and the hardware behind them. */
public final class Neighbours {
    /** linux/rtnetlink.h, linux/neighbour.h */
    private static final int RTM_GETNEIGH = 30;
    private static final int NDA_DST = 1;
    private static final int NDA_LLADDR = 2;
    private static final int NUD_NOARP = 0x40;
    /** {@code struct ndmsg} behind the header: family, padding, index, state, flags, type. */
    private static final int STATE_AT = Message.HEADER + 8;
    private static final int ATTRIBUTES_AT = Message.HEADER + 12;

    /** An address and the hardware behind it. */
    public record Neighbour(IpAddress address, MacAddress mac) {}

    private Neighbours() {}

    public static List<Neighbour> all() throws IOException {
        Message request = new Message(RTM_GETNEIGH, Netlink.REQUEST | Netlink.DUMP).u8(0).u8(0).u16(0).u32(0).u16(0).u8(0).u8(0);
        return Netlink.talk(request, "list neighbours").stream().map(Neighbours::of).flatMap(Optional::stream).toList();
    }

    private static Optional<Neighbour> of(ByteBuffer answer) {
        Map<Integer, ByteBuffer> attributes = Message.attributes(answer, ATTRIBUTES_AT);
        ByteBuffer address = attributes.get(NDA_DST);
        ByteBuffer mac = attributes.get(NDA_LLADDR);
        if (answer.getShort(STATE_AT) == NUD_NOARP || address == null || mac == null || mac.limit() != 6) return Optional.empty();
        return Optional.of(new Neighbour(IpAddress.ofBytes(Message.raw(address)), MacAddress.ofBytes(Message.raw(mac))));
    }
}
