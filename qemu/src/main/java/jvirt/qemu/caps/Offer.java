package jvirt.qemu.caps;

import java.util.List;
import java.util.Optional;

/** What QEMU offers with one accelerator; the lists are in QEMU's order, the default machine first. */
public record Offer(Optional<HostCpu> hostCpu, List<CpuModel> cpus, List<MachineType> machines) {
    /** Without this accelerator. */
    public static final Offer NONE = new Offer(Optional.empty(), List.of(), List.of());

    public Offer {
        cpus = List.copyOf(cpus);
        machines = List.copyOf(machines);
    }
}
