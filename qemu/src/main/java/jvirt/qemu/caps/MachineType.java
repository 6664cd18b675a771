package jvirt.qemu.caps;

import java.util.Optional;

/**
 * A board that QEMU can be.
 *
 * @param name QEMU's own, as in {@code pc-i440fx-7.2}
 * @param alias the name that stands for the newest of its kind, as in {@code pc}
 * @param maxCpus 0 where QEMU does not say
 * @param isDefault QEMU takes this one when it is not told
 * @param defaultCpu the QOM type of the processor it has when it is not told
 * @param numaMemory memory may be given to a NUMA node by size alone
 * @param defaultRam the id of its memory
 */
public record MachineType(String name, Optional<String> alias, boolean hotplugCpus, int maxCpus, boolean isDefault,
        Optional<String> defaultCpu, boolean numaMemory, Optional<String> defaultRam, boolean deprecated) {
    /** The same machine under this name alone. */
    public MachineType named(String other) {
        return new MachineType(other, Optional.empty(), hotplugCpus, maxCpus, isDefault, defaultCpu, numaMemory, defaultRam,
                deprecated);
    }

    public MachineType withoutDefaultCpu() {
        return new MachineType(name, alias, hotplugCpus, maxCpus, isDefault, Optional.empty(), numaMemory, defaultRam, deprecated);
    }

    public MachineType withoutAlias() {
        return new MachineType(name, Optional.empty(), hotplugCpus, maxCpus, isDefault, defaultCpu, numaMemory, defaultRam,
                deprecated);
    }
}
