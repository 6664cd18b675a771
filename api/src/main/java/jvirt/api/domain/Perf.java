package jvirt.api.domain;

import java.util.Comparator;
import java.util.List;
import jvirt.api.xml.Name;
import jvirt.api.xml.YesNo;

/** Which performance events of the host are counted for the guest, {@code <perf>}. */
public record Perf(List<Event> event) {
    public Perf {
        event = event.stream().sorted(Comparator.comparing(Event::name)).toList();
    }

    public record Event(Counter name, YesNo enabled) {}

    /** Names as {@code virPerfEvent} has them, in its order. */
    public enum Counter {
        @Name("cmt") CMT, @Name("mbmt") MBMT, @Name("mbml") MBML,
        @Name("cpu_cycles") CPU_CYCLES, @Name("instructions") INSTRUCTIONS,
        @Name("cache_references") CACHE_REFERENCES, @Name("cache_misses") CACHE_MISSES,
        @Name("branch_instructions") BRANCH_INSTRUCTIONS, @Name("branch_misses") BRANCH_MISSES,
        @Name("bus_cycles") BUS_CYCLES,
        @Name("stalled_cycles_frontend") STALLED_CYCLES_FRONTEND,
        @Name("stalled_cycles_backend") STALLED_CYCLES_BACKEND,
        @Name("ref_cpu_cycles") REF_CPU_CYCLES, @Name("cpu_clock") CPU_CLOCK, @Name("task_clock") TASK_CLOCK,
        @Name("page_faults") PAGE_FAULTS, @Name("context_switches") CONTEXT_SWITCHES,
        @Name("cpu_migrations") CPU_MIGRATIONS,
        @Name("page_faults_min") PAGE_FAULTS_MIN, @Name("page_faults_maj") PAGE_FAULTS_MAJ,
        @Name("alignment_faults") ALIGNMENT_FAULTS, @Name("emulation_faults") EMULATION_FAULTS
    }
}
