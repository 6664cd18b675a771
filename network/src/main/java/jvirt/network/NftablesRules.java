package jvirt.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import jvirt.api.network.Ip;
import jvirt.api.network.Network;

/**
 * What may pass a network's bridge: a table of nftables for each network, put in place and taken away in one transaction, so
 * that there is never half of one. The rules are those that libvirt makes with iptables.
 */
record NftablesRules(Network network) implements Firewall {

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

    private List<String> forward(Ip ip) {
        if (!Firewall.forwards(network)) return List.of();
        String to = network.forwardDev().map("oifname \"%s\" "::formatted).orElse("");
        String from = network.forwardDev().map("iifname \"%s\" "::formatted).orElse("");
        String known = Firewall.hides(network, ip) ? "ct state established,related " : "";
        return List.of(
                "%soifname \"%s\" %s %saccept".formatted(from, bridge(), match("daddr", ip), known),
                "iifname \"%s\" %s%s accept".formatted(bridge(), to, match("saddr", ip)));
    }

    private static String match(String what, Ip ip) {
        return (ip.address().v6() ? "ip6 " : "ip ") + what + " " + Firewall.range(ip);
    }

    private List<String> masquerade() {
        List<String> rules = new ArrayList<>();
        for (Ip ip : network.ip()) {
            if (!Firewall.hides(network, ip)) continue;
            String family = ip.address().v6() ? "ip6 " : "ip ";
            String out = network.forwardDev().map("oifname \"%s\" "::formatted).orElse("");
            String source = match("saddr", ip) + " " + out;
            // local multicast and broadcast stay as they are: strict DHCP clients refuse answers from other ports
            rules.add(source + family + "daddr " + (ip.address().v6() ? "ff02::/16" : "224.0.0.0/24") + " return");
            if (!ip.address().v6()) rules.add(source + "ip daddr 255.255.255.255 return");
            String outside = source + family + "daddr != " + Firewall.range(ip) + " ";
            rules.add(outside + "meta l4proto tcp " + rewrite(ip, Optional.of(Firewall.ports(network))));
            rules.add(outside + "meta l4proto udp " + rewrite(ip, Optional.of(Firewall.ports(network))));
            rules.add(outside + rewrite(ip, Optional.empty()));
        }
        return rules;
    }

    private String rewrite(Ip ip, Optional<String> ports) {
        return Firewall.behind(network, ip).map(addresses -> "snat ip to " + addresses + ports.map(":"::concat).orElse(""))
                .orElse("masquerade" + ports.map(" to :"::concat).orElse(""));
    }

    @Override
    public void apply() {
        Firewall.run("nft", List.of("-f", "-"), install());
    }

    @Override
    public void withdraw() {
        Firewall.run("nft", List.of("-f", "-"), remove());
    }

    @Override
    public boolean inPlace() {
        return Firewall.attempt("nft", List.of("list", "table", "inet", table()), "").status() == 0;
    }

    @Override
    public boolean concernedBy(Predicate<String> lost) {
        return lost.test(table());
    }
}
