package jvirt.rpc.call;

/** {@code remote_nonnull_domain_snapshot} on the wire. */
public record WireSnapshot(String name, WireDomain dom) {}
