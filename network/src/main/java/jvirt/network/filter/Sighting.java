package jvirt.network.filter;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.host.net.PacketSocket.Frame;

/** What a frame says of a guest's IPv4 address. */
sealed interface Sighting {
    IpAddress address();

    /** The guest uses it. */
    record Used(IpAddress address) implements Sighting {}

    /** A server lends it; without a time for good. */
    record Lent(IpAddress address, IpAddress server, Optional<Duration> time) implements Sighting {}

    /** It is the guest's no more. */
    record GivenBack(IpAddress address) implements Sighting {}

    /** What the frame says, if anything. A guest cannot say that it was lent something: only frames to it count for that. */
    static Optional<Sighting> of(Frame frame, MacAddress guest) {
        try {
            return read(ByteBuffer.wrap(frame.bytes()), !frame.toLink(), guest);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static Optional<Sighting> read(ByteBuffer frame, boolean fromGuest, MacAddress guest) {
        frame.position(6);
        if (fromGuest && !mac(frame).equals(guest)) return Optional.empty();
        frame.position(12);
        int type = frame.getShort() & 0xffff;
        if (type == Formats.VLAN) {
            frame.getShort();
            type = frame.getShort() & 0xffff;
        }
        return switch (type) {
            case Formats.ARP -> fromGuest ? sender(frame.slice()) : Optional.empty();
            case Formats.IP -> packet(frame.slice(), fromGuest, guest);
            default -> Optional.empty();
        };
    }

    private static MacAddress mac(ByteBuffer from) {
        byte[] bytes = new byte[6];
        from.get(bytes);
        return MacAddress.ofBytes(bytes);
    }

    private static IpAddress ip(ByteBuffer from, int at) {
        byte[] bytes = new byte[4];
        from.get(at, bytes);
        return IpAddress.ofBytes(bytes);
    }

    private static Optional<Sighting> sender(ByteBuffer arp) {
        boolean ethernetAndIp = arp.getShort(0) == 1 && (arp.getShort(2) & 0xffff) == Formats.IP && arp.getShort(4) == 0x0604;
        return ethernetAndIp ? used(ip(arp, 14)) : Optional.empty();
    }

    /** Neither the groups nor the address of who has none yet. */
    private static Optional<Sighting> used(IpAddress address) {
        boolean ordinary = address.low() != 0 && (address.low() & 0xe000_0000L) != 0xe000_0000L;
        return ordinary ? Optional.of(new Used(address)) : Optional.empty();
    }

    private static Optional<Sighting> packet(ByteBuffer ip, boolean fromGuest, MacAddress guest) {
        int header = (ip.get(0) & 15) * 4;
        boolean whole = (ip.getShort(6) & 0x1fff) == 0;
        if (whole && ip.get(9) == Formats.UDP && ip.limit() > header + 8) {
            int from = ip.getShort(header) & 0xffff;
            int to = ip.getShort(header + 2) & 0xffff;
            boolean dhcp = fromGuest ? from == Formats.CLIENT && to == Formats.SERVER : from == Formats.SERVER && to == Formats.CLIENT;
            if (dhcp) {
                Optional<Sighting> said = message(ip.slice(header + 8, ip.limit() - header - 8), fromGuest, guest);
                if (said.isPresent()) return said;
            }
        }
        return fromGuest ? used(ip(ip, 12)) : Optional.empty();
    }

    private static Optional<Sighting> message(ByteBuffer dhcp, boolean fromGuest, MacAddress guest) {
        byte[] hardware = new byte[6];
        dhcp.get(28, hardware);
        if (!Arrays.equals(hardware, guest.bytes()) || dhcp.getInt(236) != Formats.MAGIC) return Optional.empty();
        byte[] options = new byte[dhcp.limit() - 240];
        dhcp.get(240, options);
        int type = option(options, Formats.TYPE).map(value -> value.get() & 0xff).orElse(0);
        if (!fromGuest && type == Formats.ACK) {
            IpAddress server = option(options, Formats.SERVER_ID).map(value -> ip(value, 0)).orElse(ip(dhcp, 20));
            Optional<Duration> time = option(options, Formats.LEASE_TIME).map(value -> value.getInt() & 0xffff_ffffL)
                    .filter(seconds -> seconds != 0xffff_ffffL).map(Duration::ofSeconds);
            // the answer to a question about other things lends nothing
            return used(ip(dhcp, 16)).map(used -> new Lent(used.address(), server, time));
        }
        if (fromGuest && type == Formats.RELEASE) return used(ip(dhcp, 12)).map(used -> new GivenBack(used.address()));
        if (fromGuest && type == Formats.DECLINE) {
            return option(options, Formats.REQUESTED).flatMap(value -> used(ip(value, 0))).map(used -> new GivenBack(used.address()));
        }
        return Optional.empty();
    }

    private static Optional<ByteBuffer> option(byte[] options, int wanted) {
        for (int at = 0; at < options.length && (options[at] & 0xff) != Formats.END;) {
            if (options[at] == 0) {
                at++;
                continue;
            }
            int length = options[at + 1] & 0xff;
            if ((options[at] & 0xff) == wanted) return Optional.of(ByteBuffer.wrap(options, at + 2, length).slice());
            at += 2 + length;
        }
        return Optional.empty();
    }

    /** Numbers of Ethernet, IP and DHCP (RFC 2131, RFC 2132). */
    final class Formats {
        static final int VLAN = 0x8100;
        static final int ARP = 0x0806;
        static final int IP = 0x0800;
        static final int UDP = 17;
        static final int CLIENT = 68;
        static final int SERVER = 67;
        static final int MAGIC = 0x6382_5363;
        static final int REQUESTED = 50;
        static final int LEASE_TIME = 51;
        static final int TYPE = 53;
        static final int SERVER_ID = 54;
        static final int END = 255;
        static final int DECLINE = 4;
        static final int ACK = 5;
        static final int RELEASE = 7;

        private Formats() {}
    }
}
