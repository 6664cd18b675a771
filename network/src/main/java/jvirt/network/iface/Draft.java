package jvirt.network.iface;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface;
import jvirt.api.iface.HostInterface.StartMode;
import jvirt.api.iface.HostInterface.Type;
import jvirt.api.xml.YesNo;

/** An interface while its files are read, line by line; no other format has it whole in one place. */
final class Draft {
    /** How addresses of one family come about. */
    static final class Family {
        private final String name;
        boolean autoconf;
        boolean dhcp;
        boolean ownDns;
        final List<HostInterface.Ip> ips = new ArrayList<>();
        Optional<String> gateway = Optional.empty();

        private Family(String name) {
            this.name = name;
        }

        /** An address with its prefix behind a slash, or without one. */
        void add(String address) {
            int slash = address.indexOf('/');
            ips.add(slash < 0 ? new HostInterface.Ip(address, Optional.empty())
                    : new HostInterface.Ip(address.substring(0, slash), number(address.substring(slash + 1))));
        }

        private Optional<HostInterface.Protocol> protocol() {
            if (!autoconf && !dhcp && ips.isEmpty()) return Optional.empty();
            return Optional.of(new HostInterface.Protocol(name, autoconf, dhcp ? Optional.of(new HostInterface.Dhcp(
                    ownDns ? Optional.of(YesNo.NO) : Optional.empty())) : Optional.empty(),
                    List.copyOf(ips), gateway.map(HostInterface.Route::new)));
        }
    }

    private final String name;
    Type type = Type.ETHERNET;
    StartMode start = StartMode.NONE;
    Optional<Integer> mtu = Optional.empty();
    Optional<String> mac = Optional.empty();
    Optional<Setting.Master> master = Optional.empty();
    final Family v4 = new Family("ipv4");
    final Family v6 = new Family("ipv6");
    Optional<String> stp = Optional.empty();
    Optional<String> delay = Optional.empty();
    Map<String, String> bond = Map.of();
    Optional<String> tag = Optional.empty();
    Optional<String> device = Optional.empty();

    static Optional<Integer> number(String text) {
        return text.matches("[0-9]{1,9}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    Draft(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    /** The family that an address is of. */
    Family family(String address) {
        return address.contains(":") ? v6 : v4;
    }

    Setting setting() {
        // a port comes up with its master
        Optional<HostInterface.Start> begins = master.isPresent() ? Optional.empty() : Optional.of(new HostInterface.Start(start));
        HostInterface own = new HostInterface(type, Optional.of(name), begins,
                mtu.map(HostInterface.Mtu::new), Stream.of(v4, v6).map(Family::protocol).flatMap(Optional::stream).toList(),
                Optional.empty(), mac.map(HostInterface.Mac::new),
                type == Type.BRIDGE ? Optional.of(new HostInterface.Bridge(stp, delay, List.of())) : Optional.empty(),
                type == Type.BOND ? Optional.of(BondOptions.read(bond)) : Optional.empty(),
                type == Type.VLAN ? Optional.of(new HostInterface.Vlan(tag.orElse("0"), device.map(HostInterface.Vlan.Device::new)))
                        : Optional.empty());
        return new Setting(own, master);
    }
}
