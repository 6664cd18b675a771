package jvirt.rpc.call;

/** {@code remote_vcpu_info} on the wire. */
public record WireVcpuInfo(int number, int state, long cpuTime, int cpu) {}
