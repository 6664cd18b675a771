package jvirt.rpc.call;

/** {@code remote_domain_event_graphics_identity} on the wire. */
public record WireDomainEventGraphicsIdentity(String type, String name) {}
