package jvirt.network.iface;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface;
import jvirt.api.iface.HostInterface.StartMode;
import jvirt.api.iface.HostInterface.Type;
import jvirt.network.iface.Stanzas.Stanza;
import jvirt.network.iface.Stanzas.Stanza.Option;

/** Interfaces in the words of interfaces(5), bridge-utils-interfaces(5) and of ifenslave's README. */
final class IfupdownStanzas {
    /** What a document says: everything else stays as somebody has written it. */
    private static final Set<String> OURS = Set.of("address", "netmask", "broadcast", "network", "gateway", "mtu", "hwaddress",
            "bridge_ports", "bridge_stp", "bridge_fd", "vlan_raw_device", "vlan_id");
    /** DHCP's method has no option for it. */
    private static final String MTU_BEFORE = "ip link set dev $IFACE mtu ";

    private IfupdownStanzas() {}

    // reading

    static List<Setting> read(List<Stanza> all) {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        Map<String, Setting.Master> masters = new LinkedHashMap<>();
        for (Stanza stanza : all) {
            if (!stanza.is("iface") || stanza.words().size() < 4 || stanza.words().get(3).equals("loopback")) continue;
            Draft draft = drafts.computeIfAbsent(stanza.words().get(1), Draft::new);
            family(stanza, draft);
            for (Option option : stanza.options()) option(normal(option.key()), option.value(), draft, masters);
        }
        for (Stanza stanza : all) {
            if (!stanza.listing()) continue;
            stanza.words().stream().skip(1).map(drafts::get).filter(draft -> draft != null).forEach(draft ->
                    draft.start = stanza.is("auto") ? StartMode.ONBOOT : StartMode.HOTPLUG);
        }
        masters.forEach((port, master) -> Optional.ofNullable(drafts.get(port)).ifPresent(draft -> draft.master = Optional.of(master)));
        return drafts.values().stream().map(Draft::setting).toList();
    }

    private static void family(Stanza stanza, Draft draft) {
        Draft.Family family = stanza.words().get(2).equals("inet6") ? draft.v6 : draft.v4;
        switch (stanza.words().get(3)) {
            case "dhcp" -> family.dhcp = true;
            case "auto" -> family.autoconf = true;
            case "static" -> address(stanza, family);
            default -> { }
        }
    }

    private static void address(Stanza stanza, Draft.Family family) {
        Map<String, String> options = stanza.options().stream().collect(Collectors.toMap(Option::key, Option::value, (one, _) -> one));
        Optional.ofNullable(options.get("address")).ifPresent(address ->
                family.add(address.contains("/") || !options.containsKey("netmask") ? address
                        : address + "/" + bits(options.get("netmask"))));
        Optional.ofNullable(options.get("gateway")).ifPresent(gateway -> family.gateway = Optional.of(gateway));
    }

    /** A netmask is a number of bits, or written as an address. */
    private static String bits(String netmask) {
        if (!netmask.contains(".")) return netmask;
        return Integer.toString(Stream.of(netmask.split("\\.")).map(Draft::number).flatMap(Optional::stream).mapToInt(Integer::bitCount).sum());
    }

    /** Bridges' and bonds' options are written with both. */
    private static String normal(String key) {
        return key.matches("(bridge|bond|vlan)[-_].*") ? key.replace('-', '_') : key;
    }

    private static void option(String key, String value, Draft draft, Map<String, Setting.Master> masters) {
        switch (key) {
            case "mtu" -> draft.mtu = Draft.number(value);
            case "pre-up" -> {
                if (value.startsWith(MTU_BEFORE)) draft.mtu = Draft.number(value.substring(MTU_BEFORE.length()));
            }
            case "hwaddress" -> draft.mac = Optional.of(value.replaceFirst("^ether\\s+", ""));
            case "bridge_ports" -> {
                draft.type = Type.BRIDGE;
                ports(value).forEach(port -> masters.put(port, new Setting.Master(draft.name(), draft.type)));
            }
            case "bridge_stp" -> draft.stp = Optional.of(value.matches("on|yes") ? "on" : "off");
            case "bridge_fd" -> draft.delay = Optional.of(value);
            case "bond_slaves" -> {
                draft.type = Type.BOND;
                ports(value).forEach(port -> masters.put(port, new Setting.Master(draft.name(), draft.type)));
            }
            case "bond_master" -> draft.master = Optional.of(new Setting.Master(value, Type.BOND));
            case "vlan_raw_device" -> {
                draft.type = Type.VLAN;
                draft.device = Optional.of(value);
                draft.tag = draft.tag.or(() -> Optional.of(draft.name().replaceFirst(".*?([0-9]+)$", "$1")));
            }
            case "vlan_id" -> draft.tag = Optional.of(value);
            default -> {
                if (key.startsWith("bond_")) {
                    draft.bond = new LinkedHashMap<>(draft.bond);
                    draft.bond.put(key.substring("bond_".length()), value);
                }
            }
        }
    }

