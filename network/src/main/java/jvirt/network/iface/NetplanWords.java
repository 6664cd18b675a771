package jvirt.network.iface;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface;
import jvirt.api.iface.HostInterface.Protocol;
import jvirt.api.iface.HostInterface.StartMode;
import jvirt.api.iface.HostInterface.Type;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;

/** Interfaces in netplan's words, netplan(5). */
final class NetplanWords {
    /** Properties of an interface that a document says. */
    static final List<String> OURS = List.of("addresses", "gateway4", "gateway6", "routes", "dhcp4", "dhcp6", "dhcp4-overrides", "accept-ra",
            "mtu", "macaddress", "optional", "activation-mode", "interfaces", "parameters", "id", "link");
    private static final Set<String> ANYWHERE = Set.of("default", "0.0.0.0/0", "::/0");
    /** The kernel's option of a bond, and netplan's. */
    private static final Map<String, String> BOND = Map.of("mode", "mode", "miimon", "mii-monitor-interval", "updelay", "up-delay",
            "downdelay", "down-delay", "arp_interval", "arp-interval", "arp_validate", "arp-validate");

    private NetplanWords() {}

    private static String plural(Type type) {
        return switch (type) {
            case ETHERNET -> "ethernets";
            case BRIDGE -> "bridges";
            case BOND -> "bonds";
            case VLAN -> "vlans";
        };
    }

    /** The interfaces of one kind. */
    static Map<?, ?> section(Map<?, ?> network, Type type) {
        return network.get(plural(type)) instanceof Map<?, ?> section ? section : Map.of();
    }

    /** What {@code netplan set} calls an interface: a point of its name is no step to a part of it. */
    static String path(Type type, String name) {
        return plural(type) + "." + name.replace(".", "\\.");
    }

    // reading

    static List<String> texts(Object list) {
        return list instanceof List<?> some ? some.stream().map(Object::toString).toList() : List.of();
    }

    private static Optional<String> text(Map<?, ?> words, String key) {
        return Optional.ofNullable(words.get(key)).filter(String.class::isInstance).map(Object::toString);
    }

    private static boolean yes(Map<?, ?> words, String key) {
        return text(words, key).filter(word -> word.matches("true|yes|on")).isPresent();
    }

    private static Map<?, ?> part(Map<?, ?> words, String key) {
        return words.get(key) instanceof Map<?, ?> part ? part : Map.of();
    }

    static void read(Map<?, ?> words, Draft draft) {
        draft.start = text(words, "activation-mode").isPresent() ? StartMode.NONE : yes(words, "optional") ? StartMode.HOTPLUG : StartMode.ONBOOT;
        draft.mtu = text(words, "mtu").flatMap(Draft::number);
        draft.mac = text(words, "macaddress");
        draft.v4.dhcp = yes(words, "dhcp4");
        draft.v6.dhcp = yes(words, "dhcp6");
        draft.v6.autoconf = yes(words, "accept-ra");
        draft.v4.ownDns = text(part(words, "dhcp4-overrides"), "use-dns").filter(word -> word.equals("false")).isPresent();
        texts(words.get("addresses")).stream().filter(address -> address.matches("[0-9a-fA-F.:]+/[0-9]+"))
                .forEach(address -> draft.family(address).add(address));
        text(words, "gateway4").ifPresent(gateway -> draft.v4.gateway = Optional.of(gateway));
        text(words, "gateway6").ifPresent(gateway -> draft.v6.gateway = Optional.of(gateway));
        if (words.get("routes") instanceof List<?> routes) routes.forEach(route -> route(route, draft));
        Map<?, ?> parameters = part(words, "parameters");
        draft.stp = text(parameters, "stp").map(word -> word.equals("false") ? "off" : "on");
        draft.delay = text(parameters, "forward-delay");
        draft.tag = text(words, "id");
        draft.device = text(words, "link");
        Map<String, String> bond = new LinkedHashMap<>();
        BOND.forEach((option, key) -> text(parameters, key).ifPresent(value -> bond.put(option, value)));
        texts(parameters.get("arp-ip-targets")).stream().findFirst().ifPresent(target -> bond.put("arp_ip_target", target));
        draft.bond = bond;
    }

