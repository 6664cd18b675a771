package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorCode.OPERATION_INVALID;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.tuning.Values.Type.INT;
import static jvirt.qemu.tuning.Values.Type.STRING;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.IdSet;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.NumaTune;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;

/** From which of the host's memory nodes a machine gets its memory. */
public record NumaPolicy(Vm vm) {
    private static final Map<String, Values.Type> KNOWN = Map.of("numa_mode", INT, "numa_nodeset", STRING);

    private static Optional<NumaTune.Memory> memory(Domain domain) {
        return domain.numatune().flatMap(NumaTune::memory);
    }

    private static NumaTune.Mode mode(Domain domain) {
        return memory(domain).flatMap(NumaTune.Memory::mode).orElse(NumaTune.Mode.STRICT);
    }

    private static Optional<IdSet> nodes(Domain domain) {
        return memory(domain).flatMap(NumaTune.Memory::nodeset);
    }

    public List<Parameter> get(int flags) {
        Domain domain = Impact.ofOne(vm, flags).live() ? vm.current() : vm.definition();
        return List.of(Parameter.ofInt("numa_mode", mode(domain).ordinal()),
                Parameter.of("numa_nodeset", nodes(domain).map(IdSet::toString).orElse("")));
    }

    public void set(List<Parameter> parameters, int flags) {
        Values values = Values.of(parameters, KNOWN);
        Optional<NumaTune.Mode> mode = values.number("numa_mode").map(NumaPolicy::mode);
        Optional<IdSet> nodes = values.text("numa_nodeset").map(NumaPolicy::nodes);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetNumaParameters")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) live(mode, nodes);
            if (impact.config()) vm.machines().keep(vm, changed(vm.definition(), mode, nodes));
            if (impact.live()) vm.changeLive(domain -> changed(domain, mode, nodes));
        }
    }

    private static NumaTune.Mode mode(long number) {
        if (number < 0 || number >= NumaTune.Mode.values().length) {
            throw QEMU.error(INVALID_ARG, "unsupported numatune mode: '%d'", number);
        }
        return NumaTune.Mode.values()[(int) number];
    }

    private static IdSet nodes(String text) {
        try {
            IdSet nodes = IdSet.parse(text);
            if (nodes.isEmpty()) throw QEMU.error(OPERATION_INVALID, "Invalid nodeset of 'numatune': %s", text);
            return nodes;
        } catch (IllegalArgumentException e) {
            throw QEMU.error(INVALID_ARG, e, "Failed to parse bitmap '%s'", text);
        }
    }

    private void live(Optional<NumaTune.Mode> mode, Optional<IdSet> nodes) {
        Group group = Group.of(vm.running()).with("cpuset", "cpuset");
        Domain live = vm.running().live();
        // a machine that was started without a policy has no mode to keep to
        Optional<NumaTune.Mode> kept = memory(live).flatMap(NumaTune.Memory::mode);
        if (mode.isPresent() && kept.isPresent() && !mode.equals(kept)) {
            throw QEMU.error(OPERATION_INVALID, "can't change numatune mode for running domain");
        }
        if (mode.equals(Optional.of(NumaTune.Mode.STRICT)) && !nodes.equals(nodes(live))) {
            throw QEMU.error(OPERATION_INVALID, "can't change nodeset for strict mode for running domain");
        }
        if (nodes.isPresent() && kept.filter(now -> now != NumaTune.Mode.RESTRICTIVE).isPresent()) {
            throw QEMU.error(OPERATION_INVALID, "change of nodeset for running domain requires restrictive numa mode");
        }
        nodes.ifPresent(wanted -> group.write("cpuset", "cpuset.mems", wanted.toString()));
    }

    private static Domain changed(Domain domain, Optional<NumaTune.Mode> mode, Optional<IdSet> nodes) {
        NumaTune.Memory memory = new NumaTune.Memory(Optional.of(mode.orElse(mode(domain))), nodes.or(() -> nodes(domain)),
                nodes.isPresent() ? Optional.empty() : memory(domain).flatMap(NumaTune.Memory::placement));
        NumaTune tune = new NumaTune(Optional.of(memory), domain.numatune().map(NumaTune::memnode).orElse(List.of()));
        return domain.with(draft -> draft.numatune = Optional.of(tune));
    }
}
