package jvirt.daemon;

import static jvirt.api.ErrorCode.XML_INVALID_SCHEMA;
import static jvirt.api.ErrorDomain.XML;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.api.schema.Schema;
import jvirt.api.xml.Element;
import jvirt.api.xml.Watch;

/**
 * Documents held against their schema, where a client asks for it ({@code --validate}). The schemas are libvirt's, which come with
 * its client library; a host that has none gets the judgement of our records: what a record does not know is refused.
 *
 * @param schemas where the schemas are
 */
public record Validation(Path schemas) {
    /** Where libvirt's packages put them. */
    private static final List<Path> PLACES = List.of(Path.of("/usr/share/libvirt/schemas"), Path.of("/usr/local/share/libvirt/schemas"));

    /** Reading one takes longer than all that is done with it. */
    private static final Map<Path, Schema> READ = new ConcurrentHashMap<>();

    /** Holds a document against its schema if the client wants that; see {@link #check}. */
    public static void ifAsked(boolean asked, String schema, String document, Runnable reader) {
        if (asked) ofHost().check(schema, document, reader);
    }

    /** By the schemas that this host has. */
    public static Validation ofHost() {
        return new Validation(PLACES.stream().filter(Files::isDirectory).findFirst().orElse(PLACES.getFirst()));
    }

    /**
     * Returns if the document is valid.
     *
     * @param schema the schema's name, such as {@code domain}
     * @param reader reads the document into its record
     */
    public void check(String schema, String document, Runnable reader) {
        fault(schema, document, reader).ifPresent(fault -> {
            throw XML.error(XML_INVALID_SCHEMA, "Unable to validate doc against %s\n%s", file(schema), fault);
        });
    }

    private Optional<String> fault(String schema, String document, Runnable reader) {
        if (!Files.exists(file(schema))) return Watch.fault(reader);
        return READ.computeIfAbsent(file(schema), file -> Schema.read(file.toString(), this::text)).fault(Element.parse(document));
    }

    private Path file(String schema) {
        return schemas.resolve(schema + ".rng");
    }

    private String text(String file) {
        try {
            return Files.readString(schemas.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
