package jvirt.api.snapshot;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.device.Disk.SnapshotMode;
import jvirt.api.xml.Element;
import jvirt.api.xml.XmlBinding;

/** Where the machine's memory is kept: {@code <memory>}. */
public record SnapshotMemory(SnapshotMode snapshot, Optional<String> file) {
    public static final SnapshotMemory NONE = new SnapshotMemory(SnapshotMode.NO, Optional.empty());
    public static final SnapshotMemory INTERNAL = new SnapshotMemory(SnapshotMode.INTERNAL, Optional.empty());

    /** What is said of it; empty where nothing is. */
    static Optional<SnapshotMemory> parse(Element snapshot) {
        Optional<Element> element = snapshot.child("memory");
        if (element.isEmpty()) return Optional.empty();
        Optional<SnapshotMode> mode = element.get().attribute("snapshot").map(_ -> mode(element.get()));
        Optional<String> file = element.get().attribute("file");
        if (mode.equals(Optional.of(SnapshotMode.MANUAL))) throw error("'manual' memory snapshot mode not supported");
        if (mode.isEmpty() && file.isEmpty()) return Optional.empty();
        SnapshotMode kept = mode.orElse(SnapshotMode.EXTERNAL);
        if (file.isPresent() && kept != SnapshotMode.EXTERNAL) {
            throw error("memory filename '%s' requires external snapshot", file.get());
        }
        if (file.isEmpty() && kept == SnapshotMode.EXTERNAL) throw error("external memory snapshots require a filename");
        if (file.isPresent() && !file.get().startsWith("/")) {
            throw error("memory snapshot file path (%s) must be absolute", file.get());
        }
        return Optional.of(new SnapshotMemory(kept, file));
    }

    private static SnapshotMode mode(Element element) {
        return XmlBinding.read(Mode.class, element).snapshot();
    }

    /** The attribute alone. */
    public record Mode(SnapshotMode snapshot) {}

    private static RuntimeException error(String detail, Object... args) {
        return ErrorDomain.DOMAIN_SNAPSHOT.error(XML_ERROR, detail, args);
    }
}
