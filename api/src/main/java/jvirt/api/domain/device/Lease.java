package jvirt.api.domain.device;

import java.util.Optional;
import jvirt.api.xml.InElement;
import jvirt.api.xml.Is;

/** A lease that a lock manager must hold for the guest to run. */
@Is("lease")
public record Lease(@InElement Optional<String> lockspace, @InElement String key, Target target) implements DevicePart {
    public record Target(String path, Optional<Long> offset) {}
}
