package jvirt.host.device;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.util.ArrayList;
import java.util.List;
import jvirt.api.nodedev.Capability.Net.Feature;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Libc;

/** What a network interface does in hardware, by the kernel's ethtool. */
final class Offloads {
    /** bits/socket.h */
    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM = 2;
    private static final long SIOCETHTOOL = 0x8946L;
    /** linux/ethtool.h; in the order in which libvirt lists the features. */
    private record Query(String feature, int command) {}

    private static final List<Query> QUERIES = List.of(new Query("rx", 0x14), new Query("tx", 0x16), new Query("sg", 0x18),
            new Query("tso", 0x1e), new Query("gso", 0x23), new Query("gro", 0x2b));
    private static final int GFLAGS = 0x25;

    private record Flag(String feature, int bit) {}

    private static final List<Flag> FLAGS = List.of(new Flag("lro", 1 << 15), new Flag("rxvlan", 1 << 8),
            new Flag("txvlan", 1 << 7), new Flag("ntuple", 1 << 27), new Flag("rxhash", 1 << 28));
    /** {@code struct ifreq}: a name of 16 bytes and a pointer. */
    private static final int IFREQ_BYTES = 40;
    private static final int NAME_BYTES = 16;

    private Offloads() {}

    static List<Feature> of(String ifname) {
        List<Feature> features = new ArrayList<>();
        try (Descriptor socket = Libc.socket(AF_INET, SOCK_DGRAM, 0); Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            MemorySegment value = arena.allocate(8, 4);
            request.setString(0, ifname.substring(0, Math.min(ifname.length(), NAME_BYTES - 1)));
            request.set(ADDRESS, NAME_BYTES, value);
            for (Query query : QUERIES) {
                if (ask(socket, request, value, query.command) != 0) features.add(new Feature(query.feature));
            }
            int flags = ask(socket, request, value, GFLAGS);
            for (Flag flag : FLAGS) {
                if ((flags & flag.bit) != 0) features.add(new Feature(flag.feature));
            }
        } catch (IOException _) {
            // an interface that is gone, or no sockets: it shows no features
        }
        return features;
    }

    private static int ask(Descriptor socket, MemorySegment request, MemorySegment value, int command) {
        value.set(JAVA_INT, 0, command);
        value.set(JAVA_INT, 4, 0);
        try {
            Libc.ioctl(socket.number(), SIOCETHTOOL, request, "ethtool");
            return value.get(JAVA_INT, 4);
        } catch (ErrnoException _) {
            return 0;    // a driver that does not know this
        }
    }
}
