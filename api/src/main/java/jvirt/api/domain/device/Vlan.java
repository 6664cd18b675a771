package jvirt.api.domain.device;

import java.util.List;
import java.util.Optional;
import jvirt.api.xml.YesNo;

/** The VLANs of a port: one tag, or several of a trunk. */
public record Vlan(Optional<YesNo> trunk, List<Tag> tag) {
    public Vlan {
        trunk = trunk.isPresent() || tag.size() > 1 ? trunk.or(() -> Optional.of(YesNo.YES)).filter(YesNo::yes)
                : Optional.empty();
    }

    public record Tag(int id, Optional<NativeMode> nativeMode) {}

    public enum NativeMode { TAGGED, UNTAGGED }
}
