package jvirt.network;

import java.util.UUID;

/** Who hears of what becomes of networks. Called in the order in which things happened; must not wait. */
@FunctionalInterface
public interface NetworkEvents {
    /** In the order of {@code virNetworkEventLifecycleType}. */
    enum Lifecycle { DEFINED, UNDEFINED, STARTED, STOPPED }

    void happened(String name, UUID uuid, Lifecycle what);
}
