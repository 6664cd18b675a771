package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.OPERATION_UNSUPPORTED;
import static jvirt.api.ErrorDomain.CGROUP;

import java.util.List;
import java.util.stream.Stream;
import jvirt.qemu.VmState.Active;

/** How long each of the host's processors has worked for a machine, which version 1 of the kernel's control groups counts. */
public final class ProcessorUsage {
    private ProcessorUsage() {}

    /** Nanoseconds, by the processor's number. */
    public static List<Long> of(Active active) {
        String figures = Group.of(active).with("cpuacct", "CPUACCT").read("cpuacct", "cpuacct.usage_percpu").orElseThrow(() ->
                CGROUP.error(OPERATION_UNSUPPORTED, "operation '%s' not supported for backend '%s'", "getCpuacctPercpuUsage", "cgroup V2"));
        return Stream.of(figures.split("\\s+")).map(Long::valueOf).toList();
    }
}
