package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.ErrorCode;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.OnOff;
import jvirt.api.xml.Refused;

/** A keyboard, a mouse, a tablet. */
@Is("input")
public record Input(
        @Refused(missing = "missing input device type", missingCode = ErrorCode.INTERNAL_ERROR, unknown = "unknown input device type '%s'")
        Type type,
        @Refused(unknown = "unknown input bus type '%s'") Optional<Bus> bus,
        @Refused(unknown = "unknown input model '%s'") Optional<VirtioModel> model,
        Optional<VirtioOptions.Driver> driver,
        Optional<Source> source,
        @Inline DeviceInfo info) implements Device {
    public Input {
        info = info.plain();
        bus = bus.filter(one -> one != Bus.NONE);
        source = source.flatMap(written -> written.of(type));
    }

    @Override
    public Input withInfo(DeviceInfo changed) {
        return new Input(type, bus, model, driver, source, changed);
    }

    public enum Type { MOUSE, TABLET, KEYBOARD, PASSTHROUGH, EVDEV }

    public enum Bus { PS2, USB, XEN, PARALLELS, VIRTIO, NONE }

    /** The device of the host that is handed through. */
    public record Source(
            Optional<String> dev,
            Optional<String> evdev,
            Optional<Grab> grab,
            Optional<GrabToggle> grabToggle,
            Optional<OnOff> repeat) {
        /** What is read of it depends on what is handed through. */
        Optional<Source> of(Type type) {
            return switch (type) {
                case PASSTHROUGH -> Optional.of(new Source(Optional.empty(), evdev, Optional.empty(), Optional.empty(), Optional.empty()));
                case EVDEV -> Optional.of(new Source(dev, Optional.empty(), grab, grabToggle, repeat));
                case MOUSE, TABLET, KEYBOARD -> Optional.empty();
            };
        }

        public Optional<String> path() {
            return dev.or(() -> evdev);
        }
    }

    public enum Grab { ALL }

    public enum GrabToggle { CTRL_CTRL, ALT_ALT, SHIFT_SHIFT, META_META, SCROLLLOCK, CTRL_SCROLLLOCK }

    public Input withBus(Bus changed) {
        return new Input(type, Optional.of(changed), model, driver, source, info);
    }
}
