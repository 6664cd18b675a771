package jvirt.network.iface;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jvirt.network.iface.Stanzas.Stanza;

/**
 * Debian's {@code ifup} and {@code ifdown}: {@code /etc/network/interfaces} and what it sources. A definition stays in the file
 * where it was; a new one gets a file of its own in {@code interfaces.d}.
 */
record Ifupdown(Path root, Commands commands) implements Configurator {
    private static final String SOURCE = "source /etc/network/interfaces.d/*";

    private Path main() {
        return root.resolve("etc/network/interfaces");
    }

    private Path folder() {
        return root.resolve("etc/network/interfaces.d");
    }

    @Override public Configurator at(Path other) {
        return new Ifupdown(other, commands);
    }

    @Override public List<Path> places() {
        return List.of(main(), folder());
    }

    /** The main file, and those that it sources, each once, with what they say. */
    private Map<Path, Stanzas> files() throws IOException {
        Map<Path, Stanzas> files = new LinkedHashMap<>();
        read(main(), files);
        return files;
    }

    private void read(Path file, Map<Path, Stanzas> files) throws IOException {
        if (files.containsKey(file) || !Files.isRegularFile(file)) return;
        Stanzas stanzas = Stanzas.parse(Files.readString(file));
        files.put(file, stanzas);
        for (Stanza stanza : stanzas.all()) {
            if (stanza.words().size() < 2) continue;
            Path named = main().getParent().resolve(inRoot(stanza.words().get(1)));
            if (stanza.is("source")) {
                for (Path sourced : matching(named)) read(sourced, files);
            } else if (stanza.is("source-directory")) {
                for (Path sourced : EtcFile.list(named, "")) {
                    if (sourced.getFileName().toString().matches("[A-Za-z0-9_-]+")) read(sourced, files);
                }
            }
        }
    }

    private Path inRoot(String path) {
        return path.startsWith("/") ? root.resolve(path.substring(1)) : Path.of(path);
    }

    private static List<Path> matching(Path pattern) throws IOException {
        if (!Files.isDirectory(pattern.getParent())) return List.of();
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> matches = Files.newDirectoryStream(pattern.getParent(), pattern.getFileName().toString())) {
            matches.forEach(found::add);
        }
        return found.stream().filter(file -> !file.getFileName().toString().startsWith(".")).sorted().toList();
    }

    @Override public List<Setting> settings() throws IOException {
        List<Stanza> all = files().values().stream().flatMap(stanzas -> stanzas.all().stream()).toList();
        return IfupdownStanzas.read(all);
    }

    @Override public void keep(List<Setting> settings, Set<String> gone) throws IOException {
        Map<Path, Stanzas> files = files();
        Set<String> old = new HashSet<>(gone);
        settings.forEach(setting -> old.add(setting.name()));
        Map<Path, Stanzas> after = new LinkedHashMap<>();
        files.forEach((file, stanzas) -> after.put(file, stanzas.without(old)));
        List<Setting> all = Stream.concat(settings().stream().filter(setting -> !old.contains(setting.name())), settings.stream()).toList();
        for (Setting setting : settings) {
            List<Stanza> before = files.values().stream().flatMap(stanzas -> stanzas.of(setting.name())).toList();
            Path place = files.entrySet().stream().filter(entry -> entry.getValue().of(setting.name()).findAny().isPresent())
                    .map(Map.Entry::getKey).findFirst().orElse(folder().resolve(setting.name().replace('.', '-')));
            String text = after.containsKey(place) ? after.get(place).format() : "";
            if (!text.isEmpty() && !text.endsWith("\n\n")) text += "\n";
            after.put(place, Stanzas.parse(text + IfupdownStanzas.write(setting, all, before)));
        }
        if (after.keySet().stream().anyMatch(file -> !files.containsKey(file) && !file.equals(main()))) {
            // a file of our own is read only if somebody says so
            String text = Optional.ofNullable(after.get(main())).map(Stanzas::format).orElse("");
            if (!sourced()) after.put(main(), Stanzas.parse(text + SOURCE + "\n"));
        }
        for (Map.Entry<Path, Stanzas> entry : after.entrySet()) put(entry.getKey(), files.get(entry.getKey()), entry.getValue());
    }

    private boolean sourced() throws IOException {
        if (!Files.exists(main())) return false;
        return Stanzas.parse(Files.readString(main())).all().stream().filter(stanza -> stanza.is("source") || stanza.is("source-directory"))
                .filter(stanza -> stanza.words().size() > 1).map(stanza -> main().getParent().resolve(inRoot(stanza.words().get(1))))
                .anyMatch(named -> named.equals(folder()) || named.equals(folder().resolve("*")));
    }

    private void put(Path file, Stanzas before, Stanzas now) throws IOException {
        String text = now.format();
        if (before != null && before.format().equals(text)) return;
        if (text.isBlank() && file.startsWith(folder())) EtcFile.delete(file);
        else EtcFile.write(file, text, EtcFile.FOR_ALL);
    }

    /** {@code --force}: what ifupdown believes to be up may have been taken down by other hands. */
    @Override public void start(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        try (Claim claim = Claim.of(ports.stream().map(Setting::name).toList(), root, commands)) {
            up(setting);
            claim.keep();
        }
    }

    /** What came up half goes down again, before its ports get their addresses back. */
    private void up(Setting setting) throws IOException, InterruptedException {
        try {
            commands.run("ifup", "--force", setting.name());
        } catch (IOException e) {
            try {
                stop(setting, List.of());
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    @Override public void stop(Setting setting, Collection<Setting> ports) throws IOException, InterruptedException {
        commands.run("ifdown", "--force", setting.name());
    }
}
