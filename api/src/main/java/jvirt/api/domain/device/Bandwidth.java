package jvirt.api.domain.device;

import java.util.Optional;

/** What a port may carry: in kilobytes a second, bursts in kilobytes. */
public record Bandwidth(Optional<Rate> inbound, Optional<Rate> outbound) {
    public record Rate(Optional<Long> average, Optional<Long> peak, Optional<Long> floor, Optional<Long> burst) {}
}
