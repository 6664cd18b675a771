package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.api.iface.HostInterface.Type;

/**
 * netplan: YAML in {@code /etc/netplan}, from which it writes networkd's or NetworkManager's files. It reads and changes its
 * files itself ({@code netplan get}, {@code netplan set}), which checks what is written and keeps what a document cannot say.
 */
record Netplan(Path root, Commands commands) implements Configurator {
    @Override public List<Path> places() {
        return List.of(root.resolve("etc/netplan"));
    }

    @Override public Configurator at(Path other) {
        return new Netplan(other, commands);
    }

    private String netplan(String verb, String argument) throws IOException, InterruptedException {
        return commands.run("netplan", verb, "--root-dir", root.toString(), argument);
    }

    private Map<?, ?> tree() throws IOException {
        try {
            Object all = Yaml.parse(netplan("get", "all"));
            return all instanceof Map<?, ?> map && map.get("network") instanceof Map<?, ?> network ? network : Map.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override public List<Setting> settings() throws IOException {
        Map<?, ?> tree = tree();
        Map<String, Draft> drafts = new LinkedHashMap<>();
        Map<String, Setting.Master> masters = new LinkedHashMap<>();
        for (Type type : Type.values()) {
            NetplanWords.section(tree, type).forEach((name, value) -> {
                Draft draft = new Draft(name.toString());
                draft.type = type;
                drafts.put(draft.name(), draft);
                if (!(value instanceof Map<?, ?> words)) return;
                NetplanWords.read(words, draft);
                NetplanWords.texts(words.get("interfaces")).forEach(port -> masters.put(port, new Setting.Master(draft.name(), type)));
            });
        }
        masters.forEach((port, master) -> Optional.ofNullable(drafts.get(port)).ifPresent(draft -> draft.master = Optional.of(master)));
        return drafts.values().stream().map(Draft::setting).toList();
    }

    @Override public void keep(List<Setting> settings, Set<String> gone) throws IOException, InterruptedException {
        Map<?, ?> tree = tree();
        List<Setting> kept = new ArrayList<>(settings()).stream().filter(old -> !gone.contains(old.name())
                && settings.stream().noneMatch(setting -> setting.name().equals(old.name()))).toList();
        List<Setting> all = Stream.concat(kept.stream(), settings.stream()).toList();
        // a bridge names its ports, so that ports are written before it and deleted after it
        for (Type type : List.of(Type.VLAN, Type.BRIDGE, Type.BOND, Type.ETHERNET)) {
            for (Object name : NetplanWords.section(tree, type).keySet()) {
                boolean other = settings.stream().anyMatch(setting -> setting.name().equals(name) && setting.type() != type);
                if (gone.contains(name) || other) netplan("set", NetplanWords.path(type, name.toString()) + "=NULL");
            }
        }
        for (Type type : List.of(Type.ETHERNET, Type.BOND, Type.VLAN, Type.BRIDGE)) {
            for (Setting setting : settings) if (setting.type() == type) write(setting, all, NetplanWords.section(tree, type).get(setting.name()));
        }
    }

    private void write(Setting setting, Collection<Setting> all, Object before) throws IOException, InterruptedException {
        String path = NetplanWords.path(setting.type(), setting.name());
        // lists are added to: what a document says is taken out first
        for (String key : NetplanWords.OURS) {
            if (before instanceof Map<?, ?> old && old.containsKey(key)) netplan("set", path + "." + key + "=NULL");
        }
        netplan("set", path + "=" + NetplanWords.write(setting, all));
    }

    private boolean networkManager() throws IOException {
        return "NetworkManager".equals(tree().get("renderer"));
    }

    @Override public void start(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        commands.run("netplan", "generate", "--root-dir", root.toString());
        if (networkManager()) {
            commands.run("nmcli", "connection", "reload");
            commands.run("nmcli", "connection", "up", "netplan-" + setting.name());
        } else {
            commands.run("networkctl", "reload");
            Networkd.up(setting, ports, commands);
        }
    }

    @Override public void stop(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        Configurator writer = networkManager() ? new NetworkManager(root, commands) : new Networkd(root, commands);
        writer.stop(setting, ports);
    }
}
