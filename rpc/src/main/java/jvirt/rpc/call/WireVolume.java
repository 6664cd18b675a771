package jvirt.rpc.call;

/** {@code remote_nonnull_storage_vol} on the wire. */
public record WireVolume(String pool, String name, String key) {}
