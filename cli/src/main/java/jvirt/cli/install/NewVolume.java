package jvirt.cli.install;

import java.util.Optional;
import jvirt.cli.xml.Draft;

/**
 * A volume to be made.
 *
 * @param sparse takes its space when it is written, not before
 * @param backing the image below it
 */
record NewVolume(String name, long capacity, boolean sparse, Optional<String> format, Optional<String> backing, Optional<String> backingFormat) {

    /** The document for {@code virStorageVolCreateXML}. */
    String xml() {
        Draft volume = new Draft("volume");
        volume.set("name", name);
        volume.set("capacity", Long.toString(capacity));
        volume.set("allocation", Long.toString(sparse ? 0 : capacity));
        format.ifPresent(type -> {
            volume.set("target/format/@type", type);
            if (type.equals("qcow2")) volume.reach("target/features/lazy_refcounts");
        });
        backing.ifPresent(path -> volume.set("backingStore/path", path));
        backingFormat.ifPresent(type -> volume.set("backingStore/format/@type", type));
        return volume.toXml();
    }
}
