package jvirt.network.filter;

import static jvirt.network.iptables.Tool.EBTABLES;
import static jvirt.network.iptables.Tool.IP6TABLES;
import static jvirt.network.iptables.Tool.IPTABLES;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.MacAddress;
import jvirt.api.nwfilter.NetworkFilter;
import jvirt.api.nwfilter.Protocol.Layer;
import jvirt.network.iptables.Step;
import jvirt.network.iptables.Step.Command;
import jvirt.network.iptables.Step.SubChains;
import jvirt.network.iptables.Tool;

/**
 * The steps that put rules on an interface and take them away, as libvirt 9.0 has them (src/nwfilter/
 * nwfilter_ebiptables_driver.c): new rules beside the old ones, then the old ones go and the new ones get their names. {@link
 * jvirt.network.iptables.Tables} makes one transaction of them. One list of steps; not for several threads.
 */
public final class FilterSteps {
    private static final String FROM_GUEST = "libvirt-in";
    private static final String TO_GUEST = "libvirt-out";
    private static final String FROM_GUEST_LAST = "libvirt-in-post";
    private static final String TO_HOST = "libvirt-host-in";
    private static final List<Tool> PACKETS = List.of(IPTABLES, IP6TABLES);

    private final String port;
    private final ChainNames fresh;
    private final ChainNames present;
    private final List<Step> steps = new ArrayList<>();

    public FilterSteps(String port) {
        this.port = port;
        this.fresh = new ChainNames(port, true);
        this.present = new ChainNames(port, false);
    }

    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** The command lines. */
    public List<String> lines() {
        return steps.stream().map(Step::line).toList();
    }

    private void must(Tool tool, String... words) {
        steps.add(new Command(tool, false, List.of(words)));
    }

    private void may(Tool tool, String... words) {
        steps.add(new Command(tool, true, List.of(words)));
    }

    /** Puts new rules beside those that are there. */
    public FilterSteps applyNew(List<RuleUse> uses) {
        removeEthernet(fresh);
        // what stands in the root chain leads to the others
        List<RuleUse> rules = uses.stream().sorted(Comparator.comparing((RuleUse use) -> !use.inRoot())
                .thenComparing(use -> use.rule().priority())).toList();
        List<RuleUse> ethernet = rules.stream().filter(use -> use.rule().layer() == Layer.ETHERNET).toList();
        Map<String, Integer> sent = chains(ethernet, true);
        Map<String, Integer> got = chains(ethernet, false);
        ethernet(ethernet, sent, got);
        packets(IPTABLES, rules, Layer.IPV4);
        packets(IP6TABLES, rules, Layer.IPV6);
        if (!sent.isEmpty()) link(true);
        if (!got.isEmpty()) link(false);
        return this;
    }

    /** The chains, each with its place, that rules for one way need. */
    private static Map<String, Integer> chains(List<RuleUse> rules, boolean sent) {
        Map<String, Integer> chains = new LinkedHashMap<>();
        rules.stream().filter(use -> sent ? use.rule().direction().out() : use.rule().direction().in())
                .forEach(use -> chains.put(use.of().chain(), use.of().priority()));
        return chains;
    }

    private record SubChain(String name, String protocol, int priority, boolean sent) {
        static Stream<SubChain> of(Map<String, Integer> chains, boolean sent) {
            return chains.entrySet().stream().flatMap(chain -> NetworkFilter.protocolOf(chain.getKey()).stream()
                    .map(protocol -> new SubChain(chain.getKey(), protocol, chain.getValue(), sent)));
        }
    }

    private void ethernet(List<RuleUse> rules, Map<String, Integer> sent, Map<String, Integer> got) {
        if (!sent.isEmpty()) must(EBTABLES, "-N", fresh.ethernet(true, NetworkFilter.ROOT));
        if (!got.isEmpty()) must(EBTABLES, "-N", fresh.ethernet(false, NetworkFilter.ROOT));
        List<SubChain> chains = Stream.concat(SubChain.of(sent, true), SubChain.of(got, false))
                .sorted(Comparator.comparingInt(SubChain::priority)).collect(Collectors.toCollection(ArrayList::new));
        for (RuleUse use : rules) {
            while (!chains.isEmpty() && chains.getFirst().priority <= use.place()) subChain(chains.removeFirst());
            Combinations.of(use.rule(), use.variables()).forEach(values -> {
                var direction = use.rule().direction();
                String chain = use.of().chain();
                if (direction.out()) {
                    steps.add(new Command(EBTABLES, false, EthernetRule.command(fresh.ethernet(true, chain), use.rule(), values,
                            direction.in())));
                }
                if (direction.in()) {
                    steps.add(new Command(EBTABLES, false, EthernetRule.command(fresh.ethernet(false, chain), use.rule(), values,
                            false)));
                }
            });
        }
        chains.forEach(this::subChain);
    }

