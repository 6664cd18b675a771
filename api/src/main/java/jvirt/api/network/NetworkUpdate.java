package jvirt.api.network;

import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import jvirt.api.IpAddress;
import jvirt.api.MacAddress;
import jvirt.api.VirtException;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;

/**
 * A change to one section of a network: {@code virNetworkUpdate}.
 *
 * @param parentIndex which {@code <ip>}, or -1 for the one that fits
 */
public record NetworkUpdate(Command command, Section section, int parentIndex, String xml) {
    /** In the order of {@code virNetworkUpdateCommand}. */
    public enum Command {
        NONE, MODIFY, DELETE, ADD_LAST, ADD_FIRST;

        boolean adds() {
            return this == ADD_LAST || this == ADD_FIRST;
        }
    }

    /** In the order of {@code virNetworkUpdateSection}. */
    public enum Section {
        NONE, BRIDGE, DOMAIN, IP, IP_DHCP_HOST, IP_DHCP_RANGE, FORWARD, FORWARD_INTERFACE, FORWARD_PF, PORTGROUP, DNS_HOST,
        DNS_TXT, DNS_SRV
    }

    /** The update of the numbers that clients send. */
    public static NetworkUpdate of(int command, int section, int parentIndex, String xml) {
        if (section < 0 || section >= Section.values().length) {
            throw NETWORK.error(OPERATION_UNSUPPORTED, "can't update unrecognized section of network");
        }
        if (command < 0 || command >= Command.values().length) {
            throw NETWORK.error(OPERATION_UNSUPPORTED, "unrecognized network update command code %d", command);
        }
        return new NetworkUpdate(Command.values()[command], Section.values()[section], parentIndex, xml);
    }

    /** The network with the change, or libvirt's error for why it cannot be. */
    public Network apply(Network network) {
        Element element = Element.parse(xml);
        return switch (section) {
            case IP_DHCP_HOST -> dhcpHost(network, element);
            case IP_DHCP_RANGE -> dhcpRange(network, element);
            case FORWARD_INTERFACE -> forwardInterface(network, element);
            case PORTGROUP -> portgroup(network, element);
            case DNS_HOST -> dnsHost(network, element);
            case DNS_TXT -> dnsTxt(network, element);
            case DNS_SRV -> dnsSrv(network, element);
            case BRIDGE, DOMAIN, IP, FORWARD -> throw fixed(network, section.name().toLowerCase(java.util.Locale.ROOT));
            case FORWARD_PF -> throw fixed(network, "forward pf");
            case NONE -> throw NETWORK.error(OPERATION_UNSUPPORTED, "can't update unrecognized section of network");
        };
    }

    private static VirtException fixed(Network network, String section) {
        return NETWORK.error(OPERATION_UNSUPPORTED, "can't update '%s' section of network '%s'", section, network.name());
    }

    private static VirtException invalid(String message, Object... args) {
        return NETWORK.error(OPERATION_INVALID, message, args);
    }

    private static void expect(Network network, Element element, String name) {
        if (!element.name().equals(name)) {
            throw NETWORK.error(XML_ERROR, "unexpected element <%s>, expecting <%s>, while updating network '%s'", element.name(),
                    name, network.name());
        }
    }

    private void noModify(String what) {
        if (command == Command.MODIFY) {
            throw NETWORK.error(OPERATION_UNSUPPORTED, "%s cannot be modified, only added or deleted", what);
        }
    }

    private VirtException unknownCommand() {
        return NETWORK.error(OPERATION_UNSUPPORTED, "unrecognized network update command code %d", command.ordinal());
    }

    /** The list with the entry added at its end or its beginning. */
    private <T> List<T> added(List<T> list, T entry) {
        List<T> changed = new ArrayList<>(list);
        changed.add(command == Command.ADD_FIRST ? 0 : list.size(), entry);
        return changed;
    }

    private static <T> List<T> without(List<T> list, int index) {
        List<T> changed = new ArrayList<>(list);
        changed.remove(index);
        return changed;
    }

