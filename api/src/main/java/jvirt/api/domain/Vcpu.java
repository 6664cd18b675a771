package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.IdSet;
import jvirt.api.xml.Text;

/** How many virtual CPUs there are, and how many of them the guest boots with, {@code <vcpu>}. */
public record Vcpu(Optional<Placement> placement, Optional<IdSet> cpuset, Optional<Integer> current, @Text int maximum) {
    /** Where the CPUs run: in {@link #cpuset}, or where numad says. */
    public enum Placement { STATIC, AUTO }

    public Vcpu {
        int most = maximum;
        current = current.filter(count -> count != most);
        if (placement.isEmpty()) placement = Optional.of(Placement.STATIC);
        if (placement.get() == Placement.AUTO) cpuset = Optional.empty();
    }

    public static Vcpu of(int count) {
        return new Vcpu(Optional.empty(), Optional.empty(), Optional.empty(), count);
    }

    /** How many the guest boots with. */
    public int online() {
        return current.orElse(maximum);
    }
}