    private static List<String> ports(String value) {
        return Stream.of(value.split("\\s+")).filter(word -> !word.isEmpty() && !word.equals("none")).toList();
    }

    // writing

    /** A stanza that is being written. */
    private record Page(String head, List<String> options) {
        void put(String key, String value) {
            options.add(key + " " + value);
        }
    }

    /** The stanzas of an interface; {@code all} has its ports, {@code before} what was said of it. */
    static String write(Setting setting, Collection<Setting> all, List<Stanza> before) {
        StringBuilder text = new StringBuilder();
        switch (setting.own().start().map(HostInterface.Start::mode).orElse(StartMode.NONE)) {
            case ONBOOT -> text.append("auto ").append(setting.name()).append('\n');
            case HOTPLUG -> text.append("allow-hotplug ").append(setting.name()).append('\n');
            case NONE -> { }
        }
        List<Page> v4 = pages(setting, "ipv4", "inet");
        List<Page> v6 = pages(setting, "ipv6", "inet6");
        if (v4.isEmpty()) v4 = List.of(page(setting, "inet", "manual"));
        ownWords(setting, all, v4.getFirst());
        for (List<Page> pages : List.of(v4, v6)) {
            if (pages.isEmpty()) continue;
            String family = pages == v4 ? "inet" : "inet6";
            before.stream().filter(stanza -> stanza.words().size() > 2 && stanza.words().get(2).equals(family)).findFirst()
                    .ifPresent(stanza -> foreign(stanza).forEach(pages.getFirst().options::add));
        }
        Stream.of(v4, v6).flatMap(List::stream).forEach(page -> {
            text.append(page.head).append('\n');
            page.options.forEach(option -> text.append("    ").append(option).append('\n'));
        });
        return text.toString();
    }

    private static Stream<String> foreign(Stanza before) {
        return before.options().stream().filter(option -> !OURS.contains(normal(option.key())) && !normal(option.key()).startsWith("bond_")
                && !option.value().startsWith(MTU_BEFORE)).map(option -> option.key() + " " + option.value());
    }

    private static Page page(Setting setting, String family, String method) {
        return new Page("iface " + setting.name() + " " + family + " " + method, new ArrayList<>());
    }

    private static List<Page> pages(Setting setting, String family, String word) {
        List<Page> pages = new ArrayList<>();
        setting.protocol(family).ifPresent(protocol -> {
            if (protocol.dhcp().isPresent()) pages.add(page(setting, word, "dhcp"));
            if (protocol.autoconf()) pages.add(page(setting, word, "auto"));
            for (HostInterface.Ip ip : protocol.ip()) {
                Page page = page(setting, word, "static");
                page.put("address", ip.address() + ip.prefix().map(bits -> "/" + bits).orElse(""));
                if (ip == protocol.ip().getFirst()) protocol.route().ifPresent(route -> page.put("gateway", route.gateway()));
                pages.add(page);
            }
        });
        return pages;
    }

    private static void ownWords(Setting setting, Collection<Setting> all, Page first) {
        HostInterface own = setting.own();
        own.mtu().ifPresent(mtu -> {
            if (first.head.endsWith(" dhcp")) first.put("pre-up", MTU_BEFORE + mtu.size());
            else first.put("mtu", Integer.toString(mtu.size()));
        });
        own.mac().ifPresent(mac -> first.put("hwaddress", mac.address()));
        own.bridge().ifPresent(bridge -> {
            first.put("bridge_ports", names(setting, all));
            bridge.stp().ifPresent(stp -> first.put("bridge_stp", stp));
            bridge.delay().ifPresent(delay -> first.put("bridge_fd", delay));
        });
        own.bond().ifPresent(bond -> {
            first.put("bond-slaves", names(setting, all));
            BondOptions.of(bond).forEach((key, value) -> first.put("bond-" + key, value));
        });
        own.vlan().ifPresent(vlan -> {
            vlan.device().ifPresent(device -> first.put("vlan-raw-device", device.name()));
            first.put("vlan-id", vlan.tag());
        });
    }

    private static String names(Setting setting, Collection<Setting> all) {
        String ports = setting.ports(all).stream().map(Setting::name).collect(Collectors.joining(" "));
        return ports.isEmpty() ? "none" : ports;
    }
}
