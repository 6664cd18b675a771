package jvirt.api.domain;

import static jvirt.api.ErrorCode.XML_DETAIL;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.IdSet;
import jvirt.api.MemorySize;
import jvirt.api.xml.Element;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.XmlWriter;

/** What the host's memory behind the guest's is like, {@code <memoryBacking>}. */
public record MemoryBacking(
        @KeepEmpty Optional<HugePages> hugepages,
        boolean nosharepages,
        boolean locked,
        Optional<Source> source,
        Optional<Access> access,
        Optional<Allocation> allocation,
        boolean discard) {

    public static final MemoryBacking NONE = new MemoryBacking(Optional.empty(), false, false, Optional.empty(),
            Optional.empty(), Optional.empty(), false);

    /** Huge pages: of the host's default size where no page is listed. */
    public record HugePages(List<Page> page) {}

    /** One size of pages, for some or all of the guest's NUMA cells. */
    public record Page(MemorySize size, Optional<IdSet> nodeset) {
        public static Page parse(Element element) {
            MemorySize size = MemorySize.parse(element, "size");
            if (size.kib() == 0) {
                throw ErrorDomain.DOMAIN.error(XML_DETAIL, "hugepage size can't be zero");
            }
            return new Page(size, element.attribute("nodeset").map(IdSet::parse));
        }

        public void format(XmlWriter writer) {
            writer.attribute("size", size.kib()).attribute("unit", "KiB");
            nodeset.ifPresent(set -> writer.attribute("nodeset", set));
        }
    }

    public enum SourceType { FILE, ANONYMOUS, MEMFD }

    public record Source(SourceType type) {}

    /** Whether others see what is written to the memory. */
    public enum AccessMode { SHARED, PRIVATE }

    public record Access(AccessMode mode) {}

    public enum AllocationMode { IMMEDIATE, ONDEMAND }

    public record Allocation(Optional<AllocationMode> mode, Optional<Integer> threads) {
        public Allocation {
            threads = threads.filter(count -> count > 0);
        }
    }
}
