package jvirt.qemu.device;

import jvirt.api.domain.device.Hub;

/** USB hubs. */
public final class Hubs {
    private Hubs() {}

    public static Part part(Hub hub, Chassis chassis) {
        return new Part.Front(chassis.place(Props.device("usb-hub").text("id", Chassis.alias(hub)), hub).json());
    }
}
