package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.INTERNAL_ERROR;

import java.util.BitSet;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.MaxMemory;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.MemoryModule;

/** Gives memory modules their slots. */
final class MemorySlots {
    private MemorySlots() {}

    static void apply(Making making) {
        int slots = making.domain.maxMemory.flatMap(MaxMemory::slots).orElse(0);
        if (slots == 0) return;
        BitSet taken = new BitSet();
        for (MemoryModule module : making.devices.memories) {
            if (module.address().orElse(null) instanceof Address.Dimm(int slot, _)) taken.set(slot);
        }
        making.devices.memories = Making.map(making.devices.memories, module -> switch (module.model()) {
            case DIMM, NVDIMM -> module.address().orElse(null) instanceof Address.Dimm ? module : placed(module, taken, slots);
            case VIRTIO_PMEM, VIRTIO_MEM, SGX_EPC -> module;
        });
    }

    private static MemoryModule placed(MemoryModule module, BitSet taken, int slots) {
        int slot = taken.nextClearBit(0);
        if (slot >= slots) throw ErrorDomain.QEMU.error(INTERNAL_ERROR, "failed to find an empty memory slot");
        taken.set(slot);
        return module.withInfo(module.info().withAddress(new Address.Dimm(slot, Optional.empty())));
    }
}
