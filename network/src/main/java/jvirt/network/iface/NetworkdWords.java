package jvirt.network.iface;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface;
import jvirt.api.iface.HostInterface.Protocol;
import jvirt.api.iface.HostInterface.StartMode;
import jvirt.api.iface.HostInterface.Type;
import jvirt.api.xml.YesNo;

/** Interfaces in the words of systemd.network(5) and systemd.netdev(5). */
final class NetworkdWords {
    private static final Set<String> YES = Set.of("yes", "true", "on", "1");
    /** The kernel's option of a bond, networkd's key, and the unit of its number. */
    private static final List<BondKey> BOND = List.of(new BondKey("mode", "Mode", ""), new BondKey("miimon", "MIIMonitorSec", "ms"),
            new BondKey("updelay", "UpDelaySec", "ms"), new BondKey("downdelay", "DownDelaySec", "ms"),
            new BondKey("arp_interval", "ARPIntervalSec", "ms"), new BondKey("arp_ip_target", "ARPIPTargets", ""),
            new BondKey("arp_validate", "ARPValidate", ""));

    private record BondKey(String option, String key, String unit) {}

    private NetworkdWords() {}

    private static boolean yes(String word) {
        return YES.contains(word.toLowerCase(Locale.ROOT));
    }

    // reading

    static void readDevice(Ini ini, Draft draft) {
        switch (ini.value("NetDev", "Kind").orElse("")) {
            case "bridge" -> draft.type = Type.BRIDGE;
            case "bond" -> draft.type = Type.BOND;
            case "vlan" -> draft.type = Type.VLAN;
            default -> { }
        }
        draft.stp = ini.value("Bridge", "STP").map(word -> yes(word) ? "on" : "off");
        draft.delay = ini.value("Bridge", "ForwardDelaySec").map(time -> time.replaceFirst("s(ec)?$", ""));
        draft.tag = ini.value("VLAN", "Id");
        Map<String, String> bond = new LinkedHashMap<>();
        for (BondKey key : BOND) {
            ini.value("Bond", key.key).ifPresent(value -> bond.put(key.option, key.unit.isEmpty() ? value : millis(value)));
        }
        draft.bond = bond;
    }

    /** A time in seconds, unless it says that it is in thousandths. */
    private static String millis(String time) {
        if (time.endsWith("ms")) return time.substring(0, time.length() - 2).strip();
        try {
            return Long.toString(Math.round(Double.parseDouble(time.replaceFirst("s(ec)?$", "").strip()) * 1000));
        } catch (NumberFormatException _) {
            return "0";
        }
    }

    static void readNetwork(Ini ini, Draft draft) {
        Optional<String> activation = ini.value("Link", "ActivationPolicy");
        boolean waited = ini.value("Link", "RequiredForOnline").map(word -> !word.equals("no")).orElse(true);
        draft.start = activation.filter(word -> word.matches("manual|down|always-down")).isPresent() ? StartMode.NONE
                : waited ? StartMode.ONBOOT : StartMode.HOTPLUG;
        draft.mtu = ini.value("Link", "MTUBytes").flatMap(Draft::number);
        draft.mac = ini.value("Link", "MACAddress");
        draft.master = ini.value("Network", "Bridge").map(name -> new Setting.Master(name, Type.BRIDGE))
                .or(() -> ini.value("Network", "Bond").map(name -> new Setting.Master(name, Type.BOND)));
        String dhcp = ini.value("Network", "DHCP").orElse("no");
        draft.v4.dhcp = yes(dhcp) || dhcp.equals("ipv4");
        draft.v6.dhcp = yes(dhcp) || dhcp.equals("ipv6");
        draft.v6.autoconf = ini.value("Network", "IPv6AcceptRA").map(NetworkdWords::yes).orElse(false);
        draft.v4.ownDns = ini.value("DHCPv4", "UseDNS").map(word -> !yes(word)).orElse(false);
        Stream.concat(ini.values("Network", "Address").stream(), ini.values("Address", "Address").stream()).filter(some -> !some.isEmpty())
                .forEach(address -> draft.family(address).add(address));
        Stream.concat(ini.values("Network", "Gateway").stream(), ini.values("Route", "Gateway").stream())
                .filter(gateway -> gateway.matches("[0-9a-fA-F.:]+")).forEach(gateway -> draft.family(gateway).gateway = Optional.of(gateway));
    }

