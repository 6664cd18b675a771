package jvirt.cli.clone;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import jvirt.cli.xml.Draft;

/** The document of a machine that becomes that of another like it. */
final class Likeness {
    private static final Pattern CLONE = Pattern.compile("-clone(\\d*)$");
    private static final int LONGEST_SUFFIX = 7;

    private final Draft machine;

    Likeness(Draft machine) {
        this.machine = machine;
    }

    Draft machine() {
        return machine;
    }

    String document() {
        return machine.toXml();
    }

    /** What two machines cannot have in common is the other's own: name, UUID, title, fixed ports, paths that hold the name. */
    void rename(String name) {
        machine.set("name", name);
        machine.set("uuid", UUID.randomUUID().toString());
        machine.remove("title");
        for (Draft screen : machine.all("devices/graphics")) {
            if (screen.get("@port").filter(port -> !port.isEmpty() && !port.equals("-1")).isEmpty()) continue;
            screen.set("@port", "-1");
            screen.remove("@autoport");
        }
        for (Draft channel : machine.all("devices/channel")) {
            Optional<String> target = channel.get("target/@name").filter(text -> !text.isEmpty());
            Optional<String> path = channel.get("source/@path");
            if (target.isPresent() && path.filter(text -> text.contains(target.get())).isPresent()) channel.unset("source/@path");
        }
    }

    /** Cards with these addresses, in their order; the others get one that nobody has. */
    void newCards(List<String> addresses) {
        List<Draft> cards = machine.all("devices/interface");
        for (int i = 0; i < cards.size(); i++) {
            cards.get(i).unset("target/@dev");
            cards.get(i).set("mac/@address", i < addresses.size() && !addresses.get(i).equals("RANDOM") ? addresses.get(i) : address());
        }
    }

    private static String address() {
        byte[] own = new byte[3];
        new SecureRandom().nextBytes(own);
        return "52:54:00:%02x:%02x:%02x".formatted(own[0], own[1], own[2]);
    }

    /** {@code web-clone}, or {@code web-clone2} for a clone of {@code web-clone1}. */
    static String freeName(String original, Predicate<String> taken) {
        Matcher clone = CLONE.matcher(original);
        boolean again = clone.find();
        String base = (again ? original.substring(0, clone.start()) : original) + "-clone";
        int first = again && !clone.group(1).isEmpty() ? Integer.parseInt(clone.group(1)) + 1 : 1;
        if (!again && !taken.test(base)) return base;
        return IntStream.iterate(first, number -> number + 1).mapToObj(number -> base + number).filter(taken.negate()).findFirst()
                .orElseThrow();
    }

    /** A path beside the original's: {@code disk-clone.img}, or after the machine where the disk is called as that is. */
    static String freePath(String path, String original, String name, Predicate<String> taken) {
        int dot = path.lastIndexOf('.');
        String suffix = dot >= 0 && path.length() - dot - 1 <= LONGEST_SUFFIX ? path.substring(dot) : "";
        String stem = path.substring(0, path.length() - suffix.length());
        int slash = stem.lastIndexOf('/') + 1;
        String base = stem.substring(slash).equals(original) ? stem.substring(0, slash) + name : stem + "-clone";
        if (!taken.test(base + suffix)) return base + suffix;
        return IntStream.iterate(1, number -> number + 1).mapToObj(number -> base + "-" + number + suffix).filter(taken.negate())
                .findFirst().orElseThrow();
    }
}