    private static void route(Object route, Draft draft) {
        if (!(route instanceof Map<?, ?> words) || text(words, "to").filter(ANYWHERE::contains).isEmpty()) return;
        text(words, "via").ifPresent(gateway -> draft.family(gateway).gateway = Optional.of(gateway));
    }

    // writing

    /** An interface as netplan is told it: JSON is YAML. */
    static Json write(Setting setting, Collection<Setting> all) {
        HostInterface own = setting.own();
        Json.Obj words = Json.object();
        switch (own.start().map(HostInterface.Start::mode).orElse(StartMode.NONE)) {
            case NONE -> {
                if (setting.master().isEmpty()) words = words.with("activation-mode", "manual");
            }
            case HOTPLUG -> words = words.with("optional", true);
            case ONBOOT -> { }
        }
        if (own.mtu().isPresent()) words = words.with("mtu", own.mtu().get().size());
        if (own.mac().isPresent()) words = words.with("macaddress", own.mac().get().address());
        words = addresses(words, setting.protocol("ipv4"), setting.protocol("ipv6"));
        if (own.bridge().isPresent()) {
            words = words.with("interfaces", ports(setting, all)).with("parameters", bridge(own.bridge().get()));
        }
        if (own.bond().isPresent()) words = words.with("interfaces", ports(setting, all)).with("parameters", bond(own.bond().get()));
        if (own.vlan().isPresent()) {
            words = words.with("id", Integer.parseInt(own.vlan().get().tag()));
            if (own.vlan().get().device().isPresent()) words = words.with("link", own.vlan().get().device().get().name());
        }
        return words;
    }

    private static Json.Obj addresses(Json.Obj start, Optional<Protocol> v4, Optional<Protocol> v6) {
        Json.Obj words = start;
        if (v4.flatMap(Protocol::dhcp).isPresent()) words = words.with("dhcp4", true);
        if (v6.flatMap(Protocol::dhcp).isPresent()) words = words.with("dhcp6", true);
        if (v4.flatMap(Protocol::dhcp).flatMap(HostInterface.Dhcp::peerdns).filter(use -> use == YesNo.NO).isPresent()) {
            words = words.with("dhcp4-overrides", Json.object().with("use-dns", false));
        }
        if (v6.isPresent()) words = words.with("accept-ra", v6.get().autoconf());
        List<Json> addresses = both(v4, v6).flatMap(protocol -> protocol.ip().stream().map(ip -> Json.of(ip.address() + "/"
                + ip.prefix().orElse(protocol.family().equals("ipv4") ? 32 : 128)))).toList();
        if (!addresses.isEmpty()) words = words.with("addresses", Json.array(addresses));
        List<Json> routes = new ArrayList<>();
        both(v4, v6).forEach(protocol -> protocol.route().ifPresent(route -> routes.add(Json.object()
                .with("to", protocol.family().equals("ipv4") ? "0.0.0.0/0" : "::/0").with("via", route.gateway()))));
        return routes.isEmpty() ? words : words.with("routes", Json.array(routes));
    }

    private static Stream<Protocol> both(Optional<Protocol> v4, Optional<Protocol> v6) {
        return Stream.of(v4, v6).flatMap(Optional::stream);
    }

    private static Json ports(Setting setting, Collection<Setting> all) {
        return Json.array(setting.ports(all).stream().map(port -> Json.of(port.name())).toList());
    }

    private static Json bridge(HostInterface.Bridge bridge) {
        Json.Obj parameters = Json.object();
        if (bridge.stp().isPresent()) parameters = parameters.with("stp", bridge.stp().get().equals("on"));
        return bridge.delay().isEmpty() ? parameters : parameters.with("forward-delay", bridge.delay().get());
    }

    private static Json bond(HostInterface.Bond bond) {
        Json.Obj parameters = Json.object();
        for (Map.Entry<String, String> option : BondOptions.of(bond).entrySet()) {
            if (option.getKey().equals("arp_ip_target")) {
                parameters = parameters.with("arp-ip-targets", Json.array(List.of(Json.of(option.getValue()))));
            } else if (BOND.containsKey(option.getKey())) {
                parameters = parameters.with(BOND.get(option.getKey()), option.getValue());
            }
        }
        return parameters;
    }
}
