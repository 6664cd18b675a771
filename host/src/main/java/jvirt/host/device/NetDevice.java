package jvirt.host.device;

import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.Capability.Net;

/** Network interfaces. */
final class NetDevice {
    private NetDevice() {}

    static Optional<Capability> describe(Sysfs device) {
        boolean wireless = device.property("DEVTYPE").filter("wlan"::equals).isPresent() || device.has("wireless");
        return Optional.of(new Net(device.name(), device.text("address"), Optional.of(link(device)), Offloads.of(device.name()),
                Optional.of(new Net.NetKind(wireless ? "80211" : "80203"))));
    }

    /** The kernel tells a speed only while the link is up; unknown is all ones, which libvirt passes on. */
    private static Net.Link link(Sysfs device) {
        Optional<String> state = device.text("operstate");
        boolean up = state.filter("up"::equals).isPresent();
        Optional<Long> speed = up ? device.number("speed", 10).map(value -> value & 0xffff_ffffL) : Optional.empty();
        return new Net.Link(speed.filter(value -> value > 0), state);
    }
}