    private static <T> int[] indexes(List<T> list, Predicate<T> wanted) {
        return IntStream.range(0, list.size()).filter(i -> wanted.test(list.get(i))).toArray();
    }

    /** Which {@code <ip>} is meant: by its index, or the one with leases, or the first. */
    private int ipIndex(Network network) {
        List<Ip> ips = network.ip();
        if (parentIndex >= 0) {
            if (parentIndex < ips.size()) return parentIndex;
            throw invalid("couldn't update dhcp host entry - no <ip> element found at index %d in network '%s'", parentIndex,
                    network.name());
        }
        List<Predicate<Ip>> preferences = List.of(Ip::servesDhcp, ip -> !ip.address().v6(), _ -> true);
        for (Predicate<Ip> preference : preferences) {
            int[] found = indexes(ips, preference);
            if (found.length > 0) return found[0];
        }
        throw invalid("couldn't update dhcp host entry - no <ip> element found in network '%s'", network.name());
    }

    private static void oneDhcp(Network network, int index) {
        boolean v6 = network.ip().get(index).address().v6();
        for (int i = 0; i < network.ip().size(); i++) {
            Ip other = network.ip().get(i);
            if (i != index && other.address().v6() == v6 && other.servesDhcp()) {
                throw invalid("dhcp is supported only for a single %s address on each network", v6 ? "IPv6" : "IPv4");
            }
        }
    }

    private Network dhcpHost(Network network, Element element) {
        expect(network, element, "host");
        int index = ipIndex(network);
        Ip ip = network.ip().get(index);
        boolean partial = command == Command.DELETE;
        new IpSyntax(network.name()).dhcpHost(element, ip.address().v6(), partial);
        Ip.Host host = XmlBinding.read(Ip.Host.class, element);
        if (!partial && host.ip().orElseThrow().v6() != ip.address().v6()) {
            throw invalid("the address family of a host entry IP must match the address family of the dhcp element's parent");
        }
        List<Ip.Host> hosts = ip.hosts();
        int[] similar = indexes(hosts, other -> sharesOne(host, other));
        List<Ip.Host> changed = switch (command) {
            case MODIFY -> {
                if (similar.length == 0) {
                    throw invalid("couldn't locate an existing dhcp host entry with \"mac='%s'\" \"name='%s'\" \"ip='%s'\" in"
                            + " network '%s'", host.mac().orElse("unknown"), host.name().orElse("(null)"), text(host.ip()),
                            network.name());
                }
                List<Ip.Host> all = new ArrayList<>(hosts);
                all.set(similar[0], host);
                yield all;
            }
            case ADD_FIRST, ADD_LAST -> {
                oneDhcp(network, index);
                if (similar.length > 0) {
                    throw invalid("there is an existing dhcp host entry in network '%s' that matches "
                            + "\"<host mac='%s' name='%s' ip='%s'/>\"", network.name(), host.mac().orElse("unknown"),
                            host.name().orElse("(null)"), text(host.ip()));
                }
                yield added(hosts, host);
            }
            case DELETE -> {
                int[] same = indexes(hosts, other -> sharesAll(host, other));
                if (same.length == 0) {
                    throw invalid("couldn't locate a matching dhcp host entry in network '%s'", network.name());
                }
                yield without(hosts, same[0]);
            }
            case NONE -> throw unknownCommand();
        };
        return network.withIp(index, ip.withDhcp(ip.ranges(), changed));
    }

    private static String text(Optional<IpAddress> ip) {
        return ip.map(IpAddress::toString).orElse("unknown");
    }

    private static boolean sameMac(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent()
                && MacAddress.find(one.get()).equals(MacAddress.find(other.get()));
    }

    private static boolean sharesOne(Ip.Host host, Ip.Host other) {
        return sameMac(host.mac(), other.mac())
                || host.name().isPresent() && host.name().equals(other.name())
                || host.ip().isPresent() && host.ip().equals(other.ip());
    }

