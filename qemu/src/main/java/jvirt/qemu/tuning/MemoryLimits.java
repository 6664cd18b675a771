package jvirt.qemu.tuning;

import static jvirt.api.ErrorCode.INVALID_ARG;
import static jvirt.api.ErrorDomain.QEMU;
import static jvirt.qemu.tuning.Values.Type.ULLONG;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.MemorySize;
import jvirt.api.Parameter;
import jvirt.api.domain.Domain;
import jvirt.api.domain.MemTune;
import jvirt.qemu.Impact;
import jvirt.qemu.Job;
import jvirt.qemu.Vm;

/** How much of the host's memory a machine may use, its QEMU included; in KiB. */
public record MemoryLimits(Vm vm) {
    private static final Map<String, Values.Type> KNOWN =
            Map.of("hard_limit", ULLONG, "soft_limit", ULLONG, "swap_hard_limit", ULLONG);
    /** The kernel rounds what is no limit down to a whole page. */
    private static final long PAGE_MOST_KIB = 64;
    private static final MemTune NONE = new MemTune(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** The kernel's file of each limit, in the two versions of its interface. */
    private static String file(String name, boolean unified) {
        return switch (name) {
            case "hard_limit" -> unified ? "memory.max" : "memory.limit_in_bytes";
            case "soft_limit" -> unified ? "memory.high" : "memory.soft_limit_in_bytes";
            default -> unified ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
        };
    }

    public List<Parameter> get(int flags) {
        Impact impact = Impact.ofOne(vm, flags);
        if (impact.config()) {
            MemTune tune = vm.definition().memtune().orElse(NONE);
            return parameters(kib(tune.hardLimit()), kib(tune.softLimit()), kib(tune.swapHardLimit()));
        }
        Group group = Group.of(vm.running()).with("memory", "memory");
        return parameters(read(group, "hard_limit"), read(group, "soft_limit"), read(group, "swap_hard_limit"));
    }

    private static List<Parameter> parameters(long hard, long soft, long swap) {
        return List.of(Parameter.ofUllong("hard_limit", hard), Parameter.ofUllong("soft_limit", soft),
                Parameter.ofUllong("swap_hard_limit", swap));
    }

    private static long kib(Optional<MemorySize> limit) {
        return limit.map(MemorySize::kib).orElse(MemTune.UNLIMITED);
    }

    private static long read(Group group, String name) {
        String text = group.read("memory", file(name, group.unified())).orElse("max");
        if (text.equals("max")) return MemTune.UNLIMITED;
        long kib = Long.parseUnsignedLong(text) >>> 10;
        return kib > MemTune.UNLIMITED - PAGE_MOST_KIB ? MemTune.UNLIMITED : kib;
    }

    public void set(List<Parameter> parameters, int flags) {
        Values values = Values.of(parameters, KNOWN);
        try (var _ = vm.jobs().begin(Job.MODIFY, "virDomainSetMemoryParameters")) {
            Impact impact = Impact.of(vm, flags);
            if (impact.live()) check(values, vm.running().live());
            if (impact.config()) check(values, vm.definition());
            if (impact.live()) {
                Group group = Group.of(vm.running()).with("memory", "memory");
                write(group, values, vm.running().live());
            }
            if (impact.config()) vm.machines().keep(vm, changed(vm.definition(), values));
            if (impact.live()) vm.changeLive(live -> changed(live, values));
        }
    }

    private static void check(Values values, Domain domain) {
        MemTune after = changed(domain, values).memtune().orElse(NONE);
        long hard = kib(after.hardLimit());
        long swap = kib(after.swapHardLimit());
        if (hard > swap && (values.number("hard_limit").isPresent() || values.number("swap_hard_limit").isPresent())) {
            throw QEMU.error(INVALID_ARG, "memory hard_limit tunable value must be lower than or equal to swap_hard_limit");
        }
    }

    /** The kernel wants the sum with swap to be the higher of the two at every moment. */
    private static void write(Group group, Values values, Domain live) {
        long before = kib(live.memtune().flatMap(MemTune::hardLimit));
        boolean grows = values.number("hard_limit").filter(hard -> hard > before).isPresent();
        List<String> order = grows ? List.of("swap_hard_limit", "hard_limit", "soft_limit")
                : List.of("hard_limit", "swap_hard_limit", "soft_limit");
        for (String name : order) {
            values.number(name).ifPresent(kib -> write(group, name, kib));
        }
    }

    private static void write(Group group, String name, long kib) {
        group.write("memory", file(name, group.unified()),
                kib >= MemTune.UNLIMITED ? group.unified() ? "max" : "-1" : Long.toString(kib * 1024));
    }

    /** Whether anything is limited. */
    static boolean any(MemTune tune) {
        return limits(tune).values().stream().anyMatch(kib -> kib < MemTune.UNLIMITED);
    }

    /** Limits a process that had no limits. */
    static void write(Group group, MemTune tune) {
        limits(tune).forEach((name, kib) -> {
            if (kib < MemTune.UNLIMITED) write(group, name, kib);
        });
    }

    /** In the order in which limits may come down. */
    private static SequencedMap<String, Long> limits(MemTune tune) {
        SequencedMap<String, Long> limits = new LinkedHashMap<>();
        limits.put("hard_limit", kib(tune.hardLimit()));
        limits.put("swap_hard_limit", kib(tune.swapHardLimit()));
        limits.put("soft_limit", kib(tune.softLimit()));
        return limits;
    }

    private static Domain changed(Domain domain, Values values) {
        MemTune tune = domain.memtune().orElse(NONE);
        MemTune after = new MemTune(values.number("hard_limit").map(MemorySize::new).or(tune::hardLimit),
                values.number("soft_limit").map(MemorySize::new).or(tune::softLimit), tune.minGuarantee(),
                values.number("swap_hard_limit").map(MemorySize::new).or(tune::swapHardLimit));
        return domain.with(draft -> draft.memtune = Optional.of(after));
    }
}
