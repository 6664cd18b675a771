package jvirt.host.device;

import java.util.Optional;
import jvirt.api.nodedev.Capability;
import jvirt.api.nodedev.NodeDevice;

/**
 * A device, and what is known of it beyond its document. What the hardware brings is active, comes with every boot, and counts as
 * kept; a mediated device is kept where it is defined, and active where it was made.
 *
 * @param autostart it comes by itself
 */
public record HostDevice(NodeDevice device, boolean active, boolean persistent, boolean autostart) {
    public String name() {
        return device.name();
    }

    /** What it is as a mediated device. */
    public Optional<Capability.Mdev> mediated() {
        return device.capability().stream().filter(Capability.Mdev.class::isInstance).map(Capability.Mdev.class::cast).findFirst();
    }
}
