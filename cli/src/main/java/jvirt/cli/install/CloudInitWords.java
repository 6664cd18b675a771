package jvirt.cli.install;

import java.util.SequencedMap;

/** The words of {@code --cloud-init}, for the room that knows what to do with them. */
public final class CloudInitWords {
    private CloudInitWords() {}

    public static SequencedMap<String, String> parse(String text) {
        return OptionString.plain(text, Suboptions.of("cloud-init-words"));
    }

    public static boolean truth(String name, String value) {
        return Suboption.truth(name, value);
    }
}
