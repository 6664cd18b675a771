package jvirt.network;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;
import static jvirt.api.ErrorDomain.FIREWALL;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.IpAddress;
import jvirt.api.VirtException;
import jvirt.api.network.Forward;
import jvirt.api.network.Ip;
import jvirt.api.network.Network;
import jvirt.api.xml.YesNo;
import jvirt.host.Program;

/**
 * What may pass a network's bridge: a table of nftables for each network, put in place and taken away in one transaction, so
 * that there is never half of one. The rules are those that libvirt makes with iptables.
 */
record Firewall(Network network) {

    /** An open network is the administrator's to guard; a bridge of the host's is not ours. */
    static boolean needed(Network network) {
        return network.ownsBridge() && network.mode() != Forward.Mode.OPEN;
    }

    private String bridge() {
        return network.bridgeName().orElseThrow();
    }

    /** The table's name: the bridge's is unique on the host; what nft's language does not know is spelled out. */
    String table() {
        StringBuilder name = new StringBuilder("jvirt_");
        for (char c : bridge().toCharArray()) {
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || c == '-' || c == '.');
            name.append(plain ? String.valueOf(c) : String.format("_%02x", (int) c));
        }
        return name.toString();
    }

    /** The transaction that puts the rules in place, whatever was there. */
    String install() {
        List<String> lines = new ArrayList<>();
        lines.add("table inet %s {}".formatted(table()));
        lines.add("delete table inet " + table());
        lines.add("table inet %s {".formatted(table()));
        chain(lines, "input", "type filter hook input priority filter", services(true));
        chain(lines, "output", "type filter hook output priority filter", services(false));
        chain(lines, "forward", "type filter hook forward priority filter", forward());
        List<String> masquerade = masquerade();
        if (!masquerade.isEmpty()) chain(lines, "postrouting", "type nat hook postrouting priority srcnat", masquerade);
        lines.add("}");
        return String.join("\n", lines) + "\n";
    }

    private static void chain(List<String> lines, String name, String hook, List<String> rules) {
        lines.add("  chain " + name + " {");
        lines.add("    " + hook + "; policy accept;");
        rules.forEach(rule -> lines.add("    " + rule));
        lines.add("  }");
    }

    /** The transaction that takes the rules away; also where there are none. */
    String remove() {
        return "table inet %s {}%ndelete table inet %s%n".formatted(table(), table());
    }

    private boolean hasV6() {
        return !network.ips(true).isEmpty();
    }

    /** What guests ask of dnsmasq, and its answers: leases, names, boot files. */
    private List<String> services(boolean in) {
        String side = (in ? "iifname \"" : "oifname \"") + bridge() + "\" ";
        List<String> rules = new ArrayList<>();
        boolean tftp = network.ips(false).stream().anyMatch(ip -> ip.tftp().isPresent());
        rules.add(side + "meta nfproto ipv4 tcp dport { 53, %d } accept".formatted(in ? 67 : 68));
        rules.add(side + "meta nfproto ipv4 udp dport { 53, %d%s } accept".formatted(in ? 67 : 68, tftp ? ", 69" : ""));
        if (hasV6()) {
            rules.add(side + "meta nfproto ipv6 tcp dport 53 accept");
            rules.add(side + "meta nfproto ipv6 udp dport { 53, %d } accept".formatted(in ? 547 : 546));
        }
        return rules;
    }

    private List<String> forward() {
        List<String> rules = new ArrayList<>();
        rules.add("iifname \"%s\" oifname \"%s\" accept".formatted(bridge(), bridge()));
        network.ip().forEach(ip -> rules.addAll(forward(ip)));
        for (String family : hasV6() || network.ipv6().isPresent() ? List.of("ipv4", "ipv6") : List.of("ipv4")) {
            rules.add("oifname \"%s\" meta nfproto %s reject".formatted(bridge(), family));
            rules.add("iifname \"%s\" meta nfproto %s reject".formatted(bridge(), family));
        }
        return rules;
    }

    /** Whether the guests' addresses are hidden behind the host's: IPv6 only when asked for. */
    private boolean hides(Ip ip) {
        boolean ipv6 = network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::ipv6).equals(Optional.of(YesNo.YES));
        return network.mode() == Forward.Mode.NAT && (!ip.address().v6() || ipv6);
    }

    private List<String> forward(Ip ip) {
        if (network.mode() != Forward.Mode.NAT && network.mode() != Forward.Mode.ROUTE) return List.of();
        String to = network.forwardDev().map("oifname \"%s\" "::formatted).orElse("");
        String from = network.forwardDev().map("iifname \"%s\" "::formatted).orElse("");
        String known = hides(ip) ? "ct state established,related " : "";
        return List.of(
                "%soifname \"%s\" %s %saccept".formatted(from, bridge(), match("daddr", ip), known),
                "iifname \"%s\" %s%s accept".formatted(bridge(), to, match("saddr", ip)));
    }

    private static String match(String what, Ip ip) {
        return (ip.address().v6() ? "ip6 " : "ip ") + what + " " + range(ip);
    }

    private static String range(Ip ip) {
        return ip.address().network(ip.prefixLength()) + "/" + ip.prefixLength();
    }

    private List<String> masquerade() {
        List<String> rules = new ArrayList<>();
        for (Ip ip : network.ip()) {
            if (!hides(ip)) continue;
            String family = ip.address().v6() ? "ip6 " : "ip ";
            String out = network.forwardDev().map("oifname \"%s\" "::formatted).orElse("");
            String source = match("saddr", ip) + " " + out;
            // local multicast and broadcast stay as they are: strict DHCP clients refuse answers from other ports
            rules.add(source + family + "daddr " + (ip.address().v6() ? "ff02::/16" : "224.0.0.0/24") + " return");
            if (!ip.address().v6()) rules.add(source + "ip daddr 255.255.255.255 return");
            String outside = source + family + "daddr != " + range(ip) + " ";
            // a guest must not get a port below 1024, which NFS and others trust
            rules.add(outside + "meta l4proto tcp " + rewrite(ip, Optional.of(ports())));
            rules.add(outside + "meta l4proto udp " + rewrite(ip, Optional.of(ports())));
            rules.add(outside + rewrite(ip, Optional.empty()));
        }
        return rules;
    }

    private String ports() {
        Forward.PortRange range = network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::port)
                .filter(some -> some.end() > 0).orElse(Forward.PortRange.ORDINARY);
        return range.start() + "-" + range.end();
    }

    /** The range of addresses to hide behind is of IPv4 alone. */
    private String rewrite(Ip ip, Optional<String> ports) {
        Optional<Forward.AddressRange> addresses = network.forward().flatMap(Forward::nat).flatMap(Forward.Nat::address)
                .filter(_ -> !ip.address().v6());
        if (addresses.isEmpty()) return "masquerade" + ports.map(" to :"::concat).orElse("");
        IpAddress start = addresses.get().start();
        IpAddress end = addresses.get().end();
        String target = start.equals(end) ? start.toString() : start + "-" + end;
        return "snat ip to " + target + ports.map(":"::concat).orElse("");
    }

    /** Puts the rules in place. */
    void apply() {
        run(install());
    }

    /** Takes the rules away. */
    void withdraw() {
        run(remove());
    }

    /** The rules are in place. */
    boolean inPlace() {
        try {
            return Program.of(nft(), "list", "table", "inet", table()).attempt().status() == 0;
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void run(String transaction) {
        try {
            Program.Result result = Program.of(nft(), "-f", "-").input(transaction).attempt();
            if (result.status() != 0) throw failed(result.complaint(), null);
        } catch (IOException e) {
            throw failed(e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static String nft() {
        return Program.find("nft").map(Object::toString).orElseThrow(() -> failed("the program nft is not installed", null));
    }

    private static VirtException failed(String why, Throwable cause) {
        return FIREWALL.error(INTERNAL_ERROR, cause, "Failed to apply firewall rules: %s", why);
    }

    private static VirtException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return failed("interrupted", e);
    }
}
