package jvirt.api.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jvirt.api.ErrorDomain;
import jvirt.api.xml.Element;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/**
 * A volume of a pool, {@code <volume>}.
 *
 * @param key what it is known by, whatever its pool is called; given by the pool
 * @param extents where on the host's devices it lies
 * @param capacity bytes that a guest sees
 * @param allocation bytes that it takes, where it was said; else as much as its capacity
 * @param physical bytes of the file itself, where known
 */
public record Volume(Type type, String name, Optional<String> key, List<Extent> extents, long capacity,
        Optional<Long> allocation, Optional<Long> physical, Target target, Optional<Target> backing) {

    /** What a volume is to the host. */
    public enum Type {
        FILE, BLOCK, DIR, NETWORK, NETDIR, PLOOP;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A run of bytes on a device of the pool's. */
    public record Extent(String device, long start, long end) {}

    /** What a qcow2 image can do beyond its age. */
    public enum Feature {
        LAZY_REFCOUNTS, EXTENDED_L2;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** When a file was used, in seconds, with nanoseconds where there are any. */
    public record Timestamps(String accessed, String modified, String changed, Optional<String> born) {}

    /** The bytes themselves: {@code <target>} of a volume, {@code <backingStore>} of what it stands on. */
    public record Target(Optional<String> path, Optional<String> format, Permissions permissions,
            Optional<Timestamps> timestamps, Optional<Encryption> encryption, Optional<String> compat, boolean noCopyOnWrite,
            Optional<Long> clusterSize, Optional<Set<Feature>> features) {

        /** The format, where it is an image's. */
        public Optional<ImageFormat> imageFormat() {
            return format.flatMap(ImageFormat::named);
        }

        public Target withPath(String now) {
            return new Target(Optional.of(now), format, permissions, timestamps, encryption, compat, noCopyOnWrite, clusterSize,
                    features);
        }

        public Target withFormat(Optional<String> now) {
            return new Target(path, now, permissions, timestamps, encryption, compat, noCopyOnWrite, clusterSize, features);
        }

        /** The same with what the host says of the file. */
        public Target withFile(Permissions owned, Timestamps used) {
            return new Target(path, format, owned, Optional.of(used), encryption, compat, noCopyOnWrite, clusterSize, features);
        }

        private void write(XmlWriter writer, String name, PoolType type) {
            writer.start(name).content();
            path.ifPresent(text -> writer.element("path", text));
            if (!type.volumeFormats().isEmpty()) {
                writer.start("format").attribute("type", format.orElseThrow()).end();
            }
            permissions.write(writer);
            timestamps.ifPresent(times -> {
                writer.start("timestamps").element("atime", times.accessed).element("mtime", times.modified)
                        .element("ctime", times.changed);
                times.born.ifPresent(time -> writer.element("btime", time));
                writer.end();
            });
            encryption.ifPresent(value -> XmlBinding.write("encryption", value, writer));
            compat.ifPresent(version -> writer.element("compat", version));
            clusterSize.ifPresent(size -> ByteSize.format(writer, "clusterSize", "B", size));
            features.ifPresent(set -> {
                writer.start("features");
                set.forEach(feature -> writer.element(feature.word()));
                writer.end();
            });
            writer.end();
        }
    }

    /** Whether a document may leave the capacity out. */
    public enum CapacityNeed {
        /** It must be there. */
        ALWAYS,
        /** It may come from the backing store. */
        UNLESS_BACKED,
        /** It may come from the volume that is copied. */
        NEVER
    }

    /** A volume of a pool of this kind from its document. */
    public static Volume parse(String document, PoolType type, CapacityNeed need) {
        return parse(Element.parse(document, "volume"), type, need);
    }

    static Volume parse(Element element, PoolType type, CapacityNeed need) {
        String name = text(element, "name").orElseThrow(() -> error("missing volume name element"));
        Type kind = element.attribute("type").filter(word -> !word.isEmpty()).map(Volume::type).orElse(Type.FILE);
        Optional<Target> backing = element.child("backingStore").filter(child -> text(child, "path").isPresent())
                .map(child -> backing(child, type));
        Optional<Element> capacity = element.child("capacity").filter(child -> !child.text().isEmpty());
        if (capacity.isEmpty() && (need == CapacityNeed.ALWAYS || need == CapacityNeed.UNLESS_BACKED && backing.isEmpty())) {
            throw error("missing capacity element");
        }
        return new Volume(kind, name, text(element, "key"), List.of(), capacity.map(ByteSize::parse).orElse(0L),
                element.child("allocation").filter(child -> !child.text().isEmpty()).map(ByteSize::parse), Optional.empty(),
                target(element.child("target").orElseGet(() -> Element.of("target", Map.of(), List.of())), type),
                backing);
    }

    private static RuntimeException error(String detail, Object... args) {
        return ErrorDomain.STORAGE.error(XML_ERROR, detail, args);
    }

    private static Optional<String> text(Element element, String child) {
        return element.child(child).map(Element::text).filter(text -> !text.isEmpty());
    }

    private static Type type(String word) {
        return Arrays.stream(Type.values()).filter(type -> type.word().equals(word)).findFirst()
                .orElseThrow(() -> ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown volume type '%s'", word));
    }

    private static Target backing(Element element, PoolType type) {
        return new Target(text(element, "path"), format(element, type), permissions(element), Optional.empty(),
                Optional.empty(), Optional.empty(), false, Optional.empty(), Optional.empty());
    }

    private static Target target(Element element, PoolType type) {
        Optional<Element> features = element.child("features");
        Optional<String> compat = text(element, "compat");
        compat.filter(version -> !version.matches("[0-9]+\\.[0-9]+")).ifPresent(_ -> {
            throw error("forbidden characters in 'compat' attribute");
        });
        return new Target(text(element, "path"), format(element, type), permissions(element), Optional.empty(),
                element.child("encryption").map(Encryption::parse),
                compat.or(() -> features.map(_ -> "1.1")), element.child("nocow").isPresent(),
                element.child("clusterSize").map(ByteSize::parse).filter(size -> size != 0), features.map(Volume::features));
    }

    private static Permissions permissions(Element element) {
        return element.child("permissions").map(Permissions::parse).orElse(Permissions.ABSENT);
    }

    private static Optional<String> format(Element element, PoolType type) {
        Optional<String> format = element.child("format").flatMap(child -> child.attribute("type")).filter(s -> !s.isEmpty());
        if (type.volumeFormats().isEmpty()) return Optional.empty();
        format.filter(word -> !type.allowsVolumeFormat(word)).ifPresent(word -> {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown volume format type %s", word);
        });
        return format.or(type::defaultVolumeFormat);
    }

    private static Set<Feature> features(Element element) {
        Set<Feature> features = EnumSet.noneOf(Feature.class);
        for (Element child : element.children()) {
            features.add(Arrays.stream(Feature.values()).filter(f -> f.word().equals(child.name())).findFirst()
                    .orElseThrow(() -> ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unsupported feature %s", child.name())));
        }
        return features;
    }

    /** Bytes that it takes or shall take. */
    public long allocated() {
        return allocation.orElse(capacity);
    }

    /** Where the bytes are. */
    public String path() {
        return target.path().orElseThrow(() -> new IllegalStateException("volume " + name + " has no path"));
    }

    public Volume withPlace(Type kind, String newKey, String path) {
        return new Volume(kind, name, Optional.of(newKey), extents, capacity, allocation, physical, target.withPath(path),
                backing);
    }

    public Volume withSizes(long newCapacity, long newAllocation, Optional<Long> newPhysical) {
        return new Volume(type, name, key, extents, newCapacity, Optional.of(newAllocation), newPhysical, target, backing);
    }

    public Volume withCapacity(long now) {
        return new Volume(type, name, key, extents, now, allocation, physical, target, backing);
    }

    public Volume withTarget(Target now) {
        return new Volume(type, name, key, extents, capacity, allocation, physical, now, backing);
    }

    public Volume withBacking(Optional<Target> now) {
        return new Volume(type, name, key, extents, capacity, allocation, physical, target, now);
    }

    /** The volume's document, as its pool's kind prints it. */
    public String format(PoolType pool) {
        XmlWriter writer = new XmlWriter(View.INACTIVE);
        writer.start("volume").attribute("type", type.word()).element("name", name);
        key.ifPresent(text -> writer.element("key", text));
        if (!extents.isEmpty()) writeExtents(writer);
        ByteSize.format(writer, "capacity", "bytes", capacity);
        ByteSize.format(writer, "allocation", "bytes", allocated());
        physical.filter(bytes -> bytes != 0).ifPresent(bytes -> ByteSize.format(writer, "physical", "bytes", bytes));
        target.write(writer, "target", pool);
        backing.ifPresent(store -> store.write(writer, "backingStore", pool));
        return writer.end().toString();
    }

    private void writeExtents(XmlWriter writer) {
        writer.start("source");
        Optional<String> device = Optional.empty();
        for (Extent extent : extents) {
            if (!device.equals(Optional.of(extent.device))) {
                if (device.isPresent()) writer.end();
                device = Optional.of(extent.device);
                writer.start("device").attribute("path", extent.device);
            }
            writer.start("extent").attribute("start", extent.start).attribute("end", extent.end).end();
        }
        writer.end().end();
    }
}
