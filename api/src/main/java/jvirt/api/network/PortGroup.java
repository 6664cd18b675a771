package jvirt.api.network;

import java.util.Optional;
import jvirt.api.xml.Name;
import jvirt.api.xml.Paired;
import jvirt.api.xml.YesNo;

/** A kind of port that interfaces choose by name, {@code <portgroup>}. */
@Paired
public record PortGroup(String name, @Name("default") Optional<String> preferred, Optional<YesNo> trustGuestRxFilters,
        Optional<Vlan> vlan, Optional<VirtualPort> virtualport, Optional<Bandwidth> bandwidth) {
    public PortGroup {
        preferred = preferred.filter(text -> text.equalsIgnoreCase("yes")).map(_ -> "yes");
    }

    /** For interfaces that name none. */
    public boolean isDefault() {
        return preferred.isPresent();
    }
}
