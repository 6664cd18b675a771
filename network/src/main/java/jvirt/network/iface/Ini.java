package jvirt.network.iface;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file of sections, each with lines {@code key=value}, in which a key may stand more than once: systemd's and
 * NetworkManager's. What is not asked for stays as it was, comments too. Its owner alone changes it.
 */
final class Ini {
    private record Section(String name, List<String> lines) {
        List<String> values(String key) {
            return lines.stream().filter(line -> is(line, key)).map(line -> line.substring(line.indexOf('=') + 1).strip()).toList();
        }

        static boolean is(String line, String key) {
            int equals = line.indexOf('=');
            return equals > 0 && line.substring(0, equals).strip().equals(key);
        }

        boolean says(String line) {
            return !line.isBlank() && !line.startsWith("#") && !line.startsWith(";");
        }
    }

    private final List<Section> sections = new ArrayList<>(List.of(new Section("", new ArrayList<>())));

    static Ini parse(String text) {
        Ini ini = new Ini();
        for (String line : text.lines().toList()) {
            String bare = line.strip();
            if (bare.startsWith("[") && bare.endsWith("]")) {
                ini.sections.add(new Section(bare.substring(1, bare.length() - 1), new ArrayList<>()));
            } else {
                ini.sections.getLast().lines.add(line);
            }
        }
        return ini;
    }

    /** All values of a key in all sections of this name. */
    List<String> values(String section, String key) {
        return sections.stream().filter(some -> some.name.equals(section)).flatMap(some -> some.values(key).stream()).toList();
    }

    /** The last value: the one that counts when a key may have only one. */
    Optional<String> value(String section, String key) {
        List<String> values = values(section, key);
        return values.isEmpty() ? Optional.empty() : Optional.of(values.getLast()).filter(value -> !value.isEmpty());
    }

    /** A key has these values from now on, where its first one was; with none of them it is gone. */
    Ini set(String section, String key, List<String> values) {
        int at = -1;
        Section place = null;
        for (Section some : sections) {
            if (!some.name.equals(section)) continue;
            if (place == null) place = some;
            for (int i = some.lines.size() - 1; i >= 0; i--) {
                if (!Section.is(some.lines.get(i), key)) continue;
                some.lines.remove(i);
                if (some == place) at = i;
            }
        }
        if (values.isEmpty()) return this;
        if (place == null) sections.add(place = new Section(section, new ArrayList<>()));
        if (at < 0) at = end(place);
        place.lines.addAll(at, values.stream().map(value -> key + "=" + value).toList());
        return this;
    }

    /** Before the empty lines that divide it from the next. */
    private static int end(Section section) {
        int end = section.lines.size();
        while (end > 0 && section.lines.get(end - 1).isBlank()) end--;
        return end;
    }

    Ini set(String section, String key, Optional<String> value) {
        return set(section, key, value.stream().toList());
    }

    Ini set(String section, String key, String value) {
        return set(section, key, List.of(value));
    }

    /** Takes all sections of this name away. */
    Ini drop(String name) {
        sections.removeIf(section -> section.name.equals(name));
        return this;
    }

    /** The file, without sections that say nothing. */
    String format() {
        StringBuilder text = new StringBuilder();
        for (Section section : sections) {
            if (section.lines.stream().noneMatch(section::says) && !section.name.isEmpty()) continue;
            if (!section.name.isEmpty()) {
                if (!text.isEmpty()) text.append('\n');
                text.append('[').append(section.name).append("]\n");
            }
            section.lines.subList(0, end(section)).forEach(line -> text.append(line).append('\n'));
        }
        return text.toString();
    }
}
