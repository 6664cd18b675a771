package jvirt.rpc.call;

import java.util.UUID;

/** {@code remote_nonnull_network_port} on the wire. */
public record WireNetworkPort(WireNetwork net, UUID uuid) {}
