package jvirt.qemu.stats;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import jvirt.qemu.Vm;
import jvirt.qemu.VmState.Active;

/** The samples of all running machines; those of a QEMU that has ended are dropped when its machine is next looked at. */
public final class Sampler {
    private final Map<UUID, Samples> byMachine = new ConcurrentHashMap<>();

    /** The samples of this run of the machine. */
    public Samples of(Vm vm, Active active) {
        return byMachine.compute(vm.uuid(), (_, known) ->
                known != null && known.qemu() == active.qemu() ? known : new Samples(active.qemu()));
    }

    /** Drops what is known of machines that are no more. */
    void keepOnly(java.util.function.Predicate<UUID> wanted) {
        byMachine.keySet().removeIf(uuid -> !wanted.test(uuid));
    }
}
