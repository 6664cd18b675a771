package jvirt.rpc.call;

/** {@code remote_domain_event_graphics_address} on the wire. */
public record WireDomainEventGraphicsAddress(int family, String node, String service) {}
