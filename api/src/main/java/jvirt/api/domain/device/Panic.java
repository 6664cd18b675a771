package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.Refused;

/** Tells the host that the guest has panicked. */
@Is("panic")
public record Panic(
        @Refused(unknown = "unknown panic model '%s'") Optional<Model> model,
        @Inline DeviceInfo info) implements Device {
    public Panic {
        info = info.plain();
    }

    @Override
    public Panic withInfo(DeviceInfo changed) {
        return new Panic(model, changed);
    }

    public enum Model { ISA, PSERIES, HYPERV, S390 }

    public Panic withModel(Model changed) {
        return new Panic(Optional.of(changed), info);
    }
}
