package jvirt.qemu.hotplug;

import jvirt.api.MemorySize;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Memory;
import jvirt.api.domain.device.DevicePart;
import jvirt.api.domain.device.MemoryModule;

/** A machine's sums of memory, which count its modules. */
final class MemoryTotals {
    private MemoryTotals() {}

    static Domain plus(Domain domain, DevicePart device) {
        return device instanceof MemoryModule module ? changed(domain, module.target().size().kib()) : domain;
    }

    static Domain minus(Domain domain, DevicePart device) {
        return device instanceof MemoryModule module ? changed(domain, -module.target().size().kib()) : domain;
    }

    private static Domain changed(Domain domain, long kib) {
        return domain.with(draft -> {
            draft.memory = draft.memory.map(memory -> new Memory(memory.dumpCore(), new MemorySize(memory.size().kib() + kib)));
            draft.currentMemory = draft.currentMemory.map(size -> new MemorySize(Math.max(0, size.kib() + kib)));
        });
    }
}
