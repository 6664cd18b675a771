package jvirt.qemu.control;

import static jvirt.api.ErrorCode.ARGUMENT_UNSUPPORTED;
import static jvirt.api.ErrorDomain.PERF;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.Perf;
import jvirt.api.domain.Perf.Counter;
import jvirt.api.xml.XmlBinding;
import jvirt.api.xml.YesNo;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;

/**
 * Which of the host's performance events are counted for a machine. They are kept in its definition; nothing counts them while it
 * runs, so that asking for that is refused, as libvirt refuses it where the kernel has no such event.
 */
public record PerfCounters(Vm vm) {
    /** Whether each event is counted. */
    public List<Parameter> get(int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        List<Parameter> all = new ArrayList<>();
        for (Counter counter : Counter.values()) {
            boolean counted = impact.config() && kept(vm.definition(), counter);
            all.add(Parameter.of(XmlBinding.word(counter), counted));
        }
        return all;
    }

    private static boolean kept(Domain domain, Counter counter) {
        return domain.perf().map(Perf::event).orElse(List.of()).stream()
                .anyMatch(event -> event.name() == counter && event.enabled() == YesNo.YES);
    }

    /** The event of this name. */
    public static Optional<Counter> named(String name) {
        for (Counter counter : Counter.values()) {
            if (XmlBinding.word(counter).equals(name)) return Optional.of(counter);
        }
        return Optional.empty();
    }

    /** Has some events counted from now on, or no more. */
    public void set(Map<Counter, Boolean> wanted, int flags) {
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetPerfEvents")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) {
                wanted.forEach((counter, on) -> {
                    if (on) {
                        throw PERF.error(ARGUMENT_UNSUPPORTED, "unable to enable host cpu perf event for %s", XmlBinding.word(counter));
                    }
                });
            }
            if (impact.config()) vm.machines().keep(vm, vm.definition().with(draft -> draft.perf = Optional.of(changed(draft.perf, wanted))));
        }
    }

    private static Perf changed(Optional<Perf> before, Map<Counter, Boolean> wanted) {
        List<Perf.Event> events = new ArrayList<>(before.map(Perf::event).orElse(List.of()));
        events.removeIf(event -> wanted.containsKey(event.name()));
        wanted.forEach((counter, on) -> events.add(new Perf.Event(counter, on ? YesNo.YES : YesNo.NO)));
        return new Perf(events);
    }
}
