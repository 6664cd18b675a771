package jvirt.daemon.access;

import java.util.Optional;
import java.util.UUID;

/** What the drivers call the objects that a client names by UUID or number. A name that a client sends beside is not believed. */
public interface Names {
    Optional<String> domain(UUID uuid);

    Optional<String> domain(int id);

    Optional<String> network(UUID uuid);

    Optional<String> pool(UUID uuid);

    Optional<String> filter(UUID uuid);

    /** The filter on an interface of the host. */
    Optional<String> filterOn(String port);

    /** The pool of the volume with this key or path. */
    Optional<String> poolOfVolume(String keyOrPath);
}
