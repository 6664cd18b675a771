package jvirt.cli.install;

import java.util.Optional;

/** {@code --network}'s words for the guest's side of a network. */
final class NetworkWords {
    private NetworkWords() {}

    /** {@code default} and {@code passt} are no types of libvirt's. */
    static void type(Guest guest, Part nic, String value) {
        switch (value) {
            case "default" -> standard(guest.facts(), nic);
            case "passt" -> {
                nic.set("@type", "user");
                nic.set("backend/@type", "passt");
            }
            default -> nic.set("@type", value);
        }
    }

    /** The network that a guest gets which asks for none: the host's bridge, or the network called default. */
    private static void standard(Facts facts, Part nic) {
        if (facts.qemu() && facts.session() || facts.test()) {
            nic.set("@type", "user");
            return;
        }
        Optional<String> bridge = facts.remote() ? Optional.empty() : facts.defaultBridge();
        nic.set("@type", bridge.isPresent() ? "bridge" : "network");
        source(nic, bridge.orElse("default"));
    }

    static void source(Part nic, String value) {
        switch (nic.get("@type").orElse("")) {
            case "network" -> nic.set("source/@network", value);
            case "bridge" -> nic.set("source/@bridge", value);
            case "direct", "vdpa" -> nic.set("source/@dev", value);
            default -> { }
        }
    }

    /** {@code [ADDRESS:]PORT[-PORT][:PORT][/PROTOCOL]}. */
    static void portForward(Part forward, String value) {
        int slash = value.lastIndexOf('/');
        String rest = slash < 0 ? value : value.substring(0, slash);
        String protocol = slash < 0 ? "tcp" : value.substring(slash + 1);
        int colon = rest.lastIndexOf(':');
        String to = colon < 0 ? null : rest.substring(colon + 1);
        if (colon >= 0) rest = rest.substring(0, colon);
        colon = rest.lastIndexOf(':');
        String address = colon < 0 ? null : rest.substring(0, colon);
        if (colon >= 0) rest = rest.substring(colon + 1);
        int dash = rest.indexOf('-');
        Part range = forward.part("range#", 0);
        forward.set("@proto", protocol);
        forward.set("@address", address);
        range.set("@start", Suboption.number(dash < 0 ? rest : rest.substring(0, dash)));
        if (dash >= 0) range.set("@end", Suboption.number(rest.substring(dash + 1)));
        if (to != null) range.set("@to", Suboption.number(to));
    }
}