    private static boolean sharesAll(Ip.Host pattern, Ip.Host other) {
        return (pattern.mac().isEmpty() || other.mac().isEmpty() || sameMac(pattern.mac(), other.mac()))
                && fits(pattern.name(), other.name())
                && fits(pattern.ip(), other.ip());
    }

    private static <T> boolean fits(Optional<T> pattern, Optional<T> other) {
        return pattern.isEmpty() || pattern.equals(other);
    }

    private Network dhcpRange(Network network, Element element) {
        expect(network, element, "range");
        int index = ipIndex(network);
        Ip ip = network.ip().get(index);
        noModify("dhcp ranges");
        new IpSyntax(network.name()).range(element);
        Ip.Range range = XmlBinding.read(Ip.Range.class, element);
        NetworkRules.range(range.start(), range.end(), Optional.of(ip));
        int[] same = indexes(ip.ranges(), other -> other.start().equals(range.start()) && other.end().equals(range.end()));
        List<Ip.Range> changed = switch (command) {
            case ADD_FIRST, ADD_LAST -> {
                oneDhcp(network, index);
                if (same.length > 0) {
                    throw invalid("there is an existing dhcp range entry in network '%s' that matches "
                            + "\"<range start='%s' end='%s'/>\"", network.name(), range.start(), range.end());
                }
                yield added(ip.ranges(), range);
            }
            case DELETE -> {
                if (same.length == 0) throw invalid("couldn't locate a matching dhcp range entry in network '%s'", network.name());
                yield without(ip.ranges(), same[0]);
            }
            case MODIFY, NONE -> throw unknownCommand();
        };
        return network.withIp(index, ip.withDhcp(changed, ip.hosts()));
    }

    private Network forwardInterface(Network network, Element element) {
        expect(network, element, "interface");
        noModify("forward interface entries");
        String dev = element.attribute("dev").orElseThrow(() ->
                NETWORK.error(XML_ERROR, "missing dev attribute in <interface> element"));
        Forward forward = network.forward().orElse(null);
        List<Forward.Interface> pool = forward == null ? List.of() : forward.interfaces();
        int[] same = indexes(pool, other -> other.dev().equals(dev));
        List<Forward.Interface> changed = switch (command) {
            case ADD_FIRST, ADD_LAST -> {
                if (same.length > 0) {
                    throw invalid("there is an existing interface entry in network '%s' that matches \"<interface dev='%s'>\"",
                            network.name(), dev);
                }
                yield added(pool, Forward.Interface.of(dev));
            }
            case DELETE -> {
                if (same.length == 0) {
                    throw invalid("couldn't find an interface entry in network '%s' matching <interface dev='%s'>",
                            network.name(), dev);
                }
                int used = pool.get(same[0]).connections().orElse(0);
                if (used > 0) {
                    throw invalid("unable to delete interface '%s' in network '%s'. It is currently being used  by %d domains.",
                            dev, network.name(), used);
                }
                yield without(pool, same[0]);
            }
            case MODIFY, NONE -> throw unknownCommand();
        };
        // an isolated network keeps its interfaces to itself: libvirt never prints them
        return forward == null ? network : network.withForward(forward.withInterfaces(changed));
    }

