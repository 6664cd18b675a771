package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.OnOff;

/** A feature that is on or off, {@code <vmport state='off'/>}; an element without a state turns it on. */
public record Toggle(Optional<OnOff> state) {
    public static final Toggle ON = new Toggle(Optional.of(OnOff.ON));
    public static final Toggle OFF = new Toggle(Optional.of(OnOff.OFF));

    public Toggle {
        if (state.isEmpty()) state = Optional.of(OnOff.ON);
    }

    public boolean on() {
        return state.get() == OnOff.ON;
    }
}
