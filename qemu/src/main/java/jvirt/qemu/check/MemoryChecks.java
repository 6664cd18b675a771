package jvirt.qemu.check;

import static jvirt.qemu.check.Refusals.COMMON;
import static jvirt.qemu.check.Refusals.DRIVER;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jvirt.api.IdSet;
import jvirt.api.domain.Cpu;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.MemoryBacking;
import jvirt.api.domain.Numa;
import jvirt.api.domain.NumaTune;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.MemoryModule;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.caps.QemuFlag;
import jvirt.qemu.definition.Setting;

/** Refuses memory that cannot be: modules without room, huge pages that contradict each other, cells that are not there. */
public final class MemoryChecks {
    private MemoryChecks() {}

    static void apply(Domain domain, Setting setting) {
        modules(domain);
        domain.memoryBacking().filter(backing -> backing.hugepages().isPresent())
                .ifPresent(backing -> hugePages(backing, setting));
        domain.numatune().ifPresent(tune -> tuning(tune, cells(domain)));
        boolean hmat = domain.cpu().flatMap(Cpu::numa).filter(numa -> numa.interconnects().isPresent()
                || numa.cell().stream().anyMatch(cell -> !cell.cache().isEmpty())).isPresent();
        DRIVER.unsupported(hmat && !setting.can(QemuFlag.NUMA_HMAT), "HMAT is not supported with this QEMU");
    }

    static List<Numa.Cell> cells(Domain domain) {
        return domain.cpu().flatMap(Cpu::numa).map(Numa::cell).orElse(List.of());
    }

    private static void modules(Domain domain) {
        List<MemoryModule> modules = domain.devices().memories();
        if (domain.maxMemory().isEmpty()) {
            DRIVER.unsupported(!modules.isEmpty(),
                    "cannot use/hotplug a memory device when domain 'maxMemory' is not defined");
            return;
        }
        DRIVER.unsupported(cells(domain).isEmpty() && !domain.os().type().arch().orElse("").startsWith("ppc64"),
                "At least one numa node has to be configured when enabling memory hotplug");
        int slots = domain.maxMemory().flatMap(MaxMemory::slots).orElse(0);
        DRIVER.unsupported(modules.size() > slots, "memory device count '%d' exceeds slots count '%d'", modules.size(), slots);
        long plugged = 0;
        for (MemoryModule module : modules) {
            plugged += module.target().size().kib();
            place(module, domain, slots);
        }
        long initial = domain.memory().orElseThrow().size().kib() - plugged;
        DRIVER.unsupported(plugged > domain.maxMemory().get().size().kib() - initial,
                "memory device total size exceeds hotplug space");
    }

    private static void place(MemoryModule module, Domain domain, int slots) {
        Address address = module.address().orElse(null);
        boolean nodeless = module.target().node().isEmpty() && !cells(domain).isEmpty();
        switch (module.model()) {
            case DIMM, NVDIMM -> {
                DRIVER.unsupported(address != null && !(address instanceof Address.Dimm),
                        "only 'dimm' addresses are supported for the pc-dimm device");
                DRIVER.unsupported(nodeless, "target NUMA node needs to be specified for memory device");
                int slot = address instanceof Address.Dimm(int number, _) ? number : 0;
                DRIVER.unsupported(slot >= slots, "memory device slot '%d' exceeds slots count '%d'", slot, slots);
                long same = domain.devices().memories().stream()
                        .filter(other -> other.address().orElse(null) instanceof Address.Dimm(int number, _) && number == slot)
                        .count();
                DRIVER.unsupported(same > 1, "memory device slot '%d' is already being used by another memory device", slot);
            }
            case VIRTIO_PMEM -> DRIVER.unsupported(address != null && !(address instanceof Address.Pci),
                    "only 'pci' addresses are supported for the virtio-pmem device");
            case VIRTIO_MEM -> {
                DRIVER.unsupported(address != null && !(address instanceof Address.Pci),
                        "only 'pci' addresses are supported for the %s device", XmlBinding.word(module.model()));
                DRIVER.unsupported(nodeless, "target NUMA node needs to be specified for memory device");
            }
            case SGX_EPC -> { }
        }
    }

    /** One module for itself. */
    public static void module(MemoryModule module, Domain domain) {
        String model = XmlBinding.word(module.model());
        int cells = cells(domain).size();
        Optional<Integer> node = module.target().node();
        boolean path = module.source().flatMap(MemoryModule.Source::path).isPresent();
        boolean discard = module.discard().equals(Optional.of(YesNo.YES));
        COMMON.plain(node.isPresent() && cells == 0, "can't add memory backend as guest has no NUMA nodes configured");
        COMMON.plain(node.isPresent() && node.get() >= cells, "can't add memory backend for guest node '%d' as the guest has "
                + "only '%d' NUMA nodes configured", node.orElse(0), cells);
        switch (module.model()) {
            case NVDIMM -> {
                COMMON.plain(!path, "path is required for model 'nvdimm'");
                COMMON.unsupported(discard, "discard is not supported for nvdimms");
                COMMON.unsupported(module.uuid().isPresent() && !domain.os().type().arch().orElse("").startsWith("ppc64"),
                        "UUID is not supported for NVDIMM device");
            }
            case VIRTIO_PMEM -> {
                COMMON.plain(!path, "path is required for model '%s'", model);
                COMMON.unsupported(discard, "discard is not supported for model '%s'", model);
                COMMON.unsupported(!module.access().equals(Optional.of(MemoryModule.Access.SHARED)),
                        "shared access mode required for virtio-pmem device");
                COMMON.unsupported(node.isPresent(), "virtio-pmem does not support NUMA nodes");
            }
            case VIRTIO_MEM -> virtioMem(module);
            case SGX_EPC -> COMMON.unsupported(module.address().isPresent(),
                    "memory device address is not supported for model '%s'", model);
            case DIMM -> { }
        }
    }

