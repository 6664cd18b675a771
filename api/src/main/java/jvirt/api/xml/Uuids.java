package jvirt.api.xml;

import java.util.Optional;
import java.util.UUID;

/** UUIDs as libvirt reads them: 32 hexadecimal digits, with dashes and white space wherever they are. */
public final class Uuids {
    private Uuids() {}

    public static Optional<UUID> parse(String text) {
        long high = 0;
        long low = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '-' || c == ' ' || c >= '\t' && c <= '\r') continue;
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0 || digits == 32) return Optional.empty();
            high = high << 4 | low >>> 60;
            low = low << 4 | digit;
            digits++;
        }
        return digits == 32 ? Optional.of(new UUID(high, low)) : Optional.empty();
    }
}
