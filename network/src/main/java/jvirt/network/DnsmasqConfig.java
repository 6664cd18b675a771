package jvirt.network;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorDomain.NETWORK;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import jvirt.api.IpAddress;
import jvirt.api.network.Dns;
import jvirt.api.network.Forward;
import jvirt.api.network.Ip;
import jvirt.api.network.Network;
import jvirt.api.xml.YesNo;

/**
 * What dnsmasq is told about a network: its configuration, which it reads at its start, and the files of known guests and of
 * names, which it reads again on SIGHUP. The wording of the configuration is libvirt's, so that a network behaves the same.
 *
 * @param folder where the files are, {@code NAME.hostsfile} and {@code NAME.addnhosts}
 */
record DnsmasqConfig(Network network, Path folder, Optional<Path> pidFile) {

    /** The network has something to serve: an address, and leases, TFTP or names. */
    static boolean needed(Network network) {
        if (network.ip().isEmpty()) return false;
        return network.names().enabled() || network.ip().stream().anyMatch(ip -> ip.servesDhcp() || ip.tftp().isPresent());
    }

    Path hostsFile() {
        return folder.resolve(fileName() + ".hostsfile");
    }

    Path namesFile() {
        return folder.resolve(fileName() + ".addnhosts");
    }

    /** dnsmasq's parser knows quotes: as libvirt, the names of these files have them as XML has. */
    private String fileName() {
        return network.name().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&apos;")
                .replace("\"", "&quot;");
    }

