package jvirt.rpc.call;

/** {@code remote_domain_disk_error} on the wire. */
public record WireDomainDiskError(String disk, int error) {}
