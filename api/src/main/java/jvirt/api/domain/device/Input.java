package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.OnOff;

/** A keyboard, a mouse, a tablet. */
@Is("input")
public record Input(
        Type type,
        Optional<Bus> bus,
        Optional<VirtioModel> model,
        Optional<VirtioOptions.Driver> driver,
        Optional<Source> source,
        @Inline DeviceInfo info) implements Device {
    public Input {
        info = info.plain();
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
