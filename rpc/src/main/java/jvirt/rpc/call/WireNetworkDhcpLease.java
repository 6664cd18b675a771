package jvirt.rpc.call;

import java.util.Optional;

/** {@code remote_network_dhcp_lease} on the wire. */
public record WireNetworkDhcpLease(String iface, long expirytime, int type, Optional<String> mac,
        Optional<String> iaid, String ipaddr, int prefix, Optional<String> hostname, Optional<String> clientid) {}
