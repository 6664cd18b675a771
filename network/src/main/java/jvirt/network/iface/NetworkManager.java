package jvirt.network.iface;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface;
import jvirt.api.iface.HostInterface.Protocol;
import jvirt.api.iface.HostInterface.StartMode;
import jvirt.api.iface.HostInterface.Type;
import jvirt.api.xml.YesNo;

/** NetworkManager: a connection a file in {@code /etc/NetworkManager/system-connections}; nm-settings-keyfile(5). */
record NetworkManager(Path root, Commands commands) implements Configurator {
    private static final String ENDING = ".nmconnection";
    private static final Set<String> KINDS = Set.of("ethernet", "802-3-ethernet", "bridge", "bond", "vlan");

    private Path folder() {
        return root.resolve("etc/NetworkManager/system-connections");
    }

    @Override public Configurator at(Path other) {
        return new NetworkManager(other, commands);
    }

    @Override public List<Path> places() {
        return List.of(folder());
    }

    /** The connections that are about one interface by its name. */
    private Map<String, Path> files() throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path file : EtcFile.list(folder(), ENDING)) {
            Ini ini = Ini.parse(Files.readString(file));
            if (!KINDS.contains(ini.value("connection", "type").orElse(""))) continue;
            ini.value("connection", "interface-name").ifPresent(name -> files.putIfAbsent(name, file));
        }
        return files;
    }

    @Override public List<Setting> settings() throws IOException {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        Map<String, String> names = new LinkedHashMap<>();
        List<Ini> read = new ArrayList<>();
        for (Map.Entry<String, Path> entry : files().entrySet()) {
            Ini ini = Ini.parse(Files.readString(entry.getValue()));
            read.add(ini);
            ini.value("connection", "uuid").ifPresent(uuid -> names.put(uuid, entry.getKey()));
            drafts.put(entry.getKey(), new Draft(entry.getKey()));
        }
        for (Ini ini : read) read(ini, drafts.get(ini.value("connection", "interface-name").orElseThrow()), names);
        return drafts.values().stream().map(Draft::setting).toList();
    }

    /** @param names of interfaces, by the UUIDs of connections: a port may name its master by either */
    private static void read(Ini ini, Draft draft, Map<String, String> names) {
        draft.type = switch (ini.value("connection", "type").orElse("")) {
            case "bridge" -> Type.BRIDGE;
            case "bond" -> Type.BOND;
            case "vlan" -> Type.VLAN;
            default -> Type.ETHERNET;
        };
        draft.start = ini.value("connection", "autoconnect").filter(word -> word.equals("false")).isPresent() ? StartMode.NONE : StartMode.ONBOOT;
        draft.master = ini.value("connection", "master").map(master -> new Setting.Master(names.getOrDefault(master, master),
                ini.value("connection", "slave-type").orElse("").equals("bond") ? Type.BOND : Type.BRIDGE));
        draft.mtu = ini.value("ethernet", "mtu").flatMap(Draft::number).filter(mtu -> mtu > 0);
        draft.mac = ini.value("ethernet", "mac-address");
        // NetworkManager leaves out what it would do anyway
        draft.stp = Optional.of(ini.value("bridge", "stp").filter(word -> word.equals("false")).isPresent() ? "off" : "on");
        draft.delay = ini.value("bridge", "forward-delay");
        draft.tag = ini.value("vlan", "id");
        draft.device = ini.value("vlan", "parent");
        Map<String, String> bond = new LinkedHashMap<>();
        for (String option : BOND) ini.value("bond", option).ifPresent(value -> bond.put(option, value));
        draft.bond = bond;
        family(ini, "ipv4", draft.v4);
        family(ini, "ipv6", draft.v6);
    }

    private static final List<String> BOND = List.of("mode", "miimon", "updelay", "downdelay", "use_carrier", "arp_interval",
            "arp_ip_target", "arp_validate");

    private static void family(Ini ini, String section, Draft.Family family) {
        String method = ini.value(section, "method").orElse("");
        family.dhcp = method.equals("dhcp") || method.equals("auto") && section.equals("ipv4");
        family.autoconf = method.equals("auto") && section.equals("ipv6");
        family.ownDns = ini.value(section, "ignore-auto-dns").filter(word -> word.equals("true")).isPresent();
        for (int i = 1; ini.value(section, "address" + i).isPresent(); i++) {
            String[] parts = ini.value(section, "address" + i).get().split("[,;]");
            family.add(parts[0].strip());
            if (parts.length > 1) family.gateway = Optional.of(parts[1].strip());
        }
        ini.value(section, "gateway").ifPresent(gateway -> family.gateway = Optional.of(gateway));
    }

    @Override public void keep(List<Setting> settings, Set<String> gone) throws IOException {
        Map<String, Path> files = files();
        for (String name : gone) if (files.containsKey(name)) EtcFile.delete(files.get(name));
        for (Setting setting : settings) {
            Path file = files.getOrDefault(setting.name(), folder().resolve(setting.name() + ENDING));
            Ini ini = Ini.parse(Files.exists(file) ? Files.readString(file) : "");
            write(ini, setting);
            EtcFile.write(file, ini.format(), EtcFile.FOR_ROOT);
        }
    }

    private static void write(Ini ini, Setting setting) {
        HostInterface own = setting.own();
        if (ini.value("connection", "uuid").isEmpty()) {
            ini.set("connection", "id", setting.name()).set("connection", "uuid", UUID.nameUUIDFromBytes(
                    ("jvirt interface " + setting.name()).getBytes(StandardCharsets.UTF_8)).toString());
        }
        StartMode start = own.start().map(HostInterface.Start::mode).orElse(StartMode.NONE);
        ini.set("connection", "type", own.type().name().toLowerCase(Locale.ROOT)).set("connection", "interface-name", setting.name());
        ini.set("connection", "autoconnect", start == StartMode.NONE && setting.master().isEmpty() ? Optional.of("false") : Optional.empty());
        ini.set("connection", "autoconnect-slaves", own.type() == Type.BRIDGE || own.type() == Type.BOND ? Optional.of("1") : Optional.empty());
        ini.set("connection", "master", setting.master().map(Setting.Master::name));
        ini.set("connection", "slave-type", setting.master().map(master -> master.type().name().toLowerCase(Locale.ROOT)));
        ini.set("ethernet", "mtu", own.mtu().map(mtu -> Integer.toString(mtu.size())));
        ini.set("ethernet", "mac-address", own.mac().map(HostInterface.Mac::address));
        own.bridge().ifPresent(bridge -> ini.set("bridge", "stp", bridge.stp().map(word -> word.equals("off") ? "false" : "true"))
                .set("bridge", "forward-delay", bridge.delay()));
        own.bond().map(BondOptions::of).ifPresent(options ->
                BOND.forEach(option -> ini.set("bond", option, Optional.ofNullable(options.get(option)))));
        own.vlan().ifPresent(vlan -> ini.set("vlan", "id", vlan.tag()).set("vlan", "parent", vlan.device().map(HostInterface.Vlan.Device::name)));
        if (setting.master().isPresent()) {
            ini.drop("ipv4").drop("ipv6");
        } else {
            family(ini, setting, "ipv4");
            family(ini, setting, "ipv6");
        }
    }

    private static void family(Ini ini, Setting setting, String section) {
        for (int i = 1; ini.value(section, "address" + i).isPresent(); i++) ini.set(section, "address" + i, List.of());
        Optional<Protocol> protocol = setting.protocol(section);
        ini.set(section, "method", method(section, protocol)).set(section, "gateway", List.of());
        ini.set(section, "ignore-auto-dns", protocol.flatMap(Protocol::dhcp).flatMap(HostInterface.Dhcp::peerdns)
                .filter(use -> use == YesNo.NO).map(_ -> "true"));
        List<HostInterface.Ip> ips = protocol.map(Protocol::ip).orElse(List.of());
        for (int i = 0; i < ips.size(); i++) {
            String gateway = i > 0 ? "" : protocol.flatMap(Protocol::route).map(route -> "," + route.gateway()).orElse("");
            ini.set(section, "address" + (i + 1), ips.get(i).address() + "/"
                    + ips.get(i).prefix().orElse(section.equals("ipv4") ? 32 : 128) + gateway);
        }
    }

    private static String method(String family, Optional<Protocol> protocol) {
        if (protocol.isEmpty()) return "disabled";
        if (family.equals("ipv6")) return protocol.get().autoconf() ? "auto" : protocol.get().dhcp().isPresent() ? "dhcp" : "manual";
        return protocol.get().dhcp().isPresent() ? "auto" : "manual";
    }

    @Override public void start(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        Map<String, Path> files = files();
        for (Setting one : Stream.concat(ports.stream(), Stream.of(setting)).toList()) {
            commands.run("nmcli", "connection", "load", files.get(one.name()).toString());
        }
        // its ports come with it: autoconnect-slaves
        commands.run("nmcli", "connection", "up", "uuid", uuid(files.get(setting.name())));
    }

    @Override public void stop(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        commands.run("nmcli", "device", "disconnect", setting.name());
    }

    private static String uuid(Path file) throws IOException {
        return Ini.parse(Files.readString(file)).value("connection", "uuid").orElseThrow();
    }
}
