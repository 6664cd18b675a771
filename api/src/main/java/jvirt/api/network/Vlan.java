package jvirt.api.network;

import java.util.List;
import java.util.Optional;

/** VLAN tags of a port, {@code <vlan>}: one is an access port's, several are a trunk's. */
public record Vlan(Optional<String> trunk, List<Tag> tag) {
    /** How untagged frames are treated on a trunk. */
    public enum NativeMode { TAGGED, UNTAGGED }

    public record Tag(int id, Optional<NativeMode> nativeMode) {}

    public Vlan {
        trunk = tag.size() > 1 || trunk.isPresent() && trunk.get().equalsIgnoreCase("yes")
                ? Optional.of("yes") : Optional.empty();
    }

    public boolean isTrunk() {
        return trunk.isPresent();
    }

    /** The tag of untagged frames, where one is named. */
    public Optional<Tag> nativeTag() {
        return tag.stream().filter(each -> each.nativeMode.isPresent()).findFirst();
    }
}