    private static void virtioMem(MemoryModule module) {
        long size = module.target().size().kib();
        long requested = module.target().requested().map(one -> one.kib()).orElse(0L);
        long block = module.target().block().map(one -> one.kib()).orElse(0L);
        COMMON.plain(requested > size, "requested size must be smaller than or equal to @size (%dKiB)", size);
        COMMON.plain(Long.bitCount(block) != 1, "block size must be a power of two");
        COMMON.plain(block < 2048, "block size too small, must be at least %dKiB", 2048);
        COMMON.plain(requested % block != 0, "requested size must be an integer multiple of block size");
    }

    private static void hugePages(MemoryBacking backing, Setting setting) {
        DRIVER.unsupported(backing.allocation().flatMap(MemoryBacking.Allocation::mode)
                .equals(Optional.of(MemoryBacking.AllocationMode.ONDEMAND)),
                "hugepages are not allowed with memory allocation ondemand");
        Optional<MemoryBacking.SourceType> source = backing.source().map(MemoryBacking.Source::type);
        DRIVER.unsupported(source.equals(Optional.of(MemoryBacking.SourceType.ANONYMOUS)),
                "hugepages are not allowed with anonymous memory source");
        DRIVER.unsupported(source.equals(Optional.of(MemoryBacking.SourceType.MEMFD))
                && !setting.can(QemuFlag.OBJECT_MEMORY_MEMFD_HUGETLB),
                "hugepages is not supported with memfd memory source");
    }

    /** Sizes of huge pages: one for all cells that have none of their own. */
    static void pageSizes(Domain domain) {
        List<MemoryBacking.Page> pages = domain.memoryBacking().flatMap(MemoryBacking::hugepages)
                .map(MemoryBacking.HugePages::page).orElse(List.of());
        int cells = cells(domain).size();
        for (int i = 0; i < pages.size(); i++) {
            MemoryBacking.Page page = pages.get(i);
            for (MemoryBacking.Page other : pages.subList(0, i)) {
                boolean intersect = page.nodeset().isPresent() && other.nodeset().filter(page.nodeset().get()::overlaps)
                        .isPresent();
                COMMON.plain(intersect, "nodeset attribute of hugepages of sizes %d and %d intersect", page.size().kib(),
                        other.size().kib());
                COMMON.plain(page.nodeset().isEmpty() && other.nodeset().isEmpty(),
                        "two master hugepages detected: %d and %d", page.size().kib(), other.size().kib());
            }
            int beyond = page.nodeset().map(set -> set.bits().nextSetBit(cells)).orElse(-1);
            COMMON.plain(beyond >= 0, "hugepages: node %d not found", beyond);
        }
    }

    private static void tuning(NumaTune tune, List<Numa.Cell> cells) {
        tune.memory().flatMap(NumaTune.Memory::nodeset).ifPresent(set -> refuseEmpty(set));
        if (tune.memnode().isEmpty()) return;
        COMMON.unsupported(tune.memory().flatMap(NumaTune.Memory::placement).equals(Optional.of(NumaTune.Placement.AUTO)),
                "Per-node binding is not compatible with automatic NUMA placement.");
        COMMON.xml(cells.isEmpty(), "Element 'memnode' is invalid without any guest NUMA cells");
        boolean restrictive = tune.memory().flatMap(NumaTune.Memory::mode).equals(Optional.of(NumaTune.Mode.RESTRICTIVE));
        Set<Integer> seen = new HashSet<>();
        for (NumaTune.MemNode node : tune.memnode()) {
            COMMON.xml(node.cellid() >= cells.size(),
                    "Argument 'cellid' in memnode element must correspond to existing guest's NUMA cell");
            COMMON.xml(!seen.add(node.cellid()), "Multiple memnode elements with cellid %d", node.cellid());
            COMMON.xml(restrictive && !node.mode().equals(Optional.of(NumaTune.Mode.RESTRICTIVE)),
                    "'restrictive' mode is required in memnode element when mode is 'restrictive' in memory element");
            refuseEmpty(node.nodeset());
        }
    }

    /** A daemon that serves a device reads the guest's memory. */
    static void shared(Domain domain, String what) {
        boolean all = domain.memoryBacking().flatMap(MemoryBacking::access).map(MemoryBacking.Access::mode)
                .equals(Optional.of(MemoryBacking.AccessMode.SHARED));
        List<Numa.Cell> cells = cells(domain);
        boolean shared = cells.isEmpty() ? all : cells.stream().allMatch(cell ->
                cell.memAccess().map(mode -> mode == MemoryBacking.AccessMode.SHARED).orElse(all));
        DRIVER.unsupported(!shared, "'%s' requires shared memory", what);
    }

    private static void refuseEmpty(IdSet set) {
        COMMON.unsupported(set.isEmpty(), "Invalid value of 'nodeset': %s", set);
    }
}
