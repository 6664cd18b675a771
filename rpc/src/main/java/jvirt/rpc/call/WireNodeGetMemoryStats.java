package jvirt.rpc.call;

/** {@code remote_node_get_memory_stats} on the wire. */
public record WireNodeGetMemoryStats(String field, long value) {}
