package jvirt.rpc.call;

/** {@code remote_nonnull_nwfilter_binding} on the wire. */
public record WireNwfilterBinding(String portdev, String filtername) {}
