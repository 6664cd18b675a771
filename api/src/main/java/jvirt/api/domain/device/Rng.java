package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.ByAttr;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.KeepEmpty;
import jvirt.api.xml.Refused;
import jvirt.api.xml.Text;

/** A source of random numbers. */
@Is("rng")
public record Rng(
        @Refused(missing = "missing RNG device model", unknown = "unknown RNG model '%s'") VirtioModel model,
        Optional<Rate> rate,
        @KeepEmpty Backend backend,
        Optional<VirtioOptions.Driver> driver,
        @Inline DeviceInfo info) implements Device {
    public Rng {
        info = info.plain();
    }

    @Override
    public Rng withInfo(DeviceInfo changed) {
        return new Rng(model, rate, backend, driver, changed);
    }

    /** At most so many bytes in so many milliseconds. */
    public record Rate(int bytes, Optional<Integer> period) {}

    @ByAttr("model")
    public sealed interface Backend {
        @Is("random")
        record Random(@Text Optional<String> file) implements Backend {}

        @Is("egd")
        record Egd(@Inline Chardev chardev) implements Backend {}

        @Is("builtin")
        record Builtin() implements Backend {}
    }

    public Rng withBackend(Backend changed) {
        return new Rng(model, rate, changed, driver, info);
    }
}
