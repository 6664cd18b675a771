package jvirt.api.domain;

import java.util.Optional;
import java.util.UUID;
import jvirt.api.xml.Text;

/** An identity that changes when the guest goes back in time, {@code <genid>}; made up where none is written. */
public record GenId(@Text Optional<UUID> id) {
    public GenId {
        if (id.isEmpty()) id = Optional.of(UUID.randomUUID());
    }
}