    /** The configuration file. */
    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("##WARNING:  THIS IS AN AUTO-GENERATED FILE. CHANGES TO IT ARE LIKELY TO BE");
        lines.add("##OVERWRITTEN AND LOST.  Changes to this configuration should be made using:");
        lines.add("##    jvirt net-edit " + network.name());
        lines.add("strict-order");
        forwarders(lines);
        domain(lines);
        interfaces(lines);
        if (network.names().enabled()) records(lines);
        tftp(lines);
        leases(lines);
        network.options().ifPresent(options -> options.option().forEach(option -> lines.add(option.value())));
        return String.join("\n", lines) + "\n";
    }

    private void forwarders(List<String> lines) {
        Dns dns = network.names();
        if (!dns.enabled()) {
            lines.add("port=0");
            return;
        }
        boolean elsewhere = false;
        for (Dns.Forwarder forwarder : dns.forwarder()) {
            lines.add("server=" + forwarder.domain().map(domain -> "/" + domain + "/").orElse("")
                    + forwarder.addr().map(IpAddress::toString).orElse("#"));
            elsewhere |= forwarder.domain().isEmpty();
        }
        // who says where all questions go does not want those of /etc/resolv.conf
        if (elsewhere) lines.add("no-resolv");
    }

    private void domain(List<String> lines) {
        network.domain().flatMap(Network.DnsDomain::name).ifPresent(name -> {
            if (network.domain().flatMap(Network.DnsDomain::localOnly).equals(Optional.of(YesNo.YES))) {
                lines.add("local=/" + name + "/");
            }
            lines.add("domain=" + name);
            lines.add("expand-hosts");
        });
        Dns dns = network.names();
        if (!dns.enabled()) return;
        for (Ip ip : network.ip()) {
            if (ip.localPtr().equals(Optional.of(YesNo.YES))) lines.add("local=/" + reverseZone(ip) + "/");
        }
        if (dns.forwardPlainNames().equals(Optional.of(YesNo.NO))) {
            lines.add("domain-needed");
            lines.add("local=//");
        }
    }

    /** The zone in which the names of the network's addresses are: whole bytes of IPv4, whole digits of IPv6. */
    private static String reverseZone(Ip ip) {
        IpAddress address = ip.address();
        int prefix = ip.prefixLength();
        int unit = address.v6() ? 4 : 8;
        if (prefix <= 0 || prefix >= address.width() || prefix % unit != 0) {
            throw NETWORK.error(CONFIG_UNSUPPORTED, "PTR domain for %s network with prefix %d cannot be automatically created",
                    address.v6() ? "IPv6" : "IPv4", prefix);
        }
        StringBuilder zone = new StringBuilder();
        byte[] bytes = address.bytes();
        for (int i = prefix / unit - 1; i >= 0; i--) {
            if (address.v6()) {
                zone.append(Integer.toHexString(bytes[i / 2] >>> (i % 2 == 0 ? 4 : 0) & 15)).append('.');
            } else {
                zone.append(bytes[i] & 255).append('.');
            }
        }
        return zone + (address.v6() ? "ip6.arpa" : "in-addr.arpa");
    }

    private void interfaces(List<String> lines) {
        pidFile.ifPresent(file -> lines.add("pid-file=" + file));
        lines.add("except-interface=lo");
        // with an interface alone, questions that come in elsewhere are not answered: CVE-2012-3411
        lines.add("bind-dynamic");
        lines.add("interface=" + network.bridgeName().orElseThrow());
        if (network.mode() == Forward.Mode.NONE) {
            // nobody gets out of an isolated network: no default route, no questions passed on
            lines.add("dhcp-option=3");
            lines.add("no-resolv");
            lines.add("ra-param=*,0,0");
        }
    }

    private void records(List<String> lines) {
        Dns dns = network.names();
        dns.txt().forEach(txt -> lines.add("txt-record=" + txt.name() + "," + txt.value().orElse("")));
        dns.srv().forEach(srv -> lines.add(service(srv)));
    }

    private static String service(Dns.Srv srv) {
        StringBuilder line = new StringBuilder("srv-host=_%s._%s".formatted(srv.service().orElseThrow(), srv.protocol().orElseThrow()));
        srv.domain().ifPresent(domain -> line.append('.').append(domain));
        Optional<String> target = srv.target().filter(text -> !text.equals("."));
        if (target.isEmpty()) return line.toString();
        line.append(',').append(target.get());
        boolean weight = srv.weight().isPresent();
        boolean priority = weight || srv.priority().isPresent();
        // what is left out before something that is said has dnsmasq's default
        if (priority || srv.port().isPresent()) line.append(',').append(srv.port().orElse(1));
        if (priority) line.append(',').append(srv.priority().orElse(0));
        if (weight) line.append(',').append(srv.weight().get());
        return line.toString();
    }

    private void tftp(List<String> lines) {
        boolean enabled = false;
        for (Ip ip : network.ips(false)) {
            if (ip.tftp().isEmpty()) continue;
            if (!enabled) lines.add("enable-tftp");
            enabled = true;
            lines.add("tftp-root=" + ip.tftp().get().root().orElseThrow());
        }
    }

    private void leases(List<String> lines) {
        for (boolean v6 : new boolean[] {false, true}) {
            if (network.ips(v6).stream().filter(Ip::servesDhcp).count() > 1) {
                throw NETWORK.error(CONFIG_UNSUPPORTED, "For %s, multiple DHCP definitions cannot be specified.",
                        v6 ? "IPv6" : "IPv4");
            }
        }
        Optional<Ip> v4 = network.dhcp(false);
        Optional<Ip> v6 = network.dhcp(true);
        v4.ifPresent(ip -> ranges(ip, lines));
        v6.ifPresent(ip -> ranges(ip, lines));
        int most = network.ip().stream().flatMap(ip -> ip.ranges().stream()).mapToInt(Ip.Range::size).sum();
        if (most > 0) lines.add("dhcp-lease-max=" + most);
        if (v4.isPresent() || v6.isPresent()) lines.add("dhcp-hostsfile=" + hostsFile());
        if (network.names().enabled()) lines.add("addn-hosts=" + namesFile());
        network.mtu().ifPresent(mtu -> lines.add("dhcp-option=option:mtu," + mtu.size()));
        if (v6.isPresent()) {
            lines.add("enable-ra");
        } else {
            network.ips(true).forEach(ip -> lines.add("dhcp-range=" + ip.address() + ",ra-only"));
        }
    }

    private static void ranges(Ip ip, List<String> lines) {
        boolean v6 = ip.address().v6();
        String size = v6 ? "" + ip.prefixLength() : ip.address().mask(ip.prefixLength()).toString();
        for (Ip.Range range : ip.ranges()) {
            lines.add("dhcp-range=" + range.start() + "," + range.end() + "," + size + lease(range.lease()));
        }
        // dnsmasq serves known guests alone only when told so
        if (ip.ranges().isEmpty()) lines.add("dhcp-range=" + ip.address() + ",static" + (v6 ? "," + ip.prefixLength() : ""));
        if (v6) return;
        lines.add("dhcp-no-override");
        lines.add("dhcp-authoritative");
        ip.dhcp().flatMap(Ip.Dhcp::bootp).ifPresent(bootp -> lines.add("dhcp-boot=" + bootp.file()
                + bootp.server().map(server -> ",," + server).orElse("")));
    }

    private static String lease(Optional<Ip.Lease> lease) {
        return lease.map(some -> some.unit()
                .map(unit -> "," + some.expiry().orElseThrow() + Character.toLowerCase(unit.name().charAt(0)))
                .orElse(",infinite")).orElse("");
    }

    /** The file of known guests; empty when there are none. */
    String hosts() {
        StringBuilder text = new StringBuilder();
        for (boolean v6 : new boolean[] {false, true}) {
            network.dhcp(v6).ifPresent(ip -> ip.hosts().forEach(host -> text.append(host(host, v6)).append('\n')));
        }
        return text.toString();
    }

    private static String host(Ip.Host host, boolean v6) {
        StringJoiner line = new StringJoiner(",");
        String address = host.ip().orElseThrow().toString();
        if (v6) {
            host.id().ifPresent(id -> line.add("id:" + id));
            host.name().ifPresent(line::add);
            line.add("[" + address + "]");
        } else {
            line.add(host.mac().or(host::name).orElseThrow());
            line.add(address);
            if (host.mac().isPresent()) host.name().ifPresent(line::add);
        }
        return line + lease(host.lease());
    }

    /** The file of names: a line an address. */
    String names() {
        Map<String, List<String>> names = new LinkedHashMap<>();
        for (Dns.Host host : network.names().host()) {
            host.ip().ifPresent(ip -> names.computeIfAbsent(ip.toString(), _ -> new ArrayList<>()).addAll(host.hostname()));
        }
        StringBuilder text = new StringBuilder();
        names.forEach((ip, all) -> {
            text.append(ip).append('\t');
            all.forEach(name -> text.append(name).append('\t'));
            text.append('\n');
        });
        return text.toString();
    }
}
