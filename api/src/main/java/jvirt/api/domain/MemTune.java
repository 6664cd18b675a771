package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.MemorySize;
import jvirt.api.xml.Name;

/** Limits of the memory that the guest's process may take, {@code <memtune>}. What is unlimited is absent. */
public record MemTune(
        @Name("hard_limit") Optional<MemorySize> hardLimit,
        @Name("soft_limit") Optional<MemorySize> softLimit,
        @Name("min_guarantee") Optional<MemorySize> minGuarantee,
        @Name("swap_hard_limit") Optional<MemorySize> swapHardLimit) {
    /** {@code VIR_DOMAIN_MEMORY_PARAM_UNLIMITED}, in KiB. */
    public static final long UNLIMITED = 9_007_199_254_740_991L;

    public MemTune {
        hardLimit = limit(hardLimit);
        softLimit = limit(softLimit);
        minGuarantee = minGuarantee.filter(size -> size.kib() > 0);
        swapHardLimit = limit(swapHardLimit);
    }

    private static Optional<MemorySize> limit(Optional<MemorySize> size) {
        return size.filter(limit -> limit.kib() < UNLIMITED);
    }
}
