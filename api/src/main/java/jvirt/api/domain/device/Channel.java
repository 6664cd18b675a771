package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;

/** A channel between a program in the guest and one on the host. */
@Is("channel")
public record Channel(
        @Inline Chardev chardev,
        Target target,
        @Inline DeviceInfo info) implements Device {
    public Channel {
        chardev.needVirtio(target instanceof Target.Virtio);
        info = info.plain();
    }

    @Override
    public Channel withInfo(DeviceInfo changed) {
        return new Channel(chardev, target, changed);
    }

    @ByAttr("type")
    public sealed interface Target {
        @Is("virtio")
        record Virtio(Optional<String> name, @Live Optional<State> state) implements Target {}

        @Is("guestfwd")
        record Guestfwd(String address, int port) implements Target {}

        @Is("xen")
        record Xen(Optional<String> name) implements Target {}
    }

    /** Whether a program in the guest has opened it. */
    public enum State { CONNECTED, DISCONNECTED }

    /** The same, as the guest has opened or closed it; what has no such state stays. */
    public Channel withState(State state) {
        return target instanceof Target.Virtio(var name, _) ? withTarget(new Target.Virtio(name, Optional.of(state))) : this;
    }

    public Channel withTarget(Target changed) {
        return new Channel(chardev, changed, info);
    }

    public Channel withChardev(Chardev changed) {
        return new Channel(changed, target, info);
    }
}
