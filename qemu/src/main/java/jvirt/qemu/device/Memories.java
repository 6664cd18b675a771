package jvirt.qemu.device;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;
import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.IdSet;
import jvirt.api.MemorySize;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MemoryBacking;
import jvirt.api.domain.Numa;
import jvirt.api.domain.NumaTune;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.json.Json;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;

/** The guest's memory: what it is made of on the host ({@code -object memory-backend-*}), and plugged modules. */
public final class Memories {
    /** KiB; the guest's ordinary pages. */
    private static final long PAGE = 4;

    private Memories() {}

    /**
     * A stretch of memory that wants a backend.
     *
     * @param cell the guest's NUMA cell, -1 where there is none
     * @param system it is all of the board's memory, whose migration name must not change
     */
    public record Stretch(String id, String alias, long sizeKib, int cell, boolean system, Optional<MemoryModule> module) {
        Optional<MemoryModule.Source> source() {
            return module.flatMap(MemoryModule::source);
        }

        Optional<String> path() {
            return source().flatMap(MemoryModule.Source::path);
        }

        boolean is(MemoryModule.Model model) {
            return module.filter(some -> some.model() == model).isPresent();
        }
    }

    /** @param needed no way around it: QEMU's plain {@code -numa mem=} would not say enough */
    public record Backend(Json.Obj props, boolean needed) {}

    /** Huge pages or not, and whether the memory is filled at once. */
    private record Pages(long sizeKib, boolean needed, boolean huge, boolean prealloc) {}

    private static MemoryBacking backing(Domain domain) {
        return domain.memoryBacking().orElse(MemoryBacking.NONE);
    }

