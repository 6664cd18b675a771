package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Live;
import jvirt.api.xml.Refused;

/** The console: a device of its own, or the first serial port under another name. */
@Is("console")
public record Console(
        @Inline Chardev chardev,
        @Live Optional<String> tty,
        Optional<Target> target,
        @Inline DeviceInfo info) implements Device {
    public Console {
        tty = tty(chardev, target);
        chardev.needVirtio(target.flatMap(Target::type).equals(Optional.of(Type.VIRTIO)));
        info = info.plain();
    }

    @Override
    public Console withInfo(DeviceInfo changed) {
        return new Console(chardev, tty, target, changed);
    }

    public record Target(Optional<Type> type, @Refused(unknown = "Invalid port number: %s", code = XML_ERROR) Optional<Integer> port) {}

    public enum Type { SERIAL, XEN, UML, VIRTIO, LXC, OPENVZ, SCLP, SCLPLM }

    /** The path of the terminal stands in an attribute too, for clients of old. */
    private static Optional<String> tty(Chardev chardev, Optional<Target> target) {
        boolean first = target.flatMap(Target::port).orElse(0) == 0;
        return first && chardev.source() instanceof ChardevSource.Pty(var source)
                ? source.flatMap(ChardevSource.PathSource::path) : Optional.empty();
    }

    public Console withTarget(Target changed) {
        return new Console(chardev, tty, Optional.of(changed), info);
    }

    public Console withChardev(Chardev changed) {
        return new Console(changed, tty, target, info);
    }
}
