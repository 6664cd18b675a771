package jvirt.api.network;

import java.util.Optional;
import jvirt.api.xml.OnOff;

/** The bridge that guests are plugged into, {@code <bridge>}. */
public record Bridge(Optional<String> name, Optional<String> zone, Optional<OnOff> stp, Optional<Long> delay,
        Optional<MacTableManager> macTableManager) {
    public enum MacTableManager { KERNEL, LIBVIRT }

    static final Bridge UNNAMED =
            new Bridge(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** As a bridge of our own is printed: STP and delay are always there; a bridge of the host's has neither. */
    Bridge canonical(boolean own) {
        return own
                ? new Bridge(name, zone, Optional.of(stp.orElse(OnOff.ON)), Optional.of(delay.orElse(0L)), macTableManager)
                : new Bridge(name, Optional.empty(), Optional.empty(), Optional.empty(), macTableManager);
    }

    Bridge named(String other) {
        return new Bridge(Optional.of(other), zone, stp, delay, macTableManager);
    }
}
