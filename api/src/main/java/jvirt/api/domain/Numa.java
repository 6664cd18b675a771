package jvirt.api.domain;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.IdSet;
import jvirt.api.MemorySize;
import jvirt.api.xml.ByElement;
import jvirt.api.xml.Element;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Units;
import jvirt.api.xml.Wrapped;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.XmlWriter;
import jvirt.api.xml.YesNo;

/** The guest's NUMA cells, {@code <numa>}. */
public record Numa(List<Cell> cell, Optional<Interconnects> interconnects) {
    public Numa {
        cell = numbered(cell);
    }

    /** Cells in the order of their numbers; one without a number has that of its place. */
    private static List<Cell> numbered(List<Cell> written) {
        Cell[] cells = new Cell[written.size()];
        for (int place = 0; place < cells.length; place++) {
            int id = written.get(place).id().orElse(place);
            if (id < 0 || id >= cells.length) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "Exactly one 'cell' element per guest NUMA cell allowed, "
                        + "non-contiguous ranges or ranges not starting from 0 are not allowed");
            }
            if (cells[id] != null) {
                throw ErrorDomain.DOMAIN.error(XML_ERROR, "Duplicate NUMA cell info for cell id '%d'", id);
            }
            cells[id] = written.get(place).withId(id);
            refuseOverlap(cells, id);
        }
        return List.of(cells);
    }

    private static void refuseOverlap(Cell[] cells, int id) {
        for (int other = 0; other < cells.length; other++) {
            if (other == id || cells[other] == null) continue;
            Optional<IdSet> cpus = cells[other].cpus();
            if (cpus.isPresent() && cells[id].cpus().filter(cpus.get()::overlaps).isPresent()) {
                throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED, "NUMA cells %d and %d have overlapping vCPU ids", id, other);
            }
        }
    }

    /** One cell. */
    public record Cell(Optional<Integer> id, Optional<IdSet> cpus, MemorySize memory,
            Optional<MemoryBacking.AccessMode> memAccess, Optional<YesNo> discard, List<Sibling> distances,
            List<Cache> cache) {
        public static Cell parse(Element element) {
            Head head = XmlBinding.read(Head.class, element);
            return new Cell(head.id, head.cpus.filter(set -> !set.isEmpty()), MemorySize.parse(element, "memory"),
                    head.memAccess, head.discard, head.sibling, head.cache);
        }

        public void format(XmlWriter writer) {
            id.ifPresent(number -> writer.attribute("id", number));
            cpus.ifPresent(set -> writer.attribute("cpus", set));
            writer.attribute("memory", memory.kib()).attribute("unit", "KiB");
            memAccess.ifPresent(mode -> writer.attribute("memAccess", mode.name().toLowerCase(Locale.ROOT)));
            discard.ifPresent(yes -> writer.attribute("discard", yes.yes() ? "yes" : "no"));
            if (!distances.isEmpty()) {
                writer.start("distances");
                distances.forEach(sibling -> XmlBinding.write("sibling", sibling, writer));
                writer.end();
            }
            cache.forEach(one -> XmlBinding.write("cache", one, writer));
        }

        /** What of the element needs no unit. */
        public record Head(Optional<Integer> id, Optional<IdSet> cpus, Optional<MemoryBacking.AccessMode> memAccess,
                Optional<YesNo> discard, @Wrapped("distances") List<Sibling> sibling, List<Cache> cache) {}

        public Cell withCpus(Optional<IdSet> changed) {
            return new Cell(id, changed, memory, memAccess, discard, distances, cache);
        }

        public Cell withId(int number) {
            return new Cell(Optional.of(number), cpus, memory, memAccess, discard, distances, cache);
        }
    }

    public record Sibling(int id, int value) {}

    public enum Associativity { NONE, DIRECT, FULL }

    public enum CachePolicy { NONE, WRITEBACK, WRITETHROUGH }

    /** A cache at the side of memory. */
    public record Cache(int level, Optional<Associativity> associativity, Optional<CachePolicy> policy, CacheSize size,
            Optional<CacheLine> line) {}

    /** A size in KiB in the attribute {@code value}. */
    public record CacheSize(long kib) {
        public static CacheSize parse(Element element) {
            return new CacheSize(Units.kib(element, element.required("value"), element.attribute("unit")));
        }

        public void format(XmlWriter writer) {
            writer.attribute("value", kib).attribute("unit", "KiB");
        }
    }

    /** A size in bytes in the attribute {@code value}. */
    public record CacheLine(long bytes) {
        public static CacheLine parse(Element element) {
            return new CacheLine(Units.bytes(element, element.required("value"),
                    Optional.of(element.attribute("unit").orElse("KiB"))));
        }

        public void format(XmlWriter writer) {
            writer.attribute("value", bytes).attribute("unit", "B");
        }
    }

    /** How fast which cell reaches which memory. */
    public record Interconnects(List<Link> link) {}

    public enum Access { ACCESS, READ, WRITE }

    @ByElement
    public sealed interface Link {
        @Is("latency")
        record Latency(int initiator, int target, Optional<Integer> cache, Access type, long value) implements Link {}

        @Is("bandwidth")
        record Bandwidth(int initiator, int target, Optional<Integer> cache, Access type, @Inline Rate rate)
                implements Link {}
    }

    /** A bandwidth, kept in KiB a second. */
    public record Rate(long kib) {
        public static Rate parse(Element element) {
            return new Rate(Units.kib(element, element.required("value"), element.attribute("unit")));
        }

        public void format(XmlWriter writer) {
            writer.attribute("value", kib).attribute("unit", "KiB");
        }
    }
}
