package jvirt.qemu.stats;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import jvirt.api.VirtException;
import jvirt.api.domain.Domain;
import jvirt.api.domain.device.MemoryBalloon;
import jvirt.api.json.Json;

/** How a machine uses its memory: what it has, what its guest tells, what the host gives. */
public record MemoryFigures(Domain domain, Optional<Samples> samples) {
    /** {@code virDomainMemoryStatTags}; QEMU counts some in bytes, libvirt in KiB. */
    public enum Figure {
        SWAP_IN(0, "swap_in", "stat-swap-in", true), SWAP_OUT(1, "swap_out", "stat-swap-out", true),
        MAJOR_FAULT(2, "major_fault", "stat-major-faults", false), MINOR_FAULT(3, "minor_fault", "stat-minor-faults", false),
        UNUSED(4, "unused", "stat-free-memory", true), AVAILABLE(5, "available", "stat-total-memory", true),
        ACTUAL(6, "", "", false), RSS(7, "rss", "", false), USABLE(8, "usable", "stat-available-memory", true),
        LAST_UPDATE(9, "last-update", "", false), DISK_CACHES(10, "disk_caches", "stat-disk-caches", true),
        HUGETLB_ALLOC(11, "hugetlb_pgalloc", "stat-htlb-pgalloc", false),
        HUGETLB_FAIL(12, "hugetlb_pgfail", "stat-htlb-pgfail", false);

        private final int tag;
        private final String statsName;
        private final String qemu;
        private final boolean bytes;

        Figure(int tag, String statsName, String qemu, boolean bytes) {
            this.tag = tag;
            this.statsName = statsName;
            this.qemu = qemu;
            this.bytes = bytes;
        }

        public int tag() {
            return tag;
        }

        /** Its name below {@code balloon.}; the current size has another one. */
        Optional<String> statsName() {
            return Optional.of(statsName).filter(name -> !name.isEmpty());
        }
    }

    /** QEMU's order of asking, which libvirt tells them in. */
    private static final Figure[] TOLD = {Figure.SWAP_IN, Figure.SWAP_OUT, Figure.MAJOR_FAULT, Figure.MINOR_FAULT,
        Figure.UNUSED, Figure.AVAILABLE, Figure.USABLE, Figure.LAST_UPDATE, Figure.DISK_CACHES, Figure.HUGETLB_ALLOC,
        Figure.HUGETLB_FAIL};

    private Optional<MemoryBalloon> balloon() {
        return domain.devices().memballoon().filter(balloon -> balloon.model() != MemoryBalloon.Model.NONE);
    }

    /** What the guest has now: all, where nothing can take any from it. */
    public long currentKib() {
        long all = domain.memory().map(memory -> memory.size().kib()).orElse(0L);
        return balloon().isEmpty() ? all : domain.currentMemory().map(size -> size.kib()).orElse(all);
    }

    /** All that is known, in libvirt's order. */
    public SequencedMap<Figure, Long> figures() {
        SequencedMap<Figure, Long> figures = new LinkedHashMap<>();
        if (samples.isEmpty()) return figures;
        if (balloon().isPresent()) {
            figures.put(Figure.ACTUAL, currentKib());
            told(figures);
        }
        samples.get().times().ifPresent(times -> figures.put(Figure.RSS, times.residentKib()));
        return figures;
    }

    /** Also a guest that is not asked regularly has told once, when its driver began. */
    private void told(Map<Figure, Long> figures) {
        MemoryBalloon balloon = balloon().orElseThrow();
        if (balloon.alias().isEmpty()) {
            figures.put(Figure.LAST_UPDATE, 0L);
            return;
        }
        Json.Obj said;
        try {
            said = samples.orElseThrow().guestMemory(balloon.alias().get());
        } catch (VirtException _) {
            return;
        }
        Json.Obj stats = said.object("stats");
        for (Figure figure : TOLD) {
            if (figure == Figure.LAST_UPDATE) {
                figures.put(figure, said.number("last-update"));
                continue;
            }
            // -1 is what the guest does not know
            stats.findNumber(figure.qemu).filter(value -> value != -1)
                    .ifPresent(value -> figures.put(figure, figure.bytes ? Long.divideUnsigned(value, 1024) : value));
        }
    }
}
