package jvirt.cli.install;

import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.cli.osinfo.Os;

/**
 * What {@code --osinfo} says: a system, or that it is to be found out.
 *
 * @param name its short name, or empty
 * @param id its identity, or empty
 * @param detect it is to be found out from the medium
 * @param required it must be known: yes, no, or only where the guest's devices depend on it
 */
record OsChoice(Optional<String> name, Optional<String> id, boolean detect, Optional<Boolean> required) {

    static OsChoice parse(Optional<String> text) {
        if (text.isEmpty() || text.get().equals("auto")) return new OsChoice(Optional.empty(), Optional.empty(), true, Optional.empty());
        String value = text.get();
        if (value.equals("none")) return new OsChoice(Optional.of("generic"), Optional.empty(), false, Optional.empty());
        if (!value.contains("=")) {
            return value.contains("://") ? new OsChoice(Optional.empty(), text, false, Optional.empty())
                    : new OsChoice(text, Optional.empty(), false, Optional.empty());
        }
        SequencedMap<String, String> words = OptionString.plain(value, Suboptions.of("osinfo"));
        Optional<Boolean> required = word(words, "require").map(one -> Suboption.truth("require", one));
        Optional<String> name = word(words, "name").or(() -> word(words, "short-id"));
        if (required.filter(one -> !one).isPresent() && name.isEmpty()) name = Optional.of("generic");
        return new OsChoice(name, word(words, "id"), word(words, "detect").map(one -> Suboption.truth("detect", one)).orElse(false), required);
    }

    private static Optional<String> word(SequencedMap<String, String> words, String name) {
        return Optional.ofNullable(words.get(name)).filter(value -> !value.isEmpty());
    }

    /** Gives the guest its system: the one named, or the one {@code found} on the medium. */
    void apply(Guest guest, Optional<Os> found, boolean medium) {
        Optional<Os> named = id.isPresent()
                ? Optional.of(guest.systems().withId(id.get()).orElseThrow(() -> InstallException.of("Unknown libosinfo ID '%s'", id.get())))
                : name.map(one -> named(guest, one));
        named.ifPresent(guest::os);
        if (detect && found.isPresent()) {
            guest.os(found.get());
        } else if (detect && named.isPresent()) {
            guest.facts().note("Failed to detect osinfo OS name from install media, using fallback name '" + named.get().name() + "'.");
        } else if (named.isEmpty() && (required.orElse(false) || required.isEmpty() && guest.isHvm())) {
            throw new InstallException(missing(guest, medium));
        }
    }

    private static Os named(Guest guest, String name) {
        Optional<Os> exact = guest.systems().named(name);
        if (exact.isPresent()) return exact.get();
        Os newest = guest.systems().newest(name).orElseThrow(() -> InstallException.of("Unknown OS name '%s'. See `--osinfo list` for valid values.", name));
        guest.facts().note("OS name '" + name + "' is taken as '" + newest.name() + "'");
        return newest;
    }

    private static String missing(Guest guest, boolean medium) {
        List<String> linuxes = guest.systems().names().stream().map(List::getFirst).filter(name -> name.matches("linux\\d{4}")).toList();
        return "\n--os-variant/--osinfo OS name is required, but no value was\nset or detected.\n\n"
                + "This is now a fatal error. Specifying an OS name is required\nfor modern, performant, and secure virtual machine defaults.\n"
                + (medium ? "\nIf you expected the OS name to be detected from the install media, you can set a fallback with:\n\n"
                        + "  --osinfo detect=on,name=OSNAME\n" : "")
                + "\nYou can see a full list of possible OS name values with:\n\n   --osinfo list\n"
                + "\nIf your Linux distro is not listed, try one of generic values\nsuch as: " + String.join(", ", linuxes) + "\n"
                + "\nIf you just need to get the old behavior back, you can use:\n\n  --osinfo detect=on,require=off\n";
    }
}