    // writing

    static void writeDevice(Ini ini, Setting setting) {
        HostInterface own = setting.own();
        ini.set("NetDev", "Name", setting.name()).set("NetDev", "Kind", own.type().name().toLowerCase(Locale.ROOT));
        own.bridge().ifPresent(bridge -> ini.set("Bridge", "STP", bridge.stp().map(word -> word.equals("on") ? "yes" : "no"))
                .set("Bridge", "ForwardDelaySec", bridge.delay()));
        own.vlan().ifPresent(vlan -> ini.set("VLAN", "Id", vlan.tag()));
        own.bond().map(BondOptions::of).ifPresent(options -> BOND.forEach(key ->
                ini.set("Bond", key.key, Optional.ofNullable(options.get(key.option)).map(value -> value + key.unit))));
    }

    static void writeNetwork(Ini ini, Setting setting) {
        HostInterface own = setting.own();
        StartMode start = own.start().map(HostInterface.Start::mode).orElse(StartMode.NONE);
        ini.set("Match", "Name", setting.name());
        ini.set("Link", "ActivationPolicy", start == StartMode.NONE && setting.master().isEmpty() ? Optional.of("manual") : Optional.empty());
        ini.set("Link", "RequiredForOnline", start == StartMode.HOTPLUG ? Optional.of("no") : Optional.empty());
        ini.set("Link", "MTUBytes", own.mtu().map(mtu -> Integer.toString(mtu.size())));
        ini.set("Link", "MACAddress", own.mac().map(HostInterface.Mac::address));
        ini.set("Network", "Bridge", setting.master().filter(master -> master.type() == Type.BRIDGE).map(Setting.Master::name));
        ini.set("Network", "Bond", setting.master().filter(master -> master.type() == Type.BOND).map(Setting.Master::name));
        addresses(ini, setting);
    }

    private static void addresses(Ini ini, Setting setting) {
        Optional<Protocol> v4 = setting.protocol("ipv4");
        Optional<Protocol> v6 = setting.protocol("ipv6");
        boolean dhcp4 = v4.flatMap(Protocol::dhcp).isPresent();
        boolean dhcp6 = v6.flatMap(Protocol::dhcp).isPresent();
        ini.set("Network", "DHCP", dhcp4 ? dhcp6 ? "yes" : "ipv4" : dhcp6 ? "ipv6" : "no");
        ini.set("Network", "IPv6AcceptRA", v6.map(Protocol::autoconf).orElse(false) ? "yes" : "no");
        ini.set("Network", "LinkLocalAddressing", setting.master().isPresent() ? Optional.of("no") : Optional.empty());
        ini.set("DHCPv4", "UseDNS", v4.flatMap(Protocol::dhcp).flatMap(HostInterface.Dhcp::peerdns)
                .map(use -> use == YesNo.YES ? "yes" : "no"));
        ini.drop("Address").set("Route", "Gateway", List.of());
        ini.set("Network", "Address", own(v4, v6).flatMap(protocol -> protocol.ip().stream())
                .map(ip -> ip.address() + ip.prefix().map(bits -> "/" + bits).orElse("")).toList());
        ini.set("Network", "Gateway", own(v4, v6).flatMap(protocol -> protocol.route().stream()).map(HostInterface.Route::gateway).toList());
    }

    private static Stream<Protocol> own(Optional<Protocol> v4, Optional<Protocol> v6) {
        return Stream.of(v4, v6).flatMap(Optional::stream);
    }
}
