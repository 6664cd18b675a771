package jvirt.qemu;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jvirt.api.domain.Domain;

/**
 * A machine's definition: at hand, or on disk until somebody looks at it. A daemon with a thousand machines answers before it
 * has read what is in a thousand documents.
 */
final class KeptDefinition {
    /** What our own files begin with; a name with marks in it is for the parser. */
    private static final Pattern NAME = Pattern.compile("<name>([^<&]+)</name>");
    private static final Pattern IDENTITY = Pattern.compile("<uuid>(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})</uuid>");

    private final String name;
    private final UUID uuid;
    private final Supplier<Domain> reading;
    private volatile Optional<Domain> domain;

    private KeptDefinition(String name, UUID uuid, Supplier<Domain> reading, Optional<Domain> domain) {
        this.name = name;
        this.uuid = uuid;
        this.reading = reading;
        this.domain = domain;
    }

    static KeptDefinition of(Domain domain) {
        return new KeptDefinition(domain.name(), domain.uuid(), () -> domain, Optional.of(domain));
    }

    /** The definition of a document that {@code reading} gets again when it is asked for. */
    static KeptDefinition of(String document, Supplier<Domain> reading) {
        Matcher name = NAME.matcher(document);
        Matcher uuid = IDENTITY.matcher(document);
        if (!name.find() || !uuid.find()) return of(reading.get());
        return new KeptDefinition(name.group(1), UUID.fromString(uuid.group(1)), reading, Optional.empty());
    }

    String name() {
        return name;
    }

    UUID uuid() {
        return uuid;
    }

    /** Reads it, the first time. Two who ask at once may both read: the same comes out. */
    Domain domain() {
        Optional<Domain> read = domain;
        if (read.isEmpty()) {
            read = Optional.of(reading.get());
            domain = read;
        }
        return read.get();
    }
}
