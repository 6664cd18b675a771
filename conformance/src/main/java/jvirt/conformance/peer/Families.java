package jvirt.conformance.peer;

import java.util.List;
import java.util.Optional;

/** The families that jvirt answers. */
public final class Families {
    /** In the order of the alphabet. */
    private static final List<Family> ALL = List.of(
            new StoragePoolCaps(),
            new StoragePoolXml2Xml(),
            new StorageVolXml2Xml());

    private Families() {}

    /** The family of this name, if jvirt answers it. */
    public static Optional<Family> named(String name) {
        return ALL.stream().filter(family -> family.name().equals(name)).findFirst();
    }
}
