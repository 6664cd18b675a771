package jvirt.network;

import java.util.Optional;
import java.util.UUID;

/** Who hears of what becomes of networks. Called in the order in which things happened; must not wait. */
@FunctionalInterface
public interface NetworkEvents {
    /** What can become of a network. */
    sealed interface Happening {}

    /** In the order of {@code virNetworkEventLifecycleType}. */
    enum Lifecycle implements Happening { DEFINED, UNDEFINED, STARTED, STOPPED }

    /** Somebody noted something with it; the namespace is that of an application's element. */
    record MetadataChange(NetworkNotes.Kind kind, Optional<String> uri) implements Happening {}

    void happened(String name, UUID uuid, Happening what);
}
