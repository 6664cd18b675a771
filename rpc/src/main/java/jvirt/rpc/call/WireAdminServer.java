package jvirt.rpc.call;

/** {@code admin_nonnull_server}: one of a daemon's servers. */
public record WireAdminServer(String name) {}
