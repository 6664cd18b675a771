package jvirt.rpc.call;

/** {@code remote_domain_iothread_info} on the wire. */
public record WireDomainIothreadInfo(int iothreadId, @Max(2048) Opaque cpumap) {}
