package jvirt.rpc.call;

/** {@code remote_node_get_cpu_stats} on the wire. */
public record WireNodeGetCpuStats(String field, long value) {}
