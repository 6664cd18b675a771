package jvirt.qemu.commandline;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.Memory;
import jvirt.api.domain.Numa;
import jvirt.api.domain.device.MemoryModule;
import jvirt.qemu.definition.Board;

/** Rounds the machine's memory up to what its board takes. */
final class MemoryAlignment {
    /** KiB: QEMU wants whole pages; libvirt has always given whole mebibytes. */
    private static final long STEP = 1024;
    /** KiB, of modules. */
    private static final long MODULE_STEP = 2048;
    /** KiB, on POWER of both. */
    private static final long POWER_STEP = 256 * 1024;

    private MemoryAlignment() {}

    private static long up(long kib, long step) {
        return (kib + step - 1) / step * step;
    }

    /** As {@link #up}, or libvirt's error when QEMU could no longer count it in bytes. */
    private static long up(long kib, long step, String what) {
        long most = Long.MAX_VALUE >> 10;
        if (kib < 0 || kib > most - step) {
            throw ErrorDomain.QEMU.error(CONFIG_UNSUPPORTED, "%s overflowed after alignment", what);
        }
        return up(kib, step);
    }

    static Domain align(Domain domain) {
        boolean power = Board.of(domain).ppc64();
        long step = power ? POWER_STEP : STEP;
        long moduleStep = power ? POWER_STEP : MODULE_STEP;
        List<Numa.Cell> cells = NumaArguments.cells(domain).stream().map(cell -> new Numa.Cell(cell.id(), cell.cpus(),
                new MemorySize(up(cell.memory().kib(), step, "memory size of NUMA node '" + cell.id().orElse(0) + "'")),
                cell.memAccess(), cell.discard(), cell.distances(), cell.cache())).toList();
        long inCells = cells.stream().mapToLong(cell -> cell.memory().kib()).sum();
        long initial = inCells != 0 ? inCells : up(MemoryArguments.initialKib(domain), step, "initial memory size");
        List<MemoryModule> modules = new ArrayList<>();
        for (MemoryModule module : domain.devices().memories()) {
            boolean asIs = power && module.model() == MemoryModule.Model.NVDIMM;
            long size = module.target().size().kib();
            modules.add(module.withTarget(module.target().withSize(new MemorySize(asIs ? size
                    : up(size, moduleStep, "size of memory module '" + modules.size() + "'")))));
        }
        long total = initial + modules.stream().mapToLong(module -> module.target().size().kib()).sum();
        return domain.with(draft -> {
            draft.memory = draft.memory.map(memory -> new Memory(memory.dumpCore(), new MemorySize(total)));
            draft.maxMemory = draft.maxMemory.map(most -> new MaxMemory(most.slots(),
                    new MemorySize(up(most.size().kib(), step, "maximum memory size"))));
            draft.devices = draft.devices.with(devices -> devices.memories = List.copyOf(modules));
            if (!cells.isEmpty()) {
                draft.cpu = draft.cpu.map(cpu -> cpu.withNuma(Optional.of(new Numa(cells,
                        cpu.numa().flatMap(Numa::interconnects)))));
            }
        });
    }
}