    private void subChain(SubChain chain) {
        String root = fresh.ethernet(chain.sent, NetworkFilter.ROOT);
        String name = fresh.ethernet(chain.sent, chain.name);
        removeChain(EBTABLES, name);
        must(EBTABLES, "-N", name);
        Optional<String> type = switch (chain.protocol) {
            case "ipv4" -> Optional.of("0x0800");
            case "ipv6" -> Optional.of("0x86dd");
            case "arp" -> Optional.of("0x0806");
            case "rarp" -> Optional.of("0x8035");
            case "vlan" -> Optional.of("0x8100");
            default -> Optional.empty();
        };
        if (type.isPresent()) {
            must(EBTABLES, "-A", root, "-p", type.get(), "-j", name);
        } else if (chain.protocol.equals("stp")) {
            must(EBTABLES, "-A", root, "-d", EthernetRule.BRIDGES, "-j", name);
        } else {
            must(EBTABLES, "-A", root, "-j", name);
        }
    }

    private void packets(Tool tool, List<RuleUse> all, Layer layer) {
        List<RuleUse> rules = all.stream().filter(use -> use.rule().layer() == layer).toList();
        if (rules.isEmpty()) return;
        removePackets(tool, fresh);
        baseChains(tool);
        must(tool, "-N", fresh.packets('F', false));
        must(tool, "-N", fresh.packets('F', true));
        must(tool, "-N", fresh.packets('H', true));
        must(tool, "-A", TO_GUEST, "-m", "physdev", "--physdev-is-bridged", "--physdev-out", port, "-g", fresh.packets('F', false));
        must(tool, "-A", FROM_GUEST, "-m", "physdev", "--physdev-in", port, "-g", fresh.packets('F', true));
        must(tool, "-A", TO_HOST, "-m", "physdev", "--physdev-in", port, "-g", fresh.packets('H', true));
        may(tool, "-D", FROM_GUEST_LAST, "-m", "physdev", "--physdev-in", port, "-j", "ACCEPT");
        must(tool, "-A", FROM_GUEST_LAST, "-m", "physdev", "--physdev-in", port, "-j", "ACCEPT");
        for (RuleUse use : rules) {
            for (var values : Combinations.of(use.rule(), use.variables())) {
                PacketRules.commands(fresh, use.rule(), values).forEach(words -> steps.add(new Command(tool, false, words)));
            }
        }
    }

    /** The chains of all interfaces, before whatever else is forwarded. */
    private void baseChains(Tool tool) {
        for (String chain : List.of(FROM_GUEST, TO_GUEST, FROM_GUEST_LAST, TO_HOST)) may(tool, "-N", chain);
        for (String chain : List.of(FROM_GUEST, TO_GUEST, FROM_GUEST_LAST)) may(tool, "-D", "FORWARD", "-j", chain);
        may(tool, "-D", "INPUT", "-j", TO_HOST);
        must(tool, "-I", "FORWARD", "1", "-j", FROM_GUEST);
        must(tool, "-I", "FORWARD", "2", "-j", TO_GUEST);
        must(tool, "-I", "FORWARD", "3", "-j", FROM_GUEST_LAST);
        must(tool, "-I", "INPUT", "1", "-j", TO_HOST);
    }

    private void link(boolean sent) {
        must(EBTABLES, "-A", hook(sent), sent ? "-i" : "-o", port, "-j", fresh.ethernet(sent, NetworkFilter.ROOT));
    }

    private static String hook(boolean sent) {
        return sent ? "PREROUTING" : "POSTROUTING";
    }

    /** Takes new rules away that did not come to use. */
    public FilterSteps tearNew() {
        PACKETS.forEach(tool -> removePackets(tool, fresh));
        removeEthernet(fresh);
        return this;
    }

    /** Takes the old rules away and gives the new ones their names. */
    public FilterSteps tearOld() {
        for (Tool tool : PACKETS) {
            removePackets(tool, present);
            may(tool, "-E", fresh.packets('F', false), present.packets('F', false));
            may(tool, "-E", fresh.packets('F', true), present.packets('F', true));
            may(tool, "-E", fresh.packets('H', true), present.packets('H', true));
        }
        removeEthernet(present);
        steps.add(new SubChains(fresh.ethernet(true, NetworkFilter.ROOT), SubChains.Use.RENAME_NEW));
        steps.add(new SubChains(fresh.ethernet(false, NetworkFilter.ROOT), SubChains.Use.RENAME_NEW));
        may(EBTABLES, rename(true));
        may(EBTABLES, rename(false));
        return this;
    }

    private String[] rename(boolean sent) {
        return new String[] {"-E", fresh.ethernet(sent, NetworkFilter.ROOT), present.ethernet(sent, NetworkFilter.ROOT)};
    }

    /** Takes all away that an interface may have. */
    public FilterSteps tearAll() {
        tearNew();
        for (Tool tool : PACKETS) {
            unlinkPackets(tool, present);
            may(tool, "-D", FROM_GUEST_LAST, "-m", "physdev", "--physdev-in", port, "-j", "ACCEPT");
            removePacketChains(tool, present);
        }
        removeEthernet(present);
        return this;
    }

