package jvirt.qemu.device;

import java.util.List;
import jvirt.api.domain.device.Watchdog;

/** The watchdog, and what QEMU does when it runs out. */
public final class Watchdogs {
    private Watchdogs() {}

    public static List<Part> parts(Watchdog watchdog, Chassis chassis) {
        Props props = Props.device(Words.of(watchdog.model())).text("id", Chassis.alias(watchdog));
        return List.of(new Part.Front(chassis.place(props, watchdog).json()),
                Part.Option.of("-watchdog-action", action(watchdog.action())));
    }

    /** The dump is ours to make: QEMU waits until it is done. */
    public static String action(Watchdog.Action action) {
        return action == Watchdog.Action.DUMP ? "pause" : Words.of(action);
    }
}
