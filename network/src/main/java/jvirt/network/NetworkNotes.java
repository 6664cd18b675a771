package jvirt.network;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.NO_NETWORK_METADATA;
import static jvirt.api.ErrorDomain.NETWORK;

import java.util.Optional;
import jvirt.api.network.Network;
import jvirt.api.xml.Metadata;

/** What people and applications have noted with a network: {@code <title>}, {@code <description>}, {@code <metadata>}. */
public final class NetworkNotes {
    /** In the order of {@code virNetworkMetadataType}. */
    public enum Kind {
        DESCRIPTION, TITLE, ELEMENT;

        /** The kind of this number, or libvirt's error. */
        public static Kind of(int number) {
            if (number < 0 || number >= values().length) throw NETWORK.error(INVALID_ARG, "unknown metadata type '%d'", number);
            return values()[number];
        }
    }

    /** A note as a client gives it: without text it is taken away; prefix and namespace are those of an element. */
    public record Note(Kind kind, Optional<String> text, Optional<String> key, Optional<String> uri) {
        public Note {
            if (kind == Kind.TITLE && text.orElse("").contains("\n")) {
                throw NETWORK.error(INVALID_ARG, "metadata title can't contain newlines");
            }
            boolean element = kind == Kind.ELEMENT;
            demand(uri, "uri", element);
            if (!element || text.isPresent()) demand(key, "key", element);
        }

        private static void demand(Optional<String> argument, String name, boolean there) {
            if (argument.isPresent() == there) return;
            throw NETWORK.error(INVALID_ARG, "%s in virNetworkSetMetadata must %sbe NULL", name, there ? "not " : "");
        }

        /** The network with this note. */
        Network on(Network network) {
            Optional<String> given = text.filter(some -> !some.isEmpty());
            return switch (kind) {
                case DESCRIPTION -> network.withDescription(given);
                case TITLE -> network.withTitle(given);
                case ELEMENT -> network.withMetadata(Metadata.with(network.metadata(), given, key.orElse(""), uri.orElseThrow()));
            };
        }
    }

    private NetworkNotes() {}

    /** What is noted, or libvirt's error that nothing is. */
    static String find(Network network, Kind kind, Optional<String> uri) {
        Optional<String> found = switch (kind) {
            case DESCRIPTION -> network.description();
            case TITLE -> network.title();
            case ELEMENT -> network.metadata().flatMap(all -> uri.flatMap(all::of));
        };
        return found.orElseThrow(() -> NETWORK.error(NO_NETWORK_METADATA, "Requested metadata element is not present"));
    }
}
