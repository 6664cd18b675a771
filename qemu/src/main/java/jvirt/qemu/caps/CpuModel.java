package jvirt.qemu.caps;

import java.util.List;
import java.util.Optional;
import jvirt.qemu.qmp.ProbeCommand;

/**
 * A processor that QEMU can show to the guest.
 *
 * @param typename the QOM type
 * @param usable whether this host can run it; empty where QEMU does not say
 * @param blockers features, in QEMU's words, that the host lacks for it
 */
public record CpuModel(String name, Optional<String> typename, Optional<Boolean> usable, List<String> blockers,
        boolean deprecated) {
    public CpuModel {
        blockers = List.copyOf(blockers);
    }

    /** As QEMU says it. */
    public static CpuModel of(ProbeCommand.CpuDefinition cpu) {
        return new CpuModel(cpu.name(), cpu.typename().filter(type -> !type.isEmpty()),
                cpu.unavailableFeatures().map(List::isEmpty), cpu.unavailableFeatures().orElse(List.of()), cpu.deprecated());
    }
}
