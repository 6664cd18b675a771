package jvirt.rpc.call;

import java.util.List;
import java.util.Optional;

/** {@code remote_domain_interface} on the wire. */
public record WireDomainInterface(String name, Optional<String> hwaddr, @Max(2048) List<WireDomainIpAddr> addrs) {}
