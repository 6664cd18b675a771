package jvirt.api.nwfilter;

/**
 * One thing that a rule asks of a packet.
 *
 * @param negated the packet must not have it
 */
public record Match(Value value, boolean negated) {}
