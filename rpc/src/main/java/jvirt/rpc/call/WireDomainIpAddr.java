package jvirt.rpc.call;

/** {@code remote_domain_ip_addr} on the wire. */
public record WireDomainIpAddr(int type, String addr, int prefix) {}
