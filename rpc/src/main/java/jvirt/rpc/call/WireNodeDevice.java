package jvirt.rpc.call;

/** {@code remote_nonnull_node_device} on the wire. */
public record WireNodeDevice(String name) {}
