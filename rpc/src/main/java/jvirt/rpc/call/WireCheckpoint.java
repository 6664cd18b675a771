package jvirt.rpc.call;

/** {@code remote_nonnull_domain_checkpoint} on the wire. */
public record WireCheckpoint(String name, WireDomain dom) {}
