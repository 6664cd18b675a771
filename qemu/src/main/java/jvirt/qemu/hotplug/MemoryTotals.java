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
        return device instanceof MemoryModule module ? changed(domain, module, 1) : domain;
    }

    static Domain minus(Domain domain, DevicePart device) {
        return device instanceof MemoryModule module ? changed(domain, module, -1) : domain;
    }

    /** Of a module that the guest takes into use by and by, it has now what it has taken. */
    private static Domain changed(Domain domain, MemoryModule module, int sign) {
        long kib = sign * module.target().size().kib();
        long now = sign * module.target().current().orElse(module.target().size()).kib();
        return domain.with(draft -> {
            draft.memory = draft.memory.map(memory -> new Memory(memory.dumpCore(), new MemorySize(memory.size().kib() + kib)));
            draft.currentMemory = draft.currentMemory.map(size -> new MemorySize(Math.max(0, size.kib() + now)));
        });
    }
}
