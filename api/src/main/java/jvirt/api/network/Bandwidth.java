package jvirt.api.network;

import java.util.Optional;
import jvirt.api.xml.Name;
import jvirt.api.xml.Paired;

/** Limits on traffic, {@code <bandwidth>}: rates in KiB a second, bursts in KiB. */
@Paired
public record Bandwidth(@Name("classID") Optional<Integer> classId, Optional<Rate> inbound, Optional<Rate> outbound) {
    public record Rate(Optional<Long> average, Optional<Long> peak, Optional<Long> floor, Optional<Long> burst) {
        public Rate {
            average = average.filter(value -> value != 0);
            peak = peak.filter(value -> value != 0);
            floor = floor.filter(value -> value != 0);
            burst = burst.filter(value -> value != 0);
        }
    }

    public Bandwidth {
        classId = classId.filter(value -> value != 0);
    }

    /** What an interface is promised at least; 0 without a promise. */
    public long floor() {
        return inbound.flatMap(Rate::floor).orElse(0L);
    }

    public Bandwidth withClassId(int id) {
        return new Bandwidth(Optional.of(id), inbound, outbound);
    }
}
