package jvirt.api.network;

import java.util.Optional;
import jvirt.api.IpAddress;

/** A network behind one of the guests, {@code <route>}. */
public record Route(Optional<String> family, IpAddress address, Optional<IpAddress> netmask, Optional<Integer> prefix,
        IpAddress gateway, Optional<Integer> metric) {
    /** {@code virNetDevIPRouteGetPrefix}: without one, only the address of everything has none; others have their class's. */
    public int prefixLength() {
        if (prefix.isPresent()) return prefix.get();
        if (netmask.isPresent()) return netmask.get().prefixOfMask().orElse(-1);
        return Ip.naturalPrefix(address);
    }
}
