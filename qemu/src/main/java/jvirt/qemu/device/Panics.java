package jvirt.qemu.device;

import java.util.List;
import jvirt.api.domain.device.Address;
import jvirt.api.domain.device.Panic;

/** Ways for a guest to say that it has panicked. */
public final class Panics {
    private Panics() {}

    /** Of these only the ISA device is one; the others are part of the processor or the board. */
    public static List<Part> parts(Panic panic) {
        if (panic.model().orElse(Panic.Model.ISA) != Panic.Model.ISA) return List.of();
        Props props = Props.device("pvpanic");
        if (panic.address().orElse(null) instanceof Address.Isa(var iobase, _)) props.number("ioport", iobase.orElse(0));
        return List.of(new Part.Front(props.json()));
    }
}
