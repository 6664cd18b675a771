package jvirt.network.iface;

import static jvirt.api.ErrorCode.NO_INTERFACE;
import static jvirt.api.ErrorCode.SYSTEM_ERROR;
import static jvirt.api.ErrorDomain.INTERFACE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.MacAddress;
import jvirt.api.iface.HostInterface;
import jvirt.api.iface.HostInterface.Type;
import jvirt.host.net.Addresses;
import jvirt.host.net.Link;
import jvirt.host.net.Links;

/** The interfaces that the kernel has, as they are: looked up, never kept. */
final class LiveInterfaces {
    private static final Path SYSFS = Path.of("/sys/class/net");
    private static final Path VLANS = Path.of("/proc/net/vlan");

    /** All that the kernel has. */
    List<HostInterfaces.Entry> all() {
        return links().stream().map(LiveInterfaces::entry).toList();
    }

    private static HostInterfaces.Entry entry(Link link) {
        return new HostInterfaces.Entry(link.name(), link.mac().map(MacAddress::toString).orElse(""), link.up() && link.running());
    }

    private static List<Link> links() {
        try {
            return Links.all();
        } catch (IOException e) {
            throw INTERFACE.error(SYSTEM_ERROR, e, "cannot list the host's interfaces: %s", e.getMessage());
        }
    }

    private static Link link(String name) {
        return links().stream().filter(link -> link.name().equals(name)).findFirst().orElseThrow(() ->
                INTERFACE.error(NO_INTERFACE, "couldn't find interface named '%s'", name));
    }

    Optional<HostInterfaces.Entry> find(String name) {
        return links().stream().filter(link -> link.name().equals(name)).findFirst().map(LiveInterfaces::entry);
    }

    /** Whether it is there and switched on, with or without a carrier. */
    boolean up(String name) {
        return links().stream().anyMatch(link -> link.name().equals(name) && link.up());
    }

    /** The interface's document, with the addresses that it has. */
    HostInterface document(String name) {
        Link link = link(name);
        List<Link> all = links();
        HostInterface plain = plain(link, all);
        return new HostInterface(plain.type(), plain.name(), Optional.empty(), Optional.of(new HostInterface.Mtu(link.mtu())),
                protocols(link), plain.link(), plain.mac(), plain.bridge(), plain.bond(), plain.vlan());
    }

    private static HostInterface plain(Link link, List<Link> all) {
        Type type = switch (link.kind()) {
            case "bridge" -> Type.BRIDGE;
            case "bond" -> Type.BOND;
            case "vlan" -> Type.VLAN;
            default -> Type.ETHERNET;
        };
        List<HostInterface> ports = type != Type.BRIDGE && type != Type.BOND ? List.of()
                : all.stream().filter(other -> other.master() == link.index()).map(other -> plain(other, all)).toList();
        Optional<HostInterface.Bridge> bridge = type != Type.BRIDGE ? Optional.empty()
                : Optional.of(new HostInterface.Bridge(setting(link, "stp_state").map(state -> state.equals("0") ? "off" : "on"),
                        setting(link, "forward_delay").map(LiveInterfaces::seconds), ports));
        Optional<HostInterface.Bond> bond = type != Type.BOND ? Optional.empty()
                : Optional.of(new HostInterface.Bond(Optional.empty(), Optional.empty(), Optional.empty(), ports));
        return new HostInterface(type, Optional.of(link.name()), Optional.empty(), Optional.empty(), List.of(),
                Optional.of(new HostInterface.Link(speed(link), Optional.of(link.running() ? "up" : "down"))),
                link.mac().map(mac -> new HostInterface.Mac(mac.toString())), bridge, bond,
                type == Type.VLAN ? Optional.of(vlan(link, all)) : Optional.empty());
    }

    private static Optional<String> setting(Link link, String name) {
        return read(SYSFS.resolve(link.name()).resolve("bridge").resolve(name));
    }

    private static Optional<String> read(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /** The kernel counts in hundredths. */
    private static String seconds(String hundredths) {
        return Integer.toString(Integer.parseInt(hundredths) / 100);
    }

    private static Optional<Integer> speed(Link link) {
        return read(SYSFS.resolve(link.name()).resolve("speed")).filter(text -> text.matches("[0-9]{1,9}")).map(Integer::parseInt)
                .filter(speed -> speed > 0);
    }

    private static HostInterface.Vlan vlan(Link link, List<Link> all) {
        String tag = read(VLANS.resolve(link.name())).flatMap(text -> text.lines().findFirst())
                .map(line -> line.replaceFirst(".*VID: ([0-9]+).*", "$1")).orElse("0");
        return new HostInterface.Vlan(tag, all.stream().filter(other -> other.index() == link.parent()).findFirst()
                .map(other -> new HostInterface.Vlan.Device(other.name())));
    }

    private static List<HostInterface.Protocol> protocols(Link link) {
        List<HostInterface.Protocol> protocols = new ArrayList<>();
        try {
            List<Addresses.Address> addresses = Addresses.all().stream().filter(address -> address.link() == link.index()).toList();
            for (boolean v6 : new boolean[] {false, true}) {
                List<HostInterface.Ip> ips = addresses.stream().filter(address -> address.address().v6() == v6)
                        .map(address -> new HostInterface.Ip(address.address().toString(), Optional.of(address.prefix()))).toList();
                if (ips.isEmpty()) continue;
                protocols.add(new HostInterface.Protocol(v6 ? "ipv6" : "ipv4", false, Optional.empty(), ips, Optional.empty()));
            }
        } catch (IOException e) {
            throw INTERFACE.error(SYSTEM_ERROR, e, "cannot list the host's addresses: %s", e.getMessage());
        }
        return protocols;
    }
}
