package jvirt.cli.domain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The names of keys, such as {@code KEY_ENTER}: {@code keys.txt} has a line {@code codeset name code} for each. */
final class KeyNames {
    private KeyNames() {}

    /** The code of a key, or -1. */
    static int code(String codeset, String name) {
        String all = all();
        String head = "\n" + codeset + " " + name + " ";
        int at = ("\n" + all).indexOf(head);
        if (at < 0) return -1;
        int start = at + head.length() - 1;
        return Integer.parseInt(all.substring(start, all.indexOf('\n', start)));
    }

    private static String all() {
        try (InputStream in = KeyNames.class.getResourceAsStream("keys.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
