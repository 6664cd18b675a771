package jvirt.rpc.call;

import java.util.UUID;

/** {@code remote_nonnull_domain} on the wire. */
public record WireDomain(String name, UUID uuid, int id) {}
