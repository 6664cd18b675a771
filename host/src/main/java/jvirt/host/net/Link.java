package jvirt.host.net;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import jvirt.api.MacAddress;

/**
 * An interface of the host, as it was when it was asked for.
 *
 * @param kind what made it, such as {@code bridge}, {@code tun} or {@code veth}; empty for hardware
 * @param master the number of the bridge or bond that it belongs to, or 0
 * @param parent the number of the interface that it lies on, or 0
 * @param up switched on; whether there is a carrier is {@code running}
 */
public record Link(int index, String name, String kind, int master, int parent, boolean up, boolean running, int mtu,
        Optional<MacAddress> mac, Traffic traffic) {
    /** What came in and went out since it was made. */
    public record Traffic(long rxBytes, long rxPackets, long rxErrors, long rxDropped, long txBytes, long txPackets,
            long txErrors, long txDropped) {
        static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, 0, 0, 0);

        /** {@code struct rtnl_link_stats64}, linux/if_link.h. */
        static Traffic of(ByteBuffer stats) {
            return new Traffic(stats.getLong(16), stats.getLong(0), stats.getLong(32), stats.getLong(48), stats.getLong(24),
                    stats.getLong(8), stats.getLong(40), stats.getLong(56));
        }
    }

    /** {@code IFLA_*}, linux/if_link.h */
    static final int ADDRESS = 1;
    static final int IFNAME = 3;
    static final int MTU = 4;
    static final int PARENT = 5;
    static final int MASTER = 10;
    static final int PROTINFO = 12;
    static final int LINKINFO = 18;
    static final int STATS64 = 23;
    static final int INFO_KIND = 1;
    static final int INFO_DATA = 2;
    /** linux/if.h */
    static final int IFF_UP = 1;
    private static final int IFF_RUNNING = 0x40;
    /** {@code struct ifinfomsg} behind the header: family, type, index, flags, change. */
    private static final int INDEX_AT = Message.HEADER + 4;
    private static final int FLAGS_AT = Message.HEADER + 8;
    static final int ATTRIBUTES_AT = Message.HEADER + 16;

    static Link of(ByteBuffer answer) {
        Map<Integer, ByteBuffer> attributes = Message.attributes(answer, ATTRIBUTES_AT);
        int flags = answer.getInt(FLAGS_AT);
        Optional<ByteBuffer> info = Optional.ofNullable(attributes.get(LINKINFO));
        String kind = info.map(some -> Message.attributes(some, 0).get(INFO_KIND)).map(Message::text).orElse("");
        return new Link(answer.getInt(INDEX_AT), Message.text(attributes.get(IFNAME)), kind, number(attributes.get(MASTER)),
                number(attributes.get(PARENT)), (flags & IFF_UP) != 0, (flags & IFF_RUNNING) != 0, number(attributes.get(MTU)),
                Optional.ofNullable(attributes.get(ADDRESS)).map(Message::raw).filter(raw -> raw.length == 6)
                        .map(MacAddress::ofBytes),
                Optional.ofNullable(attributes.get(STATS64)).map(Traffic::of).orElse(Traffic.NONE));
    }

    private static int number(ByteBuffer attribute) {
        return attribute == null ? 0 : attribute.getInt(0);
    }
}
