package jvirt.api.domain;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jvirt.api.IdSet;

/** Where on the host the guest's memory lies, {@code <numatune>}. */
public record NumaTune(Optional<Memory> memory, List<MemNode> memnode) {
    public NumaTune {
        memnode = memnode.stream().sorted(Comparator.comparingInt(MemNode::cellid)).toList();
    }

    public enum Mode { STRICT, PREFERRED, INTERLEAVE, RESTRICTIVE }

    public enum Placement { STATIC, AUTO }

    /** For the guest as a whole. */
    public record Memory(Optional<Mode> mode, Optional<IdSet> nodeset, Optional<Placement> placement) {
        public Memory {
            if (mode.isEmpty()) mode = Optional.of(Mode.STRICT);
            if (nodeset.isPresent() && placement.orElse(Placement.STATIC) == Placement.STATIC) placement = Optional.empty();
            if (placement.isPresent()) nodeset = Optional.empty();
        }
    }

    /** For one NUMA cell of the guest. */
    public record MemNode(int cellid, Optional<Mode> mode, IdSet nodeset) {
        public MemNode {
            if (mode.isEmpty()) mode = Optional.of(Mode.STRICT);
        }
    }
}
