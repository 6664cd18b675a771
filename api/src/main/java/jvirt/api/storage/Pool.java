package jvirt.api.storage;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.NO_SUPPORT;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.api.ErrorDomain;
import jvirt.api.storage.PoolType.Part;
import jvirt.api.xml.Element;
import jvirt.api.xml.Uuids;
import jvirt.api.xml.View;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;

/**
 * A storage pool, {@code <pool>}.
 *
 * @param copyOnWrite whether files are made with it, on a file system that can choose
 * @param refreshAllocation how a volume's allocation is found: {@code default} or {@code capacity}
 * @param options words for the program behind the pool, in a namespace of their own
 */
public record Pool(PoolType type, String name, UUID uuid, Usage usage, Optional<Boolean> copyOnWrite, PoolSource source,
        PoolTarget target, Optional<String> refreshAllocation, Optional<PoolOptions> options) {

    /** How full a pool is, in bytes. */
    public record Usage(long capacity, long allocation, long available) {
        public static final Usage UNKNOWN = new Usage(0, 0, 0);
    }

    /** What a pool tells of itself: its documents may say it, and nobody takes their word. */
    private static final List<String> FIGURES = List.of("capacity", "allocation", "available");

    /** A pool from its document. */
    public static Pool parse(String document) {
        return parse(Element.parse(document, "pool"));
    }

    public static Pool parse(Element element) {
        String word = element.required("type");
        PoolType type = PoolType.named(word).orElseThrow(() -> ErrorDomain.XML.error(XML_ERROR,
                "Invalid value for attribute 'type' in element 'pool': '%s'.", word));
        PoolSource source = element.child("source").map(child -> PoolSource.parse(child, type))
                .orElseGet(() -> PoolSource.absent(type));
        String name = text(element, "name").or(() -> type.has(Part.NAMED) ? source.name() : Optional.empty())
                .orElseThrow(() -> error("missing pool source name element"));
        if (name.contains("/")) throw error("name %s cannot contain '/'", name);
        UUID uuid = text(element, "uuid").map(Pool::uuid).orElseGet(UUID::randomUUID);
        Optional<Boolean> copyOnWrite = copyOnWrite(element, type);
        FIGURES.forEach(element::child);
        PoolSource checked = check(source, type, name);
        return new Pool(type, name, uuid, Usage.UNKNOWN, copyOnWrite, checked, target(element, type, checked),
                refreshAllocation(element), PoolOptions.parse(element, type));
    }

    private static Optional<String> text(Element element, String child) {
        return element.child(child).map(Element::text).filter(text -> !text.isEmpty());
    }

    private static RuntimeException error(String detail, Object... args) {
        return ErrorDomain.STORAGE.error(XML_ERROR, detail, args);
    }

    private static UUID uuid(String text) {
        return Uuids.parse(text).orElseThrow(() -> error("malformed uuid element"));
    }

    private static Optional<Boolean> copyOnWrite(Element element, PoolType type) {
        Optional<String> state = element.child("features").flatMap(child -> child.child("cow"))
                .flatMap(cow -> cow.attribute("state"));
        if (state.isEmpty()) return Optional.empty();
        if (!state.get().equals("yes") && !state.get().equals("no")) {
            throw ErrorDomain.XML.error(XML_ERROR, "Invalid value for attribute 'state' in element 'cow': '%s'. Expected %s",
                    state.get(), "'yes' or 'no'");
        }
        if (type != PoolType.FS && type != PoolType.DIR) {
            throw ErrorDomain.STORAGE.error(NO_SUPPORT, "cow feature may only be used for 'fs' and 'dir' pools");
        }
        return state.map("yes"::equals);
    }

    /** What this kind of pool must have; a named source is called as the pool when nothing else is said. */
    private static PoolSource check(PoolSource source, PoolType type, String name) {
        if (type.has(Part.HOST) && source.hosts().isEmpty()) throw error("missing storage pool source host name");
        if (type.has(Part.DIRECTORY) && source.directory().isEmpty()) throw error("missing storage pool source path");
        if (type.has(Part.ADAPTER) && source.adapter().isEmpty()) throw Adapter.missing();
        if (type.isOnly(Part.DEVICE) && source.devices().isEmpty()) throw error("missing storage pool source device name");
        if (type == PoolType.ISCSI_DIRECT && source.initiator().isEmpty()) {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "missing initiator IQN");
        }
        return type.has(Part.NAMED) && source.name().isEmpty() ? source.withName(Optional.of(name)) : source;
    }

    private static PoolTarget target(Element element, PoolType type, PoolSource source) {
        if (!type.hasTarget()) return PoolTarget.ABSENT;
        String path = switch (type) {
            case LOGICAL -> "/dev/" + source.name().orElseThrow();
            case ZFS -> "/dev/zvol/" + source.name().orElseThrow();
            default -> element.child("target").flatMap(target -> text(target, "path"))
                    .orElseThrow(() -> error("missing storage pool target path"));
        };
        Permissions permissions = element.child("target").flatMap(target -> target.child("permissions"))
                .map(Permissions::parse).orElse(Permissions.ABSENT);
        return new PoolTarget(Optional.of(Paths.sanitize(path)), permissions);
    }

    private static Optional<String> refreshAllocation(Element element) {
        Optional<String> word = element.child("refresh").flatMap(refresh -> refresh.child("volume"))
                .flatMap(volume -> volume.attribute("allocation")).filter(text -> !text.isEmpty());
        word.filter(text -> !text.equals("default") && !text.equals("capacity")).ifPresent(text -> {
            throw ErrorDomain.STORAGE.error(CONFIG_UNSUPPORTED, "unknown storage pool volume refresh allocation type %s", text);
        });
        return word;
    }

    /** The folder or device folder of the pool. */
    public String path() {
        return target.path().orElseThrow(() -> new IllegalStateException(type + " pools have no path"));
    }

    public Pool withUsage(Usage now) {
        return new Pool(type, name, uuid, now, copyOnWrite, source, target, refreshAllocation, options);
    }

    public Pool withPermissions(Permissions now) {
        return new Pool(type, name, uuid, usage, copyOnWrite, source, new PoolTarget(target.path(), now), refreshAllocation,
                options);
    }

    /** The pool's document. */
    public String format() {
        return XmlBinding.format("pool", this, View.INACTIVE);
    }

    public void format(XmlWriter writer) {
        writer.attribute("type", type.word());
        options.ifPresent(some -> some.declare(writer));
        writer.element("name", name).element("uuid", uuid);
        ByteSize.format(writer, "capacity", "bytes", usage.capacity);
        ByteSize.format(writer, "allocation", "bytes", usage.allocation);
        ByteSize.format(writer, "available", "bytes", usage.available);
        copyOnWrite.ifPresent(yes ->
                writer.start("features").start("cow").attribute("state", yes ? "yes" : "no").end().end());
        source.write(writer, type);
        if (type.hasTarget()) target.write(writer);
        refreshAllocation.ifPresent(word ->
                writer.start("refresh").start("volume").attribute("allocation", word).end().end());
        options.ifPresent(some -> some.write(writer));
    }

    /** The sources that a search found, {@code <sources>}. */
    public static String formatSources(List<PoolSource> sources, PoolType type) {
        XmlWriter writer = new XmlWriter(View.INACTIVE);
        writer.start("sources").content();
        sources.forEach(source -> source.write(writer, type));
        return writer.end().toString();
    }
}
