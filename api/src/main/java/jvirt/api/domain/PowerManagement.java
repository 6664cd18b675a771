package jvirt.api.domain;

import java.util.Optional;
import jvirt.api.xml.Name;
import jvirt.api.xml.YesNo;

/** Which sleep states the guest's firmware offers, {@code <pm>}. */
public record PowerManagement(@Name("suspend-to-mem") Optional<Enabled> suspendToMem,
        @Name("suspend-to-disk") Optional<Enabled> suspendToDisk) {
    public record Enabled(Optional<YesNo> enabled) {}
}
