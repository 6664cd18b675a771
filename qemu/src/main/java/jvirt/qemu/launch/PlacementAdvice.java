package jvirt.qemu.launch;

import static jvirt.api.ErrorCode.OPERATION_FAILED;
import static jvirt.api.ErrorDomain.NONE;

import java.io.IOException;
import java.util.Optional;
import jvirt.api.IdSet;
import jvirt.api.domain.Domain;
import jvirt.api.domain.NumaTune;
import jvirt.api.domain.Vcpu;
import jvirt.host.Program;

/** The memory nodes that numad advises for a machine that leaves its place to it. */
final class PlacementAdvice {
    private PlacementAdvice() {}

    static Optional<IdSet> of(Domain definition) throws InterruptedException {
        boolean wanted = definition.vcpu().placement().equals(Optional.of(Vcpu.Placement.AUTO)) || definition.numatune()
                .flatMap(NumaTune::memory).flatMap(NumaTune.Memory::placement).equals(Optional.of(NumaTune.Placement.AUTO));
        if (!wanted) return Optional.empty();
        long mib = (definition.memory().map(memory -> memory.size().kib()).orElse(0L) + 1023) / 1024;
        try {
            return Optional.of(IdSet.parse(Program.of("numad", "-w", definition.vcpu().online() + ":" + mib).run().strip()));
        } catch (IOException e) {
            throw NONE.error(OPERATION_FAILED, e, "Failed to query numad for the advisory nodeset");
        }
    }
}
