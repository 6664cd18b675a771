package jvirt.api.network;

import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.xml.Paired;
import jvirt.api.xml.YesNo;

/** An address of the host in the network, {@code <ip>}, and what is served to guests there. */
@Paired
public record Ip(Optional<String> family, IpAddress address, Optional<IpAddress> netmask, Optional<Integer> prefix,
        Optional<YesNo> localPtr, Optional<Tftp> tftp, Optional<Dhcp> dhcp) {
    public record Tftp(Optional<String> root) {}

    /** Leases: from ranges and for known hosts. */
    public record Dhcp(List<Range> range, List<Host> host, Optional<Bootp> bootp) {
        static final Dhcp EMPTY = new Dhcp(List.of(), List.of(), Optional.empty());

        boolean serves() {
            return !range.isEmpty() || !host.isEmpty();
        }
    }

    public record Range(IpAddress start, IpAddress end, Optional<Lease> lease) {
        public Range {
            lease = lease.filter(some -> some.expiry.isPresent());
        }

        /** How many addresses there are, as far as an int goes. */
        public int size() {
            return (int) (end.low() - start.low()) + 1;
        }
    }

    /** A guest that always gets the same address. In a pattern for updates any part may be missing. */
    public record Host(Optional<String> mac, Optional<String> id, Optional<String> name, Optional<IpAddress> ip,
            Optional<Lease> lease) {
        public Host {
            lease = lease.filter(some -> some.expiry.isPresent());
        }
    }

    /** How long a lease lasts; 0 is for ever. */
    public record Lease(Optional<Long> expiry, Optional<Unit> unit) {
        public enum Unit { SECONDS, MINUTES, HOURS }

        public Lease {
            unit = expiry.orElse(0L) == 0 ? Optional.empty() : Optional.of(unit.orElse(Unit.MINUTES));
        }
    }

    /** What a guest boots from the network. */
    public record Bootp(String file, Optional<IpAddress> server) {}

    public Ip {
        prefix = prefix.filter(bits -> bits > 0);
        tftp = tftp.filter(some -> some.root.isPresent());
        dhcp = dhcp.filter(Dhcp::serves);
    }

    /** How many bits of the address are the network's: as said, or those of the address's class (IPv4), or 64. */
    public int prefixLength() {
        if (prefix.isPresent()) return prefix.get();
        if (netmask.isPresent()) return netmask.get().prefixOfMask().orElse(-1);
        return naturalPrefix(address);
    }

    /** {@code virSocketAddrGetIPPrefix}: classes of IPv4, 64 for IPv6, 0 for the address of everything. */
    static int naturalPrefix(IpAddress address) {
        if (address.v6()) return address.high() == 0 && address.low() == 0 ? 0 : 64;
        int first = (int) (address.low() >>> 24);
        if (address.low() == 0) return 0;
        if (first < 128) return 8;
        if (first < 192) return 16;
        return first < 224 ? 24 : -1;
    }

    public List<Range> ranges() {
        return dhcp.map(Dhcp::range).orElse(List.of());
    }

    public List<Host> hosts() {
        return dhcp.map(Dhcp::host).orElse(List.of());
    }

    /** Leases are given here. */
    public boolean servesDhcp() {
        return dhcp.isPresent();
    }

    Ip withDhcp(List<Range> ranges, List<Host> hosts) {
        return new Ip(family, address, netmask, prefix, localPtr, tftp,
                Optional.of(new Dhcp(ranges, hosts, dhcp.flatMap(Dhcp::bootp))));
    }
}
