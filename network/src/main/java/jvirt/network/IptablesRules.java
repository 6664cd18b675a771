package jvirt.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.network.Ip;
import jvirt.api.network.Network;

/**
 * What may pass a network's bridge, in the chains that libvirt 9.0 makes: for hosts whose own rules are iptables' and drop by
 * default, which no table beside them can overrule, and for those who look there. Lines are as {@code iptables-save} prints
 * them, so that rules that are in place are known by their text; what is to be changed goes into one transaction a family.
 */
record IptablesRules(Network network) implements Firewall {
    /** The table that is there is read, and then changed: nobody else of us comes between. */
    private static final ReentrantLock CHANGING = new ReentrantLock();
    /** Each chain of ours, and the one from which packets come to it; the last is asked first. */
    private static final Map<String, Map<String, String>> CHAINS = Map.of(
            "filter", ordered("LIBVIRT_INP", "INPUT", "LIBVIRT_OUT", "OUTPUT", "LIBVIRT_FWO", "FORWARD", "LIBVIRT_FWI", "FORWARD",
                    "LIBVIRT_FWX", "FORWARD"),
            "nat", ordered("LIBVIRT_PRT", "POSTROUTING"));

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) map.put(pairs[i], pairs[i + 1]);
        return map;
    }

    /** IPv4 or IPv6, each with programs of its own. */
    enum Family {
        V4("iptables", "icmp-port-unreachable", "224.0.0.0/24", 67, 68),
        V6("ip6tables", "icmp6-port-unreachable", "ff02::/16", 547, 546);

        private final String program;
        private final String reject;
        private final String multicast;
        private final int asks;
        private final int answers;

        Family(String program, String reject, String multicast, int asks, int answers) {
            this.program = program;
            this.reject = reject;
            this.multicast = multicast;
            this.asks = asks;
            this.answers = answers;
        }
    }

    private String bridge() {
        return network.bridgeName().orElseThrow();
    }

    private boolean has(Family family) {
        return family == Family.V4 || !network.ips(true).isEmpty() || network.ipv6().isPresent();
    }

    /** The last is asked first: as if each had been put before those that were there. */
    private Stream<Ip> ips(Family family) {
        return network.ips(family == Family.V6).reversed().stream();
    }

    /** The table's rules, in the order in which packets meet them: {@code CHAIN} and what follows it. */
    List<String> rules(Family family, String table) {
        if (!has(family)) return List.of();
        return table.equals("nat") ? masquerade(family) : filter(family);
    }

    private List<String> filter(Family family) {
        List<String> rules = new ArrayList<>();
        boolean serves = family == Family.V4 || !network.ips(true).isEmpty();
        if (serves) {
            services(rules, family, "LIBVIRT_INP -i ", family.asks);
            services(rules, family, "LIBVIRT_OUT -o ", family.answers);
        }
        rules.add("LIBVIRT_FWX -i %1$s -o %1$s -j ACCEPT".formatted(bridge()));
        if (Firewall.forwards(network)) ips(family).forEach(ip -> rules.add(incoming(ip)));
        rules.add("LIBVIRT_FWI -o %s -j REJECT --reject-with %s".formatted(bridge(), family.reject));
        if (Firewall.forwards(network)) ips(family).forEach(ip -> rules.add("LIBVIRT_FWO -s %s -i %s%s -j ACCEPT".formatted(
                Firewall.range(ip), bridge(), device(" -o "))));
        rules.add("LIBVIRT_FWO -i %s -j REJECT --reject-with %s".formatted(bridge(), family.reject));
        return rules;
    }

    private String device(String option) {
        return network.forwardDev().map(option::concat).orElse("");
    }

    private String incoming(Ip ip) {
        String known = Firewall.hides(network, ip) ? " -m conntrack --ctstate RELATED,ESTABLISHED" : "";
        return "LIBVIRT_FWI -d %s%s -o %s%s -j ACCEPT".formatted(Firewall.range(ip), device(" -i "), bridge(), known);
    }

    /** What guests ask of dnsmasq, and its answers. */
    private void services(List<String> rules, Family family, String side, int dhcp) {
        boolean v4 = family == Family.V4;
        boolean tftp = v4 && network.ips(false).stream().anyMatch(ip -> ip.tftp().isPresent());
        String accept = side + bridge() + " -p %1$s -m %1$s --dport %2$d -j ACCEPT";
        if (tftp) rules.add(accept.formatted("udp", 69));
        if (!v4) rules.add(accept.formatted("udp", dhcp));
        rules.add(accept.formatted("udp", 53));
        rules.add(accept.formatted("tcp", 53));
        if (v4) rules.add(accept.formatted("udp", dhcp));
        if (v4) rules.add(accept.formatted("tcp", dhcp));
    }

    private List<String> masquerade(Family family) {
        List<String> rules = new ArrayList<>();
        ips(family).filter(ip -> Firewall.hides(network, ip)).forEach(ip -> {
            String range = Firewall.range(ip);
            String inside = "LIBVIRT_PRT -s " + range;
            String out = device(" -o ");
            // local multicast and broadcast stay as they are: strict DHCP clients refuse answers from other ports
            rules.add(inside + " -d " + family.multicast + out + " -j RETURN");
            if (family == Family.V4) rules.add(inside + " -d 255.255.255.255/32" + out + " -j RETURN");
            String outside = inside + " ! -d " + range + out;
            rules.add(outside + " -p tcp" + rewrite(ip, true));
            rules.add(outside + " -p udp" + rewrite(ip, true));
            rules.add(outside + rewrite(ip, false));
        });
        return rules;
    }

    private String rewrite(Ip ip, boolean ports) {
        Optional<String> addresses = Firewall.behind(network, ip);
        String range = Firewall.ports(network);
        if (addresses.isEmpty()) return " -j MASQUERADE" + (ports ? " --to-ports " + range : "");
        return " -j SNAT --to-source " + addresses.get() + (ports ? ":" + range : "");
    }

    /** A line in one of our chains that is this network's, also if it is of another time. */
    private boolean ours(Family family, String table, String rule) {
        List<String> words = Arrays.asList(rule.split(" "));
        if (!CHAINS.get(table).containsKey(words.getFirst())) return false;
        if (table.equals("nat")) return ips(family).anyMatch(ip -> rule.startsWith("LIBVIRT_PRT -s " + Firewall.range(ip) + " "));
        // -o in LIBVIRT_FWO and -i in LIBVIRT_FWI is the device to the outside, which may be another network's bridge
        String side = switch (words.getFirst()) {
            case "LIBVIRT_OUT", "LIBVIRT_FWI" -> "-o";
            default -> "-i";
        };
        return words.contains(side) && words.get(words.indexOf(side) + 1).equals(bridge());
    }

    /** The transaction that makes the family's tables, which {@code saved} shows, what they are to be; nothing where they are. */
    Optional<String> transaction(Family family, String saved, boolean wanted) {
        List<String> lines = new ArrayList<>();
        for (String table : List.of("filter", "nat")) {
            List<String> changes = changes(family, table, section(saved, table), wanted);
            if (changes.isEmpty()) continue;
            lines.add("*" + table);
            lines.addAll(changes);
            lines.add("COMMIT");
        }
        return lines.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", lines) + "\n");
    }

    private List<String> changes(Family family, String table, List<String> there, boolean wanted) {
        List<String> rules = wanted ? rules(family, table) : List.of();
        List<String> old = there.stream().filter(line -> line.startsWith("-A ")).map(line -> line.substring(3))
                .filter(rule -> ours(family, table, rule)).toList();
        // those of filters are there in both families, as libvirt has them, whatever stands in them
        boolean needed = wanted && (table.equals("filter") || !rules.isEmpty());
        boolean led = !needed || CHAINS.get(table).entrySet().stream().allMatch(chain -> there.contains(jump(chain)));
        if (led && old.equals(rules)) return List.of();
        List<String> changes = new ArrayList<>();
        if (needed) changes.addAll(chains(table, there));
        old.forEach(rule -> changes.add("-D " + rule));
        // each goes before what is there: so the first goes last
        rules.reversed().forEach(rule -> changes.add("-I " + rule));
        return changes;
    }

    private static String jump(Map.Entry<String, String> chain) {
        return "-A " + chain.getValue() + " -j " + chain.getKey();
    }

    private static List<String> chains(String table, List<String> there) {
        Set<String> known = there.stream().filter(line -> line.startsWith(":"))
                .map(line -> line.substring(1, line.indexOf(' '))).collect(Collectors.toCollection(HashSet::new));
        List<String> changes = new ArrayList<>();
        for (var chain : CHAINS.get(table).entrySet()) {
            if (!known.contains(chain.getKey())) changes.add("-N " + chain.getKey());
            if (!there.contains(jump(chain))) changes.add("-I " + chain.getValue() + " -j " + chain.getKey());
        }
        return changes;
    }

    private static List<String> section(String saved, String table) {
        return saved.lines().dropWhile(line -> !line.equals("*" + table)).takeWhile(line -> !line.equals("COMMIT")).toList();
    }

    private void make(boolean wanted) {
        CHANGING.lock();
        try {
            for (Family family : Family.values()) {
                transaction(family, Firewall.run(family.program + "-save", List.of(), ""), wanted)
                        .ifPresent(lines -> Firewall.run(family.program + "-restore", List.of("-w", "--noflush"), lines));
            }
        } finally {
            CHANGING.unlock();
        }
    }

    @Override
    public void apply() {
        make(true);
    }

    @Override
    public void withdraw() {
        make(false);
    }

    @Override
    public boolean inPlace() {
        return Arrays.stream(Family.values()).allMatch(family ->
                transaction(family, Firewall.run(family.program + "-save", List.of(), ""), true).isEmpty());
    }

    @Override
    public boolean concernedBy(Predicate<String> lost) {
        return CHAINS.keySet().stream().anyMatch(lost);
    }
}
