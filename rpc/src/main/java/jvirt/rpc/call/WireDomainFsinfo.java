package jvirt.rpc.call;

import java.util.List;

/** {@code remote_domain_fsinfo} on the wire. */
public record WireDomainFsinfo(String mountpoint, String name, String fstype, @Max(256) List<String> devAliases) {}
