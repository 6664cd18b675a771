package jvirt.cli.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A name that may stand in an option's value, and the slot that it sets. A {@code #} in both is an index: {@code
 * source.host1.name} sets {@code source/host#/@name} of the second host.
 *
 * @param section the section of the guest that has the slot, where it is not the option's own; empty is the domain
 * @param special the code that does it, where a slot is not all; see {@link Specials}
 * @param comma its value may hold commas
 * @param unlessDefault {@code default} is as if it were not there
 */
record Suboption(String name, Optional<String> section, String slot, Kind kind, Optional<String> special, boolean comma,
        boolean unlessDefault, List<Pattern> patterns) {

    private static final Set<String> YES = Set.of("y", "yes", "1", "true", "t", "on");
    private static final Set<String> NO = Set.of("n", "no", "0", "false", "f", "off");

    /** What the value is. */
    enum Kind { TEXT, INT, MIB, ONOFF, YESNO, BOOL, FLAG, ABSPATH, HOSTPORT }

    /** A line of the table. */
    static Suboption parse(String line) {
        String[] words = line.split(" +");
        Optional<String> special = Optional.empty();
        Kind kind = Kind.TEXT;
        boolean comma = false;
        boolean unlessDefault = false;
        List<Pattern> patterns = new ArrayList<>(List.of(pattern(words[0])));
        for (int i = 2; i < words.length; i++) {
            String word = words[i];
            if (word.startsWith("=")) patterns.add(pattern(word.substring(1)));
            else if (word.startsWith("!")) special = Optional.of(word.substring(1));
            else if (word.equals("comma")) comma = true;
            else if (word.equals("default")) unlessDefault = true;
            else kind = Kind.valueOf(word.toUpperCase(Locale.ROOT));
        }
        int colon = words[1].indexOf(':');
        Optional<String> section = colon < 0 ? Optional.empty() : Optional.of(words[1].substring(0, colon));
        return new Suboption(words[0], section, words[1].substring(colon + 1), kind, special, comma, unlessDefault, List.copyOf(patterns));
    }

    private static Pattern pattern(String name) {
        return Pattern.compile(Pattern.quote(name).replace("#", "\\E(\\d*)\\Q"));
    }

    /** The indices in {@code given}, if it is this name or one of its others. */
    Optional<List<Integer>> match(String given) {
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(given);
            if (!matcher.matches()) continue;
            List<Integer> indices = new ArrayList<>();
            for (int i = 1; i <= matcher.groupCount(); i++) indices.add(matcher.group(i).isEmpty() ? 0 : Integer.parseInt(matcher.group(i)));
            return Optional.of(indices);
        }
        return Optional.empty();
    }

    /** Sets the slot. An empty value takes it back. */
    void apply(Part part, List<Integer> indices, String key, String value) {
        Part holder = part;
        String rest = slot;
        for (int depth = 0; rest.indexOf('#') >= 0; depth++) {
            int hash = rest.indexOf('#');
            holder = holder.part(rest.substring(0, hash + 1), depth < indices.size() ? indices.get(depth) : 0);
            rest = rest.substring(hash + 2);
        }
        if (value.isEmpty()) {
            holder.set(rest, null);
            return;
        }
        switch (kind) {
            case TEXT -> holder.set(rest, value);
            case INT -> holder.set(rest, number(value));
            case MIB -> holder.set(rest, number(value) * 1024);
            case ONOFF -> holder.set(rest, truth(key, value) ? "on" : "off");
            case YESNO -> holder.set(rest, truth(key, value) ? "yes" : "no");
            case BOOL -> throw new IllegalStateException(name + " has no code");
            case FLAG -> holder.flag(rest, truth(key, value));
            case ABSPATH -> holder.set(rest, Path.of(value).toAbsolutePath().normalize().toString());
            case HOSTPORT -> hostAndPort(holder, rest, value);
        }
    }

    /** {@code host:port} into two slots; a port alone is on this host. */
    static void hostAndPort(Part part, String slot, String value) {
        int colon = value.indexOf(':');
        String host = colon < 0 ? value : value.substring(0, colon);
        String port = colon < 0 ? "" : value.substring(colon + 1);
        part.set(slot, host.isEmpty() ? "127.0.0.1" : host);
        String portSlot = slot.endsWith("/@address") ? slot.replace("/@address", "/@port") : slot.replace("/@host", "/@service");
        if (!port.isEmpty()) part.set(portSlot, number(port));
    }

    static long number(String value) {
        try {
            return value.startsWith("0x") ? Long.parseLong(value.substring(2), 16) : Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new InstallException("'" + value + "' is not a number", e);
        }
    }

    static boolean truth(String key, String value) {
        return truth(value).orElseThrow(() -> InstallException.of("%s must be 'yes' or 'no'", key));
    }

    /** What the many words for yes and no mean. */
    static Optional<Boolean> truth(String value) {
        String lower = value.toLowerCase(Locale.ROOT);
        return YES.contains(lower) ? Optional.of(true) : NO.contains(lower) ? Optional.of(false) : Optional.empty();
    }
}