    private static Pages pages(Stretch stretch, Domain domain, Resources resources) {
        long size = stretch.source().flatMap(MemoryModule.Source::pagesize).map(MemorySize::kib).orElse(0L);
        boolean needed = size != 0;
        boolean huge = size != 0;
        if (size == 0) {
            Optional<MemoryBacking.Page> own = hugePage(stretch.cell(), domain);
            needed = own.flatMap(MemoryBacking.Page::nodeset).isPresent();
            huge = own.isPresent() || needed;
            size = own.map(page -> page.size().kib()).orElse(0L);
            if (own.isEmpty() && backing(domain).hugepages().filter(pages -> pages.page().isEmpty()).isPresent()) huge = true;
        }
        if (size == PAGE) return new Pages(0, false, false, immediate(domain) || ownFile(stretch));
        if (huge && size == 0) {
            size = resources.hugePages().defaultSizeKib().orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR,
                    "hugetlbfs filesystem is not mounted or disabled by administrator config"));
        }
        boolean file = stretch.path().isPresent();
        boolean prealloc = immediate(domain) || (file ? ownFile(stretch) : huge);
        return new Pages(size, needed, huge, prealloc);
    }

    private static boolean immediate(Domain domain) {
        return backing(domain).allocation().flatMap(MemoryBacking.Allocation::mode)
                .filter(MemoryBacking.AllocationMode.IMMEDIATE::equals).isPresent();
    }

    /** A file of the module's own that is no persistent memory. */
    private static boolean ownFile(Stretch stretch) {
        return stretch.path().isPresent() && !stretch.source().map(MemoryModule.Source::pmem).orElse(false)
                && !stretch.is(MemoryModule.Model.VIRTIO_PMEM);
    }

    /** The pages that are listed for the cell, else those for all. */
    private static Optional<MemoryBacking.Page> hugePage(int cell, Domain domain) {
        List<MemoryBacking.Page> listed = backing(domain).hugepages().map(MemoryBacking.HugePages::page).orElse(List.of());
        return listed.stream().filter(page -> cell >= 0 && page.nodeset().filter(set -> set.contains(cell)).isPresent())
                .findFirst().or(() -> listed.stream().filter(page -> page.nodeset().isEmpty()).findFirst());
    }

    private static Optional<Numa.Cell> cell(int number, Domain domain) {
        List<Numa.Cell> cells = domain.cpu().flatMap(Cpu::numa).map(Numa::cell).orElse(List.of());
        return number >= 0 && number < cells.size() ? Optional.of(cells.get(number)) : Optional.empty();
    }

    /** The object behind a stretch of memory; {@code wanted} whether or not it could do without. */
    public static Backend backend(Stretch stretch, boolean wanted, Chassis chassis, Resources resources) {
        Domain domain = chassis.domain();
        MemoryBacking backing = backing(domain);
        Pages pages = pages(stretch, domain, resources);
        Optional<Numa.Cell> cell = cell(stretch.cell(), domain);
        Optional<MemoryBacking.AccessMode> access = stretch.module().flatMap(MemoryModule::access)
                .map(mode -> MemoryBacking.AccessMode.valueOf(mode.name()))
                .or(() -> cell.flatMap(Numa.Cell::memAccess))
                .or(() -> backing.access().map(MemoryBacking.Access::mode));
        Optional<Boolean> discard = stretch.module().flatMap(MemoryModule::discard).or(() -> cell.flatMap(Numa.Cell::discard))
                .map(YesNo::yes).or(() -> backing.discard() ? Optional.of(true) : Optional.empty());
        boolean memfd = source(backing, MemoryBacking.SourceType.MEMFD);
        boolean file = source(backing, MemoryBacking.SourceType.FILE);
        String type = stretch.is(MemoryModule.Model.SGX_EPC) ? "memory-backend-epc"
                : stretch.path().isEmpty() && memfd ? "memory-backend-memfd"
                : pages.huge || stretch.path().isPresent() || access.isPresent() || file ? "memory-backend-file"
                : "memory-backend-ram";
        Props props = Props.object(type, stretch.id());
        boolean shareable = type.equals("memory-backend-memfd") || type.equals("memory-backend-file");
        if (type.equals("memory-backend-memfd") && pages.huge) {
            props.flag("hugetlb", true).number("hugetlbsize", pages.sizeKib << 10);
        }
        if (type.equals("memory-backend-file")) {
            props.text("mem-path", stretch.path().orElseGet(() -> path(stretch, pages, chassis, resources)));
            if (stretch.path().isEmpty()) discard.ifPresent(yes -> props.flag("discard-data", yes));
        }
        if (shareable) access.ifPresent(mode -> props.flag("share", mode == MemoryBacking.AccessMode.SHARED));
        if (shareable && stretch.system() && chassis.can(QemuFlag.X_USE_CANONICAL_PATH_FOR_RAMBLOCK_ID)) {
            props.flag("x-use-canonical-path-for-ramblock-id", false);
        }
        allocation(props, stretch, pages, backing, chassis);
        props.number("size", stretch.sizeKib() * 1024)
                .positive("align", stretch.source().flatMap(MemoryModule.Source::alignsize).map(size -> size.kib() * 1024));
        persistent(props, stretch, chassis);
        boolean bound = bind(props, stretch, domain, resources);
        boolean needed = pages.needed || bound || stretch.path().isPresent() || access.isPresent() || file || memfd || wanted;
        return new Backend(props.json(), needed);
    }

    private static boolean source(MemoryBacking backing, MemoryBacking.SourceType type) {
        return backing.source().map(MemoryBacking.Source::type).filter(type::equals).isPresent();
    }

    /** Where on the host the memory is a file: among the huge pages of its size, or in the folder for it. */
    private static String path(Stretch stretch, Pages pages, Chassis chassis, Resources resources) {
        if (!pages.huge) {
            return resources.settings().memoryBacking().resolve(chassis.shortName()).resolve(stretch.alias()).toString();
        }
        return resources.hugePages().mount(pages.sizeKib).orElseThrow(() -> ErrorDomain.QEMU.error(INTERNAL_ERROR,
                "Unable to find any usable hugetlbfs mount for %d KiB", pages.sizeKib))
                .resolve("libvirt/qemu").resolve(chassis.shortName()).toString();
    }

    private static void allocation(Props props, Stretch stretch, Pages pages, MemoryBacking backing, Chassis chassis) {
        if (stretch.is(MemoryModule.Model.VIRTIO_MEM)) {
            if (chassis.can(QemuFlag.MEMORY_BACKEND_RESERVE)) props.flag("reserve", false);
            return;
        }
        if (stretch.is(MemoryModule.Model.SGX_EPC)) {
            props.flag("prealloc", true);
            return;
        }
        props.set("prealloc", pages.prealloc)
                .positive("prealloc-threads", backing.allocation().flatMap(MemoryBacking.Allocation::threads));
    }

    private static void persistent(Props props, Stretch stretch, Chassis chassis) {
        if (!stretch.source().map(MemoryModule.Source::pmem).orElse(false)) return;
        if (!chassis.can(QemuFlag.OBJECT_MEMORY_FILE_PMEM)) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "nvdimm pmem property is not available with this QEMU binary");
        }
        props.flag("pmem", true);
    }

    /** Binds the memory to nodes of the host; whether that was asked for this very stretch. */
    private static boolean bind(Props props, Stretch stretch, Domain domain, Resources resources) {
        Optional<NumaTune> tune = domain.numatune();
        Optional<NumaTune.MemNode> own = tune.flatMap(all -> all.memnode().stream()
                .filter(node -> node.cellid() == stretch.cell()).findFirst());
        Optional<NumaTune.Memory> common = tune.flatMap(NumaTune::memory);
        NumaTune.Mode mode = own.flatMap(NumaTune.MemNode::mode).or(() -> common.flatMap(NumaTune.Memory::mode))
                .orElse(NumaTune.Mode.STRICT);
        Optional<IdSet> listed = stretch.source().flatMap(MemoryModule.Source::nodemask).map(IdSet::parse);
        Optional<IdSet> nodes = listed.or(() -> own.map(NumaTune.MemNode::nodeset))
                .or(() -> common.flatMap(NumaTune.Memory::nodeset))
                .or(() -> common.flatMap(_ -> resources.placement()));
        nodes.ifPresent(set -> available(set, resources));
        if (nodes.isPresent() && mode != NumaTune.Mode.RESTRICTIVE) {
            props.nodes("host-nodes", nodes.get()).text("policy", mode == NumaTune.Mode.STRICT ? "bind" : Words.of(mode));
        }
        return listed.isPresent() || own.isPresent();
    }

    /** A node that the host does not have cannot give memory. */
    private static void available(IdSet nodes, Resources resources) {
        IdSet host = resources.host().nodes();
        nodes.stream().filter(node -> !host.contains(node)).findFirst().ifPresent(node -> {
            throw ErrorDomain.NONE.error(CONFIG_UNSUPPORTED, "NUMA node %d is unavailable", node);
        });
    }

    /** The backend on its own, or after the threads that fill it on the nodes it is bound to. */
    public static List<Part> things(Json.Obj backend, Chassis chassis) {
        boolean filled = backend.flag("prealloc") && backend.find("host-nodes").isPresent();
        if (!filled || !chassis.can(QemuFlag.THREAD_CONTEXT)) return List.of(new Part.Thing(backend));
        String threads = "tc-" + backend.string("id");
        return List.of(new Part.Thing(Props.object("thread-context", threads)
                        .json("node-affinity", backend.get("host-nodes")).json()),
                new Part.Thing(backend.with("prealloc-context", threads)));
    }

    /** A module: its backend, and the device where it is one. */
    public static List<Part> parts(MemoryModule module, Chassis chassis, Resources resources) {
        String alias = Chassis.alias(module);
        int cell = module.target().node().orElse(-1);
        Stretch stretch = new Stretch("mem" + alias, alias, module.target().size().kib(), cell, false, Optional.of(module));
        List<Part> parts = new ArrayList<>(things(backend(stretch, true, chassis, resources).props(), chassis));
        if (module.model() != MemoryModule.Model.SGX_EPC) {
            parts.add(new Part.Front(device(module, pages(stretch, chassis.domain(), resources), chassis)));
        }
        return parts;
    }

    private static Json.Obj device(MemoryModule module, Pages pages, Chassis chassis) {
        String alias = Chassis.alias(module);
        MemoryModule.Target target = module.target();
        Props props = Props.device(switch (module.model()) {
            case DIMM -> "pc-dimm";
            case NVDIMM -> "nvdimm";
            case VIRTIO_PMEM -> "virtio-pmem-pci";
            case VIRTIO_MEM -> "virtio-mem-pci";
            case SGX_EPC -> throw new IllegalArgumentException("enclave memory is no device");
        });
        props.number("node", target.node())
                .positive("label-size", target.label().map(label -> label.size().kib() * 1024))
                .positive("block-size", target.block().map(size -> size.kib() * 1024))
                .positive("requested-size", target.requested().map(size -> size.kib() * 1024))
                .uuid("uuid", module.uuid())
                .set("unarmed", target.readonly())
                .text("memdev", "mem" + alias)
                .set("prealloc", module.model() == MemoryModule.Model.VIRTIO_MEM && pages.prealloc
                        && chassis.can(QemuFlag.DEVICE_VIRTIO_MEM_PCI_PREALLOC))
                .text("id", alias);
        return chassis.place(props, module).json();
    }
}
