package jvirt.daemon.access;

import java.util.Map;
import java.util.Optional;

/**
 * What a call acts on.
 *
 * @param kind libvirt's word: {@code domain}, {@code network}, {@code storage-pool}, {@code secret}, {@code nwfilter}, {@code
 *     interface}, {@code node-device}. What belongs to one of these (a snapshot, a port, a volume) is this one
 * @param part what of it is meant, where a word of libvirt's names that too
 */
public record Target(String kind, String name, Optional<Part> part) {
    /**
     * A part of an object.
     *
     * @param object {@code storage-vol}, {@code network-port}, {@code nwfilter-binding}; of an interface that itself
     * @param details what is known of it, in the words that libvirt has for polkit
     */
    public record Part(String object, Map<String, String> details) {}

    public Target(String kind, String name) {
        this(kind, name, Optional.empty());
    }

    Target with(String object, Map<String, String> details) {
        return new Target(kind, name, Optional.of(new Part(object, details)));
    }

    /** libvirt's word for what is meant. */
    String object() {
        return part.map(Part::object).orElse(kind);
    }
}
