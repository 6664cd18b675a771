package jvirt.rpc.call;

/**
 * {@code admin_nonnull_client}: a client of one of a daemon's servers.
 *
 * @param timestamp when it came, in seconds of the epoch
 * @param transport {@code virClientTransport}: 0 a Unix socket, 1 TCP, 2 TLS
 */
public record WireAdminClient(WireAdminServer srv, long id, long timestamp, int transport) {}
