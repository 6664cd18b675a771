package jvirt.rpc.call;

import java.util.UUID;

/** {@code remote_nonnull_network} on the wire. */
public record WireNetwork(String name, UUID uuid) {}
