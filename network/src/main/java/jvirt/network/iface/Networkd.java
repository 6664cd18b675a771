package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface.Type;
import jvirt.host.net.Links;

/**
 * systemd-networkd: in {@code /etc/systemd/network} a {@code .network} for an interface's addresses, and a {@code .netdev} when
 * it is to be made. Only files that match one interface by its name are taken for its definition.
 */
record Networkd(Path root, Commands commands) implements Configurator {
    /** The first file that matches an interface is the only one that counts: ours come before most. */
    private static final String FIRST = "05-";
    private static final Duration MADE_WITHIN = Duration.ofSeconds(20);
    private static final long LOOK_AGAIN_MILLIS = 50;

    private Path folder() {
        return root.resolve("etc/systemd/network");
    }

    @Override public Configurator at(Path other) {
        return new Networkd(other, commands);
    }

    @Override public List<Path> places() {
        return List.of(folder());
    }

    /** The files of one ending, by the name of the interface that each is about. */
    private Map<String, Path> files(String ending, String section) throws IOException {
        Map<String, Path> files = new LinkedHashMap<>();
        for (Path file : EtcFile.list(folder(), ending)) {
            Ini.parse(Files.readString(file)).value(section, "Name").filter(name -> name.matches("[^ *?!\\[]+"))
                    .ifPresent(name -> files.putIfAbsent(name, file));
        }
        return files;
    }

    private Map<String, Path> networks() throws IOException {
        return files(".network", "Match");
    }

    private Map<String, Path> devices() throws IOException {
        return files(".netdev", "NetDev");
    }

    @Override public List<Setting> settings() throws IOException {
        Map<String, Draft> drafts = new LinkedHashMap<>();
        Map<String, String> parents = new LinkedHashMap<>();
        for (Map.Entry<String, Path> entry : devices().entrySet()) {
            Draft draft = drafts.computeIfAbsent(entry.getKey(), Draft::new);
            NetworkdWords.readDevice(Ini.parse(Files.readString(entry.getValue())), draft);
        }
        for (Map.Entry<String, Path> entry : networks().entrySet()) {
            Ini ini = Ini.parse(Files.readString(entry.getValue()));
            NetworkdWords.readNetwork(ini, drafts.computeIfAbsent(entry.getKey(), Draft::new));
            ini.values("Network", "VLAN").forEach(vlan -> parents.put(vlan, entry.getKey()));
        }
        parents.forEach((vlan, parent) -> Optional.ofNullable(drafts.get(vlan)).ifPresent(draft -> draft.device = Optional.of(parent)));
        return drafts.values().stream().map(Draft::setting).toList();
    }

    @Override public void keep(List<Setting> settings, Set<String> gone) throws IOException {
        for (String name : gone) {
            forget(devices(), name);
            forget(networks(), name);
            carry(name, Optional.empty());
        }
        for (Setting setting : settings) {
            String name = setting.name();
            if (setting.type() == Type.ETHERNET) forget(devices(), name);
            else write(devices().getOrDefault(name, folder().resolve(FIRST + name + ".netdev")), ini -> NetworkdWords.writeDevice(ini, setting));
            write(networks().getOrDefault(name, folder().resolve(FIRST + name + ".network")), ini -> NetworkdWords.writeNetwork(ini, setting));
        }
        for (Setting setting : settings) carry(setting.name(), setting.own().vlan().flatMap(vlan -> vlan.device()).map(device -> device.name()));
    }

    private static void forget(Map<String, Path> files, String name) throws IOException {
        if (files.containsKey(name)) EtcFile.delete(files.get(name));
    }

    private interface Change {
        void of(Ini ini);
    }

    private static void write(Path file, Change change) throws IOException {
        String before = Files.exists(file) ? Files.readString(file) : "";
        Ini ini = Ini.parse(before);
        change.of(ini);
        if (!ini.format().equals(before)) EtcFile.write(file, ini.format(), EtcFile.FOR_ALL);
    }

    /** A VLAN is named by the interface that carries it: this one, and no other. */
    private void carry(String vlan, Optional<String> parent) throws IOException {
        for (Map.Entry<String, Path> entry : networks().entrySet()) {
            write(entry.getValue(), ini -> {
                List<String> others = ini.values("Network", "VLAN").stream().filter(name -> !name.equals(vlan)).toList();
                List<String> now = parent.equals(Optional.of(entry.getKey())) ? Stream.concat(others.stream(), Stream.of(vlan)).toList() : others;
                if (!now.equals(ini.values("Network", "VLAN"))) ini.set("Network", "VLAN", now);
            });
        }
        if (parent.isPresent() && !networks().containsKey(parent.get())) {
            write(folder().resolve(FIRST + parent.get() + ".network"),
                    ini -> ini.set("Match", "Name", parent.get()).set("Network", "VLAN", vlan));
        }
    }

    @Override public void start(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        commands.run("networkctl", "reload");
        up(setting, ports, commands);
    }

    /** What networkd already knows of is brought up. */
    static void up(Setting setting, Collection<Setting> ports, Commands commands) throws IOException, InterruptedException {
        if (setting.type() != Type.ETHERNET) await(setting.name());
        for (Setting one : Stream.concat(Stream.of(setting), ports.stream()).toList()) {
            commands.run("networkctl", "reconfigure", one.name());
            commands.run("networkctl", "up", one.name());
        }
    }

    /** networkd makes it once it has read of it. */
    private static void await(String name) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + MADE_WITHIN.toNanos();
        while (!Links.exists(name)) {
            if (System.nanoTime() > deadline) throw new IOException("systemd-networkd did not make " + name + " within " + MADE_WITHIN.toSeconds() + " s");
            Thread.sleep(LOOK_AGAIN_MILLIS);
        }
    }

    @Override public void stop(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        commands.run("networkctl", setting.type() == Type.ETHERNET ? "down" : "delete", setting.name());
    }
}
