package jvirt.daemon.access;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jvirt.rpc.call.WireVolume;

/** What the drivers call the objects that a client names by UUID or number. A name that a client sends beside is not believed. */
public interface Names {
    Optional<String> domain(UUID uuid);

    Optional<String> domain(int id);

    Optional<String> network(UUID uuid);

    Optional<String> pool(UUID uuid);

    Optional<String> filter(UUID uuid);

    /** The filter on an interface of the host. */
    Optional<String> filterOn(String port);

    /** All of a kind that run, or all that do not, in order; none of a kind whose lists nobody keeps. */
    List<String> all(String kind, boolean active);

    /** The numbers of the machines that run, in order. */
    List<Integer> running();

    /** The volume with this key or path. */
    Optional<WireVolume> volume(String keyOrPath);

    /** The UUID of the object of this name. */
    Optional<UUID> uuid(String kind, String name);

    /** What the secret with this UUID opens. */
    Optional<Usage> secretUsage(String uuid);

    /**
     * What a secret opens.
     *
     * @param kind {@code volume}, {@code ceph}, {@code target} or {@code name}
     */
    record Usage(String kind, String id) {}
}
