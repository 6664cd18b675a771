package jvirt.qemu.definition;

import static jvirt.api.ErrorCode.CONFIG_UNSUPPORTED;

import java.util.List;
import java.util.Optional;
import jvirt.api.ErrorDomain;
import jvirt.api.domain.CpuTune;
import jvirt.api.domain.NumaTune;
import jvirt.api.domain.Vcpu;

/** Where processors and memory lie: left to numad for the one, it is left to it for the other. */
final class NumaForm {
    private NumaForm() {}

    static void apply(Making making) {
        boolean fixed = !making.domain.vcpu.placement().equals(Optional.of(Vcpu.Placement.AUTO));
        Optional<NumaTune.Memory> written = making.domain.numatune.flatMap(NumaTune::memory);
        if (written.isEmpty() && !fixed) {
            written = Optional.of(new NumaTune.Memory(Optional.empty(), Optional.empty(),
                    Optional.of(NumaTune.Placement.AUTO)));
        }
        if (written.isEmpty()) return;
        NumaTune.Memory memory = memory(written.get(), fixed);
        making.domain.numatune = Optional.of(new NumaTune(Optional.of(memory),
                making.domain.numatune.map(NumaTune::memnode).orElse(List.of())));
        boolean auto = memory.placement().equals(Optional.of(NumaTune.Placement.AUTO));
        Vcpu vcpu = making.domain.vcpu;
        if (auto && vcpu.cpuset().isEmpty() && making.domain.cputune.filter(NumaForm::pinned).isEmpty()) {
            making.domain.vcpu = new Vcpu(Optional.of(Vcpu.Placement.AUTO), Optional.empty(), vcpu.current(), vcpu.maximum());
        }
    }

    private static NumaTune.Memory memory(NumaTune.Memory written, boolean fixed) {
        if (written.nodeset().isPresent()) return written;
        NumaTune.Placement placement = written.placement()
                .orElse(fixed ? NumaTune.Placement.STATIC : NumaTune.Placement.AUTO);
        if (placement == NumaTune.Placement.STATIC) {
            throw ErrorDomain.DOMAIN.error(CONFIG_UNSUPPORTED,
                    "nodeset for NUMA memory tuning must be set if 'placement' is 'static'");
        }
        return new NumaTune.Memory(written.mode(), Optional.empty(), Optional.of(placement));
    }

    private static boolean pinned(CpuTune tune) {
        return !tune.vcpupin().isEmpty() || tune.emulatorpin().isPresent() || !tune.iothreadpin().isEmpty();
    }
}
