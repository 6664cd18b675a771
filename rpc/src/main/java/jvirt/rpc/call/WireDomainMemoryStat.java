package jvirt.rpc.call;

/** {@code remote_domain_memory_stat} on the wire. */
public record WireDomainMemoryStat(int tag, long val) {}
