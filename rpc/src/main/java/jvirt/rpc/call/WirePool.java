package jvirt.rpc.call;

import java.util.UUID;

/** {@code remote_nonnull_storage_pool} on the wire. */
public record WirePool(String name, UUID uuid) {}
