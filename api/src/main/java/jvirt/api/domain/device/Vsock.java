package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.Inline;
import jvirt.api.xml.Is;
import jvirt.api.xml.NonZero;
import jvirt.api.xml.YesNo;

/** Sockets between guest and host without a network. */
@Is("vsock")
public record Vsock(
        Optional<VirtioModel> model,
        Optional<Cid> cid,
        @Inline DeviceInfo info,
        Optional<VirtioOptions.Driver> driver) implements Device {
    public Vsock {
        info = info.plain();
    }

    @Override
    public Vsock withInfo(DeviceInfo changed) {
        return new Vsock(model, cid, changed, driver);
    }

    /** The guest's address; {@code auto} lets the host choose. */
    public record Cid(Optional<YesNo> auto, @NonZero Optional<Integer> address) {}

    public Vsock withModel(VirtioModel changed) {
        return new Vsock(Optional.of(changed), cid, info, driver);
    }

    public Vsock withCid(Cid changed) {
        return new Vsock(model, Optional.of(changed), info, driver);
    }
}
