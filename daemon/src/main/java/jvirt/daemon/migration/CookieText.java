package jvirt.daemon.migration;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import jvirt.rpc.call.Opaque;

/** Cookies on the wire: a text and the zero that ends it; without a text nothing at all. */
final class CookieText {
    private CookieText() {}

    static Optional<String> read(Opaque cookie) {
        byte[] bytes = cookie.bytes();
        int length = bytes.length;
        while (length > 0 && bytes[length - 1] == 0) length--;
        return length == 0 ? Optional.empty() : Optional.of(new String(bytes, 0, length, StandardCharsets.UTF_8));
    }

    static Opaque of(Optional<String> text) {
        return text.map(some -> new Opaque((some + "\0").getBytes(StandardCharsets.UTF_8))).orElse(Opaque.EMPTY);
    }
}
