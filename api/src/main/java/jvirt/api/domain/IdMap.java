package jvirt.api.domain;

import java.util.Comparator;
import java.util.List;

/** How user ids of a container map to the host's, {@code <idmap>}. */
public record IdMap(List<Range> uid, List<Range> gid) {
    public IdMap {
        uid = uid.stream().sorted(Comparator.comparingLong(Range::start)).toList();
        gid = gid.stream().sorted(Comparator.comparingLong(Range::start)).toList();
    }

    public record Range(long start, long target, long count) {}
}
