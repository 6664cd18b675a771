package jvirt.host.net;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jvirt.host.Descriptor;
import jvirt.host.ErrnoException;
import jvirt.host.Libc;

/**
 * Network interfaces whose wire is a descriptor: taps of their own, and macvtaps on an interface of the host. A tap goes away
 * with its last descriptor.
 */
public final class Tap {
    private static final String TUN = "/dev/net/tun";
    private static final String VHOST = "/dev/vhost-net";
    /** linux/if_tun.h: {@code _IOW('T', 202, int)}, and what may be asked for. */
    private static final long TUNSETIFF = 0x4004_54CAL;
    private static final int IFF_TAP = 0x0002;
    private static final int IFF_MULTI_QUEUE = 0x0100;
    private static final int IFF_NO_PI = 0x1000;
    private static final int IFF_VNET_HDR = 0x4000;
    /** {@code struct ifreq}: a name of 16 bytes and a union. */
    private static final int IFREQ_BYTES = 40;
    private static final int FLAGS_AT = 16;

    private Tap() {}

    /** Makes a tap, or opens one that is there, with a descriptor a queue. */
    public static List<Descriptor> open(String name, int queues, boolean vnetHeader) throws IOException {
        int flags = IFF_TAP | IFF_NO_PI | (vnetHeader ? IFF_VNET_HDR : 0) | (queues > 1 ? IFF_MULTI_QUEUE : 0);
        return all(queues, () -> {
            Descriptor tap = Libc.open(TUN, Libc.O_RDWR, 0);
            try {
                setInterface(tap, name, flags);
                return tap;
            } catch (IOException e) {
                tap.close();
                throw e;
            }
        });
    }

    /** Opens the device of a macvtap interface, a descriptor a queue. */
    public static List<Descriptor> openMacvtap(String name, int index, int queues, boolean vnetHeader) throws IOException {
        int flags = IFF_TAP | IFF_NO_PI | (vnetHeader ? IFF_VNET_HDR : 0) | (queues > 1 ? IFF_MULTI_QUEUE : 0);
        return all(queues, () -> {
            Descriptor tap = Libc.open("/dev/tap" + index, Libc.O_RDWR, 0);
            try {
                setInterface(tap, name, flags);
                return tap;
            } catch (IOException e) {
                tap.close();
                throw e;
            }
        });
    }

    private static void setInterface(Descriptor tap, String name, int flags) throws ErrnoException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_BYTES, 8);
            request.setString(0, name);
            request.set(JAVA_SHORT, FLAGS_AT, (short) flags);
            Libc.ioctl(tap.number(), TUNSETIFF, request, name);
        }
    }

    /** There is a network backend in the kernel. */
    public static boolean hasVhost() {
        return Files.isReadable(Path.of(VHOST));
    }

    /** Opens the kernel's network backend, a descriptor a queue. */
    public static List<Descriptor> openVhost(int queues) throws IOException {
        return all(queues, () -> Libc.open(VHOST, Libc.O_RDWR, 0));
    }

    private interface Opening {
        Descriptor open() throws IOException;
    }

    private static List<Descriptor> all(int count, Opening opening) throws IOException {
        List<Descriptor> open = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) open.add(opening.open());
            return open;
        } catch (IOException e) {
            open.forEach(Descriptor::close);
            throw e;
        }
    }
}
