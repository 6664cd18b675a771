package jvirt.api.storage;

import java.util.Optional;
import jvirt.api.xml.XmlWriter;

/** Where a pool is in the host's file tree: {@code <target>}. */
public record PoolTarget(Optional<String> path, Permissions permissions) {
    static final PoolTarget ABSENT = new PoolTarget(Optional.empty(), Permissions.ABSENT);

    void write(XmlWriter writer) {
        writer.start("target").content();
        path.ifPresent(text -> writer.element("path", text));
        permissions.write(writer);
        writer.end();
    }
}
