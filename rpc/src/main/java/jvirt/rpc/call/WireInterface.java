package jvirt.rpc.call;

/** {@code remote_nonnull_interface} on the wire. */
public record WireInterface(String name, String mac) {}