    private Network portgroup(Network network, Element element) {
        expect(network, element, "portgroup");
        PortSyntax.portgroup(element);
        PortGroup group = XmlBinding.read(PortGroup.class, element);
        List<PortGroup> groups = network.portgroup();
        int[] same = indexes(groups, other -> other.name().equals(group.name()));
        if (same.length == 0 && (command == Command.MODIFY || command == Command.DELETE)) {
            throw invalid("couldn't find a portgroup entry in network '%s' matching <portgroup name='%s'>", network.name(),
                    group.name());
        }
        if (same.length > 0 && command.adds()) {
            throw invalid("there is an existing portgroup entry in network '%s' that matches \"<portgroup name='%s'>\"",
                    network.name(), group.name());
        }
        boolean otherDefault = groups.stream().anyMatch(other -> other.isDefault() && !other.name().equals(group.name()));
        if (command != Command.DELETE && group.isDefault() && otherDefault) {
            throw invalid("a different portgroup entry in network '%s' is already set as the default. "
                    + "Only one default is allowed.", network.name());
        }
        return network.withPortgroup(switch (command) {
            case MODIFY -> {
                List<PortGroup> all = new ArrayList<>(groups);
                all.set(same[0], group);
                yield all;
            }
            case ADD_FIRST, ADD_LAST -> added(groups, group);
            case DELETE -> without(groups, same[0]);
            case NONE -> throw unknownCommand();
        });
    }

    private Network dnsHost(Network network, Element element) {
        noModify("DNS HOST records");
        expect(network, element, "host");
        new DnsSyntax(network.name()).dnsHost(element, !command.adds());
        Dns.Host host = XmlBinding.read(Dns.Host.class, element);
        Dns dns = network.names();
        // one name may have several addresses: what is added is compared by its address alone
        int[] same = indexes(dns.host(), other -> host.ip().isPresent() && host.ip().equals(other.ip())
                || !command.adds() && host.hostname().stream().anyMatch(other.hostname()::contains));
        if (command.adds()) {
            if (same.length > 0) {
                throw invalid("there is already at least one DNS HOST record with a matching field in network %s",
                        network.name());
            }
            return network.withDns(dns.withHost(added(dns.host(), host)));
        }
        return network.withDns(dns.withHost(deleted(dns.host(), same,
                "couldn't locate a matching DNS HOST record in network %s",
                "multiple matching DNS HOST records were found in network %s", network)));
    }

    private Network dnsSrv(Network network, Element element) {
        noModify("DNS SRV records");
        expect(network, element, "srv");
        new DnsSyntax(network.name()).dnsSrv(element, !command.adds());
        Dns.Srv srv = XmlBinding.read(Dns.Srv.class, element);
        Dns dns = network.names();
        int[] same = indexes(dns.srv(), other -> fits(srv.domain(), other.domain()) && fits(srv.service(), other.service())
                && fits(srv.protocol(), other.protocol()) && fits(srv.target(), other.target()));
        if (command.adds()) {
            if (same.length > 0) {
                throw invalid("there is already at least one DNS SRV record matching all specified fields in network %s",
                        network.name());
            }
            return network.withDns(dns.withSrv(added(dns.srv(), srv)));
        }
        return network.withDns(dns.withSrv(deleted(dns.srv(), same,
                "couldn't locate a matching DNS SRV record in network %s",
                "multiple DNS SRV records matching all specified fields were found in network %s", network)));
    }

    private Network dnsTxt(Network network, Element element) {
        noModify("DNS TXT records");
        expect(network, element, "txt");
        new DnsSyntax(network.name()).dnsTxt(element, !command.adds());
        Dns.Txt txt = XmlBinding.read(Dns.Txt.class, element);
        Dns dns = network.names();
        int[] same = indexes(dns.txt(), other -> other.name().equals(txt.name()));
        if (command.adds()) {
            if (same.length > 0) {
                throw invalid("there is already a DNS TXT record with name '%s' in network %s", txt.name(), network.name());
            }
            return network.withDns(dns.withTxt(added(dns.txt(), txt)));
        }
        return network.withDns(dns.withTxt(deleted(dns.txt(), same,
                "couldn't locate a matching DNS TXT record in network %s",
                "multiple matching DNS TXT records were found in network %s", network)));
    }

    private <T> List<T> deleted(List<T> records, int[] found, String none, String several, Network network) {
        if (command != Command.DELETE) throw unknownCommand();
        if (found.length == 0) throw invalid(none, network.name());
        if (found.length > 1) throw invalid(several, network.name());
        return without(records, found[0]);
    }
}
