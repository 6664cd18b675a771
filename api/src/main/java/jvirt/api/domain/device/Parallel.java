package jvirt.api.domain.device;

import static jvirt.api.ErrorCode.XML_ERROR;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Refused;

/** A parallel port. */
@Is("parallel")
public record Parallel(
        @Inline Chardev chardev,
        Optional<Target> target,
        @Inline DeviceInfo info) implements Device {
    public Parallel {
        chardev.needVirtio(false);
        info = info.plain();
    }

    @Override
    public Parallel withInfo(DeviceInfo changed) {
        return new Parallel(chardev, target, changed);
    }

    public record Target(@Refused(unknown = "Invalid port number: %s", code = XML_ERROR) Optional<Integer> port) {}

    public Parallel withTarget(Target changed) {
        return new Parallel(chardev, Optional.of(changed), info);
    }

    public Parallel withChardev(Chardev changed) {
        return new Parallel(changed, target, info);
    }
}
