package jvirt.rpc.call;

import java.util.UUID;

/** {@code remote_nonnull_nwfilter} on the wire. */
public record WireNwfilter(String name, UUID uuid) {}