    private void removePackets(Tool tool, ChainNames names) {
        unlinkPackets(tool, names);
        removePacketChains(tool, names);
    }

    private void unlinkPackets(Tool tool, ChainNames names) {
        String got = names.packets('F', false);
        may(tool, "-D", TO_GUEST, "-m", "physdev", "--physdev-is-bridged", "--physdev-out", port, "-g", got);
        may(tool, "-D", TO_GUEST, "-m", "physdev", "--physdev-out", port, "-g", got);
        may(tool, "-D", FROM_GUEST, "-m", "physdev", "--physdev-in", port, "-g", names.packets('F', true));
        may(tool, "-D", TO_HOST, "-m", "physdev", "--physdev-in", port, "-g", names.packets('H', true));
    }

    private void removePacketChains(Tool tool, ChainNames names) {
        removeChain(tool, names.packets('F', false));
        removeChain(tool, names.packets('F', true));
        removeChain(tool, names.packets('H', true));
    }

    private void removeChain(Tool tool, String chain) {
        may(tool, "-F", chain);
        may(tool, "-X", chain);
    }

    private void removeEthernet(ChainNames names) {
        SubChains.Use use = names.fresh() ? SubChains.Use.REMOVE_NEW : SubChains.Use.REMOVE;
        String sent = names.ethernet(true, NetworkFilter.ROOT);
        String got = names.ethernet(false, NetworkFilter.ROOT);
        may(EBTABLES, "-D", hook(true), "-i", port, "-j", sent);
        may(EBTABLES, "-D", hook(false), "-o", port, "-j", got);
        steps.add(new SubChains(sent, use));
        steps.add(new SubChains(got, use));
        removeChain(EBTABLES, sent);
        removeChain(EBTABLES, got);
    }

    /** Takes the rules of Ethernet's layer away, while another kind of rules takes over. */
    public FilterSteps tearEthernet() {
        removeEthernet(present);
        removeEthernet(fresh);
        return this;
    }

    /** The guest may talk, under its own address, as long as it is not known which of IP's addresses are its. */
    public FilterSteps allowOwnMac(MacAddress mac) {
        tearAll();
        String sent = fresh.ethernet(true, NetworkFilter.ROOT);
        must(EBTABLES, "-N", sent);
        must(EBTABLES, "-A", sent, "-s", "!", mac.toString(), "-j", "DROP");
        must(EBTABLES, "-A", sent, "-p", "IPv4", "-j", "ACCEPT");
        must(EBTABLES, "-A", sent, "-p", "ARP", "-j", "ACCEPT");
        must(EBTABLES, "-A", sent, "-j", "DROP");
        link(true);
        must(EBTABLES, rename(true));
        return this;
    }

    /** The guest may ask for a lease, and get one from these servers, or from any when none are named. */
    public FilterSteps allowDhcp(MacAddress mac, List<String> servers) {
        tearAll();
        String sent = fresh.ethernet(true, NetworkFilter.ROOT);
        String got = fresh.ethernet(false, NetworkFilter.ROOT);
        must(EBTABLES, "-N", sent);
        must(EBTABLES, "-N", got);
        must(EBTABLES, "-A", sent, "-s", mac.toString(), "-p", "ipv4", "--ip-protocol", "udp", "--ip-sport", "68", "--ip-dport", "67",
                "-j", "ACCEPT");
        must(EBTABLES, "-A", sent, "-j", "DROP");
        for (Optional<String> server : servers.isEmpty() ? List.of(Optional.<String>empty()) : servers.stream().map(Optional::of).toList()) {
            for (String to : List.of(mac.toString(), "ff:ff:ff:ff:ff:ff")) answer(got, to, server);
        }
        must(EBTABLES, "-A", got, "-j", "DROP");
        linkAndRename();
        return this;
    }

    private void answer(String chain, String to, Optional<String> server) {
        List<String> words = new ArrayList<>(List.of("-A", chain, "-d", to, "-p", "ipv4", "--ip-protocol", "udp"));
        server.ifPresent(address -> words.addAll(List.of("--ip-src", address)));
        words.addAll(List.of("--ip-sport", "67", "--ip-dport", "68", "-j", "ACCEPT"));
        steps.add(new Command(EBTABLES, false, List.copyOf(words)));
    }

    private void linkAndRename() {
        link(true);
        link(false);
        must(EBTABLES, rename(true));
        must(EBTABLES, rename(false));
    }

    /** Nothing passes. */
    public FilterSteps allowNothing() {
        tearAll();
        String sent = fresh.ethernet(true, NetworkFilter.ROOT);
        String got = fresh.ethernet(false, NetworkFilter.ROOT);
        must(EBTABLES, "-N", sent);
        must(EBTABLES, "-N", got);
        must(EBTABLES, "-A", sent, "-j", "DROP");
        must(EBTABLES, "-A", got, "-j", "DROP");
        linkAndRename();
        return this;
    }
}
