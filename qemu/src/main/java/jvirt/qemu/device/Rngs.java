package jvirt.qemu.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jvirt.api.domain.device.Rng;

/** Sources of random numbers. */
public final class Rngs {
    /** In milliseconds, where a rate names no period. */
    private static final int PERIOD = 1000;

    private Rngs() {}

    public static List<Part> parts(Rng rng, Chassis chassis, Supplier supplier) {
        String alias = Chassis.alias(rng);
        List<Part> parts = new ArrayList<>();
        Props source = switch (rng.backend()) {
            case Rng.Backend.Random(var file) -> Props.object("rng-random", "obj" + alias)
                    .text("filename", file.orElse("/dev/urandom"));
            case Rng.Backend.Egd(var chardev) -> {
                parts.addAll(Chardevs.parts(alias, chardev, Chardevs.Spice.VDAGENT, supplier));
                yield Props.object("rng-egd", "obj" + alias).text("chardev", "char" + alias);
            }
            case Rng.Backend.Builtin _ -> Props.object("rng-builtin", "obj" + alias);
        };
        parts.add(new Part.Thing(source.json()));
        Props props = chassis.virtio("virtio-rng", rng, Optional.of(rng.model()), Chassis.options(rng.driver()))
                .text("rng", "obj" + alias).text("id", alias);
        rng.rate().filter(rate -> rate.bytes() > 0).ifPresent(rate -> props.number("max-bytes", rate.bytes())
                .number("period", rate.period().filter(period -> period > 0).orElse(PERIOD)));
        parts.add(new Part.Front(chassis.place(props, rng).json()));
        return parts;
    }
}
