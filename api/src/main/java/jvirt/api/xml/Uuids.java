package jvirt.api.xml;

import java.util.Optional;
import java.util.UUID;

/** UUIDs as libvirt reads them: 32 hexadecimal digits, with dashes and white space wherever they are. */
public final class Uuids {
    private Uuids() {}

    public static Optional<UUID> parse(String text) {
        String digits = text.replaceAll("[-\\s]", "");
        if (!digits.matches("[0-9a-fA-F]{32}")) return Optional.empty();
        return Optional.of(new UUID(Long.parseUnsignedLong(digits.substring(0, 16), 16),
                Long.parseUnsignedLong(digits.substring(16), 16)));
    }
}
